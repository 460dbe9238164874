using System.Numerics.Tensors;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// What the M-step needs to know of a shard: N_k = sum_n r_nk, S_dk = sum_n r_nk x_nd, and the log-likelihood the responsibilities
/// came with. Statistics of shards add up to those of the whole, here or on another machine.
/// </summary>
internal sealed class SufficientStatistics(int columns, int lanes)
{
    /// <summary>N_k. Shape [lanes].</summary>
    public double[] Counts { get; } = new double[lanes];

    /// <summary>S_dk; rounding may leave it a little outside [0, N_k]. Shape [columns, lanes].</summary>
    public double[] Ones { get; } = new double[checked(columns * lanes)];

    /// <summary>sum_n w_n log p(x_n).</summary>
    public double LogLikelihood { get; set; }

    public void Clear()
    {
        Array.Clear(Counts);
        Array.Clear(Ones);
        LogLikelihood = 0;
    }

    /// <summary>Becomes keep times itself plus take times another.</summary>
    public void Blend(double keep, SufficientStatistics other, double take)
    {
        Mix(Counts, other.Counts);
        Mix(Ones, other.Ones);
        LogLikelihood = keep * LogLikelihood + take * other.LogLikelihood;

        void Mix(double[] mine, double[] others)
        {
            for (int i = 0; i < mine.Length; i++)
                mine[i] = keep * mine[i] + take * others[i];
        }
    }

    /// <summary>Adds another shard's.</summary>
    public void Add(SufficientStatistics other)
    {
        TensorPrimitives.Add(Counts, other.Counts, Counts);
        TensorPrimitives.Add(Ones, other.Ones, Ones);
        LogLikelihood += other.LogLikelihood;
    }
}
