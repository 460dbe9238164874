namespace Pushforward.Numerics.Kernels;

/// <summary>One process by itself: every sum is its own.</summary>
public sealed class SingleProcess : ICollective
{
    private SingleProcess()
    {
    }

    /// <summary>The one there is.</summary>
    public static ICollective Instance { get; } = new SingleProcess();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public void AllReduceSum(Span<double> values)
    {
    }

    /// <inheritdoc/>
    public void AllReduceSum(Span<float> values)
    {
    }

    /// <inheritdoc/>
    public void AllReduceSum(Span<long> values)
    {
    }

    /// <inheritdoc/>
    public void ReduceScatterSum(Span<double> values, RankSlices slices)
    {
    }

    /// <inheritdoc/>
    public void ReduceScatterSum(Span<float> values, RankSlices slices)
    {
    }

    /// <inheritdoc/>
    public void AllGather(Span<float> values, RankSlices slices)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values, int root)
    {
    }

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<byte> values, Span<byte> gathered, int root) => values.CopyTo(gathered);
}
