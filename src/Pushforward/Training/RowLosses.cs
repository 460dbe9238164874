using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>The losses of rows under a model's parameters as they are: gathers rows into batches, refuses what is no number, and finds out where one arose.</summary>
/// <param name="model">The model.</param>
/// <param name="seed">The seed of all that losses draw.</param>
/// <param name="team">The threads to use; null for the shared ones.</param>
internal sealed class RowLosses(ITrainable model, long seed, ThreadTeam? team)
{
    private const int EvaluationRows = 512;

    private readonly RandomStream _noise = new(seed, "train"), _evaluationNoise = new(seed, "validation");

    /// <summary>What losses are recorded on.</summary>
    public Tape Tape { get; } = new(new TapeOptions { Team = team });

    private ThreadTeam Team => team ?? ThreadTeam.Shared;

    /// <summary>A batch to train on.</summary>
    /// <param name="rows">Where its rows come from.</param>
    /// <param name="index">Which they are.</param>
    /// <param name="state">Where training is, which decides what is drawn.</param>
    /// <exception cref="InvalidDataException">A row holds NaN or infinity.</exception>
    public Batch Gather(IRowSource rows, ReadOnlyMemory<int> index, TrainingState state) => Gather(rows, index, _noise, state.Epoch, state.Steps);

    /// <summary>The loss of each row of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="NumericalException">An operation cannot go on.</exception>
    public Tensor Of(Batch batch)
    {
        var losses = model.Losses(batch);
        return losses.Shape.Rank == 1 && losses.Length == batch.Index.Length
            ? losses
            : throw new InvalidOperationException($"losses: expected one a row, [{batch.Index.Length}], got a tensor {losses.Shape} from {model.GetType().Name}.");
    }

    /// <summary>The mean over all rows, with draws that are the same every time.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="step">How many steps the parameters have taken.</param>
    /// <param name="terms">Takes what the losses are made of.</param>
    /// <param name="cancellation">Ends the evaluation within a batch.</param>
    /// <exception cref="InvalidDataException">A row holds NaN or infinity.</exception>
    public double Mean(IRowSource rows, long step, LossTerms terms, CancellationToken cancellation)
    {
        double sum = 0;
        int[] index = [.. Enumerable.Range(0, rows.Rows)];
        for (int start = 0; start < rows.Rows; start += EvaluationRows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var _ = Tape.Evaluate();
            var part = index.AsMemory(start, Math.Min(EvaluationRows, rows.Rows - start));
            foreach (float loss in Of(Gather(rows, part, _evaluationNoise, epoch: 0, step) with { Terms = terms }).AsSpan())
                sum += loss;
        }
        return sum / rows.Rows;
    }

    /// <summary>Computes a batch again, slowly, to learn which operation made the first number that is not finite.</summary>
    /// <param name="rows">Where its rows come from.</param>
    /// <param name="index">Which they are.</param>
    /// <param name="state">Where training is.</param>
    public string Diagnose(IRowSource rows, ReadOnlyMemory<int> index, TrainingState state)
    {
        var tape = new Tape(new TapeOptions { Team = team, CheckFinite = true });
        // What the failed step left there would be reported in place of its cause.
        model.Parameters.Gradients.Clear();
        try
        {
            FiniteGuard.Check(model.Parameters);
            using var _ = tape.Record();
            tape.Backward(Of(Gather(rows, index, state)).Mean());
            FiniteGuard.Check(model.Parameters);
        }
        catch (NumericalException exception)
        {
            return exception.Message;
        }
        return "the loss or its gradient is not finite.";
    }

    private Batch Gather(IRowSource source, ReadOnlyMemory<int> index, RandomStream noise, int epoch, long step)
    {
        var rows = Tensor.Zeros(index.Length, source.Columns);
        int bad = int.MaxValue;
        var gate = new Lock();
        Team.Run(index.Length, n =>
        {
            var row = rows.Row(n);
            source.CopyRow(index.Span[n], row);
            if (FiniteGuard.IndexOfNonFinite(row) < 0)
                return;
            lock (gate)
                bad = Math.Min(bad, n);
        });
        if (bad < index.Length)
        {
            int column = FiniteGuard.IndexOfNonFinite(rows.Row(bad));
            throw new InvalidDataException(
                $"{source.Name}, row {index.Span[bad]}, column {column}: found {rows.Row(bad)[column]}, expected finite numbers. Remove or impute such rows.");
        }
        return new Batch(rows, index, noise, epoch, step) { Team = Team };
    }
}
