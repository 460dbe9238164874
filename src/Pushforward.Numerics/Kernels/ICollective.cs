namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Processes that work on one fit together, each a rank. All ranks call the same methods in the same order with spans of the same length; each call
/// returns when this rank has its result. Models that sum what they know of their shard through this need not know how many ranks there are.
/// </summary>
/// <remarks>
/// The order in which ranks are added up is the implementation's affair. Who needs the same bits for any number of ranks adds numbers whose sums are
/// exact: whole numbers, or those that <see cref="ExactSum"/> has rounded.
/// </remarks>
public interface ICollective
{
    /// <summary>Which of the ranks this is, from 0.</summary>
    int Rank { get; }

    /// <summary>How many ranks there are.</summary>
    int Size { get; }

    /// <summary>Replaces each number by its sum over ranks.</summary>
    /// <param name="values">This rank's part.</param>
    /// <exception cref="CollectiveException">Another rank is gone, or the network failed.</exception>
    void AllReduceSum(Span<double> values);

    /// <inheritdoc cref="AllReduceSum(Span{double})"/>
    void AllReduceSum(Span<float> values);

    /// <inheritdoc cref="AllReduceSum(Span{double})"/>
    void AllReduceSum(Span<long> values);

    /// <summary>Sums over ranks, and leaves each rank the sums of its slice alone: what costs half of an <see cref="AllReduceSum(Span{double})"/>.</summary>
    /// <param name="values">This rank's part. Its slice is replaced by sums, and the rest stays as it is.</param>
    /// <param name="slices">Whose sums are whose; as many as there are ranks.</param>
    /// <exception cref="ArgumentException">The slices are of another length or number.</exception>
    /// <exception cref="CollectiveException">Another rank is gone, or the network failed.</exception>
    void ReduceScatterSum(Span<double> values, RankSlices slices);

    /// <inheritdoc cref="ReduceScatterSum(Span{double}, RankSlices)"/>
    void ReduceScatterSum(Span<float> values, RankSlices slices);

    /// <summary>Replaces each rank's slice, on all the others, by what that rank has in it.</summary>
    /// <param name="values">Of which this rank's slice is told to the others, and theirs overwritten.</param>
    /// <param name="slices">Who tells what; as many as there are ranks.</param>
    /// <exception cref="ArgumentException">The slices are of another length or number.</exception>
    /// <exception cref="CollectiveException">Another rank is gone, or the network failed.</exception>
    void AllGather(Span<float> values, RankSlices slices);

    /// <summary>Replaces the bytes by those of one rank.</summary>
    /// <param name="values">What that rank sends and the others overwrite.</param>
    /// <param name="root">That rank.</param>
    /// <exception cref="CollectiveException">Another rank is gone, or the network failed.</exception>
    void Broadcast(Span<byte> values, int root);

    /// <summary>Puts the bytes of all ranks one after the other on one rank.</summary>
    /// <param name="values">This rank's part, of the same length on each.</param>
    /// <param name="gathered">On the root as long as all parts together; elsewhere empty.</param>
    /// <param name="root">Where they go.</param>
    /// <exception cref="CollectiveException">Another rank is gone, or the network failed.</exception>
    void Gather(ReadOnlySpan<byte> values, Span<byte> gathered, int root);
}

/// <summary>Ranks can no longer work together: one is gone, or the network failed.</summary>
/// <param name="message">Which rank found out, and what to do.</param>
public sealed class CollectiveException(string message) : IOException(message);
