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

    /// <summary>Numbers uniform on [0, 1), each row's from its own stream.</summary>
    /// <param name="columns">At least 0.</param>
    /// <returns>[rows, columns].</returns>
    public Tensor Uniform(int columns) => Fill(columns, static (stream, row) => stream.FillUniform(row));

    /// <summary>Standard normal numbers, each row's from its own stream.</summary>
    /// <param name="columns">At least 0.</param>
    /// <returns>[rows, columns].</returns>
    public Tensor Normal(int columns) => Fill(columns, static (stream, row) => stream.FillNormal(row));

    private Tensor Fill(int columns, RowFill fill)
    {
        var noise = Tensor.Zeros(Index.Length, columns);
        for (int n = 0; n < Index.Length; n++)
            fill(Random.At(Epoch, Index.Span[n]), noise.Row(n));
        return noise;
    }

    private delegate void RowFill(RandomStream stream, Span<float> row);
}
