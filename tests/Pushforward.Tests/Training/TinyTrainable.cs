using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Tests.Training;

/// <summary>A small network that learns to see rows through noise: it has weights, randomness and nothing else.</summary>
internal sealed class TinyTrainable : ITrainable
{
    public const int Columns = 5;

    private readonly Mlp _network;

    public TinyTrainable(int hidden = 7) =>
        _network = new Mlp(Parameters, "net", [Columns, hidden, Columns], Activation.Tanh, new RandomStream(3, "weights"));

    public ParameterSet Parameters { get; } = new();

    /// <summary>Called with every batch, before its losses are computed.</summary>
    public Action<Batch>? Seen { get; set; }

    /// <summary>Changes the losses of a batch.</summary>
    public Func<Batch, Tensor, Tensor>? Spoil { get; set; }

    public Tensor Losses(Batch batch)
    {
        Seen?.Invoke(batch);
        var losses = (_network.Forward(batch.Rows + batch.Normal(Columns) * 0.3) - batch.Rows).Square().SumOverColumns();
        return Spoil?.Invoke(batch, losses) ?? losses;
    }

    /// <summary>Rows in which the columns hang together.</summary>
    public static MatrixRows Rows(int rows, string name)
    {
        var values = new float[rows * Columns];
        var random = new RandomStream(11, name);
        for (int n = 0; n < rows; n++)
        {
            double shared = random.NextNormal();
            for (int d = 0; d < Columns; d++)
                values[n * Columns + d] = (float)(shared * (d + 1) / Columns + 0.2 * random.NextNormal());
        }
        return new MatrixRows(values, Columns, name);
    }
}
