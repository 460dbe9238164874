using System.Diagnostics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Benchmarks.Mpi;

/// <summary>
/// Passes on what ranks tell each other, and adds up the time it takes. Before every sum the ranks wait for each other, so that what one waits for the other's work is not
/// taken for what the sum costs.
/// </summary>
internal sealed class TimedCollective(ICollective ranks) : ICollective
{
    private readonly long[] _meeting = [0];
    private long _ticks, _bytes;

    public int Rank => ranks.Rank;

    public int Size => ranks.Size;

    /// <summary>Milliseconds that sums have taken since last asked.</summary>
    public double TakeMilliseconds()
    {
        double taken = Stopwatch.GetElapsedTime(0, _ticks).TotalMilliseconds;
        _ticks = 0;
        return taken;
    }

    /// <summary>Bytes that were summed since last asked.</summary>
    public long TakeBytes()
    {
        long bytes = _bytes;
        _bytes = 0;
        return bytes;
    }

    public void AllReduceSum(Span<double> values)
    {
        long start = Meet(values.Length * sizeof(double));
        ranks.AllReduceSum(values);
        _ticks += Stopwatch.GetTimestamp() - start;
    }

    public void AllReduceSum(Span<float> values)
    {
        long start = Meet(values.Length * sizeof(float));
        ranks.AllReduceSum(values);
        _ticks += Stopwatch.GetTimestamp() - start;
    }

    public void AllReduceSum(Span<long> values)
    {
        long start = Meet(values.Length * sizeof(long));
        ranks.AllReduceSum(values);
        _ticks += Stopwatch.GetTimestamp() - start;
    }

    public void Broadcast(Span<byte> values, int root) => ranks.Broadcast(values, root);

    public void Gather(ReadOnlySpan<byte> values, Span<byte> gathered, int root) => ranks.Gather(values, gathered, root);

    private long Meet(long bytes)
    {
        _bytes += bytes;
        ranks.AllReduceSum(_meeting.AsSpan());
        return Stopwatch.GetTimestamp();
    }
}
