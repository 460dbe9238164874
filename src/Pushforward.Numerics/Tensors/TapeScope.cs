namespace Pushforward.Numerics.Tensors;

/// <summary>
/// A step of a <see cref="Tape"/> under way; disposing of it ends the step. What it computed can be read until the next begins.
/// </summary>
public readonly ref struct TapeScope : IDisposable
{
    private readonly Tape? _tape;

    internal TapeScope(Tape tape) => _tape = tape;

    /// <summary>Ends the step.</summary>
    public void Dispose() => _tape?.Leave();
}
