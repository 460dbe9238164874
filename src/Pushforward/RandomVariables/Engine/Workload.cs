using Pushforward.Numerics;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// What a computation has cost, counted in evaluations of densities and so the same on every machine, what it may cost, and whether it is still wanted.
/// </summary>
/// <param name="cancellation">Ends the computation when cancelled.</param>
/// <param name="most">The most it may cost.</param>
/// <param name="around">The computation that this one is a part of.</param>
internal sealed class Workload(CancellationToken cancellation, long most = long.MaxValue, Workload? around = null)
{
    private long _done;

    /// <summary>A part of this computation, which may cost so much.</summary>
    public Workload Part(long mostOfPart) => new(cancellation, mostOfPart, this);

    /// <summary>What it has cost so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Whether it has cost more than it may; what it threw then must not be taken for a failure of a part.</summary>
    public bool IsExhausted => Done > most || around?.IsExhausted == true;

    /// <summary>Counts evaluations. Parts of one computation may count from several threads.</summary>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    /// <exception cref="NumericalException">It costs more than it may.</exception>
    public void Add(long evaluations)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Interlocked.Add(ref _done, evaluations) > most)
            throw new NumericalException(FormattableString.Invariant($"more than {most:N0} evaluations of densities are needed"));
        around?.Add(evaluations);
    }
}
