using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>Rows to compute losses of. Random numbers come row by row from streams named by the row, so they do not depend on which batch a row is in.</summary>
/// <param name="Rows">The data. Shape [rows, columns].</param>
/// <param name="Index">Each row's place in its source.</param>
/// <param name="Random">The streams; row n of epoch e has <c>Random.At(e, Index[n])</c>.</param>
/// <param name="Epoch">The epoch, from 1; 0 in evaluation, whose draws are the same every time.</param>
/// <param name="Step">How many optimizer steps have been taken: for warm-ups of terms of the loss.</param>
public readonly record struct Batch(Tensor Rows, ReadOnlyMemory<int> Index, RandomStream Random, int Epoch, long Step)
{
    /// <summary>Whether the losses decide between weights, and are to be those of the model without warm-ups.</summary>
    public bool IsEvaluation => Epoch == 0;

    /// <summary>
    /// How much of the training is done, from 0 to 1: for warm-ups of terms of the loss that are to last a part of it. 1 in evaluation, and where nobody
    /// can know (a deterministic run that only minutes end).
    /// </summary>
    public double Progress { get; init; } = 1;

    /// <summary>The threads that draw random numbers; null for the shared ones.</summary>
    internal ThreadTeam? Team { get; init; }

    /// <summary>Collects what <see cref="Report"/> is told; null where nobody asks.</summary>
    internal LossTerms? Terms { get; init; }

    /// <summary>Tells what the losses are made of, so that every epoch's record has the mean of each term: for instance a reconstruction and a divergence.</summary>
    /// <param name="term">Its name in records and files.</param>
    /// <param name="perRow">One value a row. Shape [rows].</param>
    public void Report(string term, Tensor perRow) => Terms?.Add(term, perRow.AsSpan());

    /// <summary>Numbers uniform on [0, 1), each row's from its own stream.</summary>
    /// <param name="columns">At least 0.</param>
    /// <returns>[rows, columns].</returns>
    public Tensor Uniform(int columns) => Fill(columns, static (stream, row) => stream.FillUniform(row));

    /// <summary>Standard normal numbers, each row's from its own stream.</summary>
    /// <param name="columns">At least 0.</param>
    /// <returns>[rows, columns].</returns>
    public Tensor Normal(int columns) => Fill(columns, static (stream, row) => stream.FillNormal(row));

    /// <summary>Draws for each row from its own stream, on all threads.</summary>
    /// <param name="random">The streams; row n of this epoch has <c>random.At(Epoch, Index[n])</c>.</param>
    /// <param name="rows">What is drawn into, or changed by what is drawn: as many rows as the batch.</param>
    /// <param name="draw">Draws a row.</param>
    internal void Draw(RandomStream random, Tensor rows, RowDraw draw)
    {
        var (epoch, index) = (Epoch, Index);
        var team = Team ?? ThreadTeam.Shared;
        int parts = Math.Min(team.Size, index.Length);
        team.Run(parts, part =>
        {
            var stream = random.At(epoch, 0);
            int end = (int)((long)index.Length * (part + 1) / parts);
            for (int n = (int)((long)index.Length * part / parts); n < end; n++)
            {
                stream.MoveTo(epoch, index.Span[n]);
                draw(stream, rows.Row(n));
            }
        });
    }

    private Tensor Fill(int columns, RowDraw draw)
    {
        var noise = Tensor.Zeros(Index.Length, columns);
        Draw(Random, noise, draw);
        return noise;
    }

    /// <summary>Draws a row from its stream.</summary>
    internal delegate void RowDraw(RandomStream stream, Span<Real> row);
}
