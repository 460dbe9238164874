using System.Diagnostics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Benchmarks.Mpi;

/// <summary>
/// Passes on what ranks tell each other and, while asked to, adds up the time that it takes. Before each call the ranks then wait for each other, so that waiting for
/// another's work is not taken for what the call costs.
/// </summary>
internal sealed class TimedCollective(ICollective ranks) : ICollective
{
    private readonly long[] _meeting = [0];
    private long _ticks, _bytes;

    public int Rank => ranks.Rank;

    public int Size => ranks.Size;

    /// <summary>Whether calls are timed; the same on all ranks.</summary>
    public bool IsTiming { get; set; }

    /// <summary>What has been told since last asked: the time, and the bytes of the arrays.</summary>
    public (TimeSpan Time, long Bytes) Take()
    {
        var taken = (Stopwatch.GetElapsedTime(0, _ticks), _bytes);
        (_ticks, _bytes) = (0, 0);
        return taken;
    }

    public void AllReduceSum(Span<double> values)
    {
        long start = Begin(values.Length * sizeof(double));
        ranks.AllReduceSum(values);
        End(start);
    }

    public void AllReduceSum(Span<float> values)
    {
        long start = Begin(values.Length * sizeof(float));
        ranks.AllReduceSum(values);
        End(start);
    }

    public void AllReduceSum(Span<long> values)
    {
        long start = Begin(values.Length * sizeof(long));
        ranks.AllReduceSum(values);
        End(start);
    }

    public void ReduceScatterSum(Span<double> values, RankSlices slices)
    {
        long start = Begin(values.Length * sizeof(double));
        ranks.ReduceScatterSum(values, slices);
        End(start);
    }

    public void ReduceScatterSum(Span<float> values, RankSlices slices)
    {
        long start = Begin(values.Length * sizeof(float));
        ranks.ReduceScatterSum(values, slices);
        End(start);
    }

    public void AllGather(Span<float> values, RankSlices slices)
    {
        long start = Begin(values.Length * sizeof(float));
        ranks.AllGather(values, slices);
        End(start);
    }

    public void Broadcast(Span<byte> values, int root) => ranks.Broadcast(values, root);

    public void Gather(ReadOnlySpan<byte> values, Span<byte> gathered, int root) => ranks.Gather(values, gathered, root);

    private long Begin(long bytes)
    {
        if (!IsTiming)
            return 0;
        _bytes += bytes;
        ranks.AllReduceSum(_meeting.AsSpan());
        return Stopwatch.GetTimestamp();
    }

    private void End(long start)
    {
        if (IsTiming)
            _ticks += Stopwatch.GetTimestamp() - start;
    }
}
