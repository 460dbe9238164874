using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// What the M-step needs to know of a shard: N_k = sum_n r_nk, S_dk = sum_n r_nk x_nd, and the log-likelihood the responsibilities
/// came with. Statistics of shards add up to those of the whole, here or on another machine; while they do, what rounding to exactly summable
/// numbers leaves out (<see cref="ExactSum"/>) is summed beside them where it matters.
/// </summary>
internal sealed class SufficientStatistics
{
    // All numbers lie in one array, so that ranks add them up where they are, in one message: small sums cost as much as their number.
    private readonly double[] _all;
    private readonly int _lanes;

    /// <summary>Statistics of no rows.</summary>
    /// <param name="layout">How components lie.</param>
    /// <param name="columns">Columns of the data.</param>
    /// <param name="precise">Whether counts are wanted to double precision however small they are, not only beside the largest.</param>
    public SufficientStatistics(LaneLayout layout, int columns, bool precise = false)
    {
        _lanes = layout.Lanes;
        int ones = LaneMatrix.Length(layout, columns), counted = _lanes + ones;
        _all = new double[Scalars + checked(counted * (precise ? 2 : 1))];
        Ones = new LaneMatrix(layout, columns, _all, Scalars + _lanes);
        OnesRest = precise ? new LaneMatrix(layout, columns, _all, Scalars + counted + _lanes) : null;
    }

    /// <summary>N_k. Shape [lanes].</summary>
    public Span<double> Counts => _all.AsSpan(Scalars, _lanes);

    /// <summary>S_dk; rounding may leave it a little outside [0, N_k].</summary>
    public LaneMatrix Ones { get; }

    /// <summary>sum_n w_n log p(x_n).</summary>
    public double LogLikelihood
    {
        get => _all[0];
        set => _all[0] = value;
    }

    /// <summary>What rounding has left out of the counts; empty if nobody asks.</summary>
    public Span<double> CountsRest => OnesRest is null ? [] : _all.AsSpan(Scalars + _lanes + Ones.Values.Length, _lanes);

    /// <summary>What rounding has left out of the ones; null if nobody asks.</summary>
    public LaneMatrix? OnesRest { get; }

    /// <summary>What rounding has left out of the log-likelihood.</summary>
    public double LogLikelihoodRest
    {
        get => _all[1];
        set => _all[1] = value;
    }

    /// <summary>Whether a rank was asked to stop, once ranks have been added up.</summary>
    public bool IsStopAsked => _all[2] > 0;

    // The two log-likelihoods, how many were asked to stop, and what makes up a cache line.
    private static int Scalars => 8;

    public void Clear() => Array.Clear(_all);

    /// <summary>Becomes keep times itself plus take times another; both settled.</summary>
    public void Blend(double keep, SufficientStatistics other, double take)
    {
        Mix(Counts, other.Counts);
        Mix(Ones.Values, other.Ones.Values);
        LogLikelihood = keep * LogLikelihood + take * other.LogLikelihood;

        void Mix(Span<double> mine, ReadOnlySpan<double> others)
        {
            for (int i = 0; i < mine.Length; i++)
                mine[i] = keep * mine[i] + take * others[i];
        }
    }

    /// <summary>Adds another shard's.</summary>
    public void Add(SufficientStatistics other) => TensorPrimitives.Add(_all, other._all, _all);

    /// <summary>Adds up what the ranks have counted; then settles.</summary>
    /// <param name="ranks">Those who have.</param>
    /// <param name="stopping">Whether this one was asked to stop.</param>
    public void AllReduce(ICollective ranks, bool stopping)
    {
        if (ranks.Size > 1)
        {
            _all[2] = stopping ? 1 : 0;
            ranks.AllReduceSum(_all.AsSpan());
        }
        Settle();
    }

    /// <summary>Adds what rounding has left out; no more shards are added then.</summary>
    public void Settle()
    {
        LogLikelihood += LogLikelihoodRest;
        if (OnesRest is not { } rest)
            return;
        TensorPrimitives.Add(Counts, CountsRest, Counts);
        TensorPrimitives.Add(Ones.Values, rest.Values, Ones.Values);
    }
}
