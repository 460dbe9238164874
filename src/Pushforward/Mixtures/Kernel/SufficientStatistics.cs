using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// What the M-step needs to know of a shard: N_k = sum_n r_nk, S_dk = sum_n r_nk x_nd, and the log-likelihood the responsibilities
/// came with. Statistics of shards add up to those of the whole, here or on another machine; while they do, what rounding to exactly summable
/// numbers leaves out (<see cref="ExactSum"/>) is summed beside them where it matters.
/// </summary>
/// <param name="layout">How components lie.</param>
/// <param name="columns">Columns of the data.</param>
/// <param name="precise">Whether counts are wanted to double precision however small they are, not only beside the largest.</param>
internal sealed class SufficientStatistics(LaneLayout layout, int columns, bool precise = false)
{
    private double _stops;

    /// <summary>N_k. Shape [lanes].</summary>
    public double[] Counts { get; } = new double[layout.Lanes];

    /// <summary>S_dk; rounding may leave it a little outside [0, N_k].</summary>
    public LaneMatrix Ones { get; } = new(layout, columns);

    /// <summary>sum_n w_n log p(x_n).</summary>
    public double LogLikelihood { get; set; }

    /// <summary>What rounding has left out of the counts; null if nobody asks.</summary>
    public double[]? CountsRest { get; } = precise ? new double[layout.Lanes] : null;

    /// <summary>What rounding has left out of the ones; null if nobody asks.</summary>
    public LaneMatrix? OnesRest { get; } = precise ? new LaneMatrix(layout, columns) : null;

    /// <summary>What rounding has left out of the log-likelihood.</summary>
    public double LogLikelihoodRest { get; set; }

    /// <summary>Whether a rank was asked to stop, once ranks have been added up.</summary>
    public bool IsStopAsked => _stops > 0;

    public void Clear()
    {
        Array.Clear(Counts);
        Array.Clear(Ones.Values);
        CountsRest?.AsSpan().Clear();
        OnesRest?.Values.AsSpan().Clear();
        (LogLikelihood, LogLikelihoodRest, _stops) = (0, 0, 0);
    }

    /// <summary>Becomes keep times itself plus take times another; both settled.</summary>
    public void Blend(double keep, SufficientStatistics other, double take)
    {
        Mix(Counts, other.Counts);
        Mix(Ones.Values, other.Ones.Values);
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
        TensorPrimitives.Add(Ones.Values, other.Ones.Values, Ones.Values);
        if (OnesRest is { } rest)
        {
            TensorPrimitives.Add(CountsRest, other.CountsRest, CountsRest);
            TensorPrimitives.Add(rest.Values, other.OnesRest!.Values, rest.Values);
        }
        LogLikelihood += other.LogLikelihood;
        LogLikelihoodRest += other.LogLikelihoodRest;
    }

    /// <summary>Adds up what the ranks have counted; then settles.</summary>
    /// <param name="ranks">Those who have.</param>
    /// <param name="stopping">Whether this one was asked to stop.</param>
    public void AllReduce(ICollective ranks, bool stopping)
    {
        if (ranks.Size > 1)
        {
            // In one message: small sums cost as much as their number.
            double[] all = [LogLikelihood, LogLikelihoodRest, stopping ? 1 : 0, .. Counts, .. Ones.Values, .. CountsRest ?? [], .. OnesRest?.Values ?? []];
            ranks.AllReduceSum(all.AsSpan());
            (LogLikelihood, LogLikelihoodRest, _stops) = (all[0], all[1], all[2]);
            var rest = all.AsSpan(3);
            foreach (double[] part in (double[][])[Counts, Ones.Values, CountsRest ?? [], OnesRest?.Values ?? []])
            {
                rest[..part.Length].CopyTo(part);
                rest = rest[part.Length..];
            }
        }
        Settle();
    }

    /// <summary>Adds what rounding has left out; no more shards are added then.</summary>
    public void Settle()
    {
        LogLikelihood += LogLikelihoodRest;
        if (OnesRest is { } rest)
        {
            TensorPrimitives.Add(Counts, CountsRest, Counts);
            TensorPrimitives.Add(Ones.Values, rest.Values, Ones.Values);
        }
    }
}
