using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>What a model makes of its latent coordinates, over some rows: which it uses, and how many nats each carries.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Divergence">The mean over rows of each coordinate's KL(q(z_j|x) || N(0, 1)), nats.</param>
/// <param name="MeanVariance">The variance over rows of each coordinate's posterior mean.</param>
public sealed record LatentUsage(int Rows, IReadOnlyList<double> Divergence, IReadOnlyList<double> MeanVariance)
{
    /// <summary>A coordinate is active if its posterior mean varies more than this (Burda, Grosse &amp; Salakhutdinov 2015).</summary>
    public const double ActivityThreshold = 0.01;

    private const int EncodedRows = 512;

    /// <summary>How many coordinates are active.</summary>
    public int ActiveUnits => MeanVariance.Count(variance => variance > ActivityThreshold);

    /// <summary>The divergence of all coordinates together, nats a row.</summary>
    public double TotalDivergence => Divergence.Sum();

    /// <summary>Whether no coordinate is active: the posterior has collapsed to the prior, codes say nothing, and the decoder does without.</summary>
    public bool IsCollapsed => ActiveUnits == 0;

    /// <summary>Encodes rows and looks.</summary>
    /// <param name="vae">The model.</param>
    /// <param name="rows">Columns, and a one among zeros for the class if the model is conditional; at least one row.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static LatentUsage Of(Vae vae, IRowSource rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(vae);
        int latent = vae.Architecture.Latent, seen = 0;
        double[] divergence = new double[latent], means = new double[latent], squares = new double[latent];
        foreach (var q in Encode(vae, rows, new Tape(), cancellation))
        {
            var kl = q.KlPerCoordinate();
            for (int n = 0; n < q.Mean.Rows; n++)
            {
                seen++;
                var (mean, cost) = (q.Mean, kl);
                for (int j = 0; j < latent; j++)
                {
                    divergence[j] += cost.Row(n)[j];
                    // Welford's update.
                    double away = mean.Row(n)[j] - means[j];
                    means[j] += away / seen;
                    squares[j] += away * (mean.Row(n)[j] - means[j]);
                }
            }
        }
        return new(seen, [.. divergence.Select(sum => sum / seen)], [.. squares.Select(sum => sum / seen)]);
    }

    /// <summary>The posteriors of rows, some hundred at a time; each lives until the next is asked for.</summary>
    internal static IEnumerable<DiagonalGaussian> Encode(Vae vae, IRowSource rows, Tape tape, CancellationToken cancellation)
    {
        for (int start = 0; start < rows.Rows; start += EncodedRows)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return EncodeBlock(vae, rows, tape, start, Math.Min(EncodedRows, rows.Rows - start));
        }
    }

    private static DiagonalGaussian EncodeBlock(Vae vae, IRowSource rows, Tape tape, int start, int count)
    {
        using var _ = tape.Evaluate();
        var block = Tensor.Zeros(count, rows.Columns);
        for (int n = 0; n < count; n++)
            rows.CopyRow(start + n, block.Row(n));
        var (x, classes) = vae.Split(block);
        return vae.Posterior(x, classes);
    }
}
