namespace Pushforward.Numerics.Kernels;

/// <summary>A flat array cut into one slice for each rank: of whole blocks, their numbers differing by one at the most.</summary>
public sealed class RankSlices
{
    private readonly int[] _starts;

    /// <summary>Cuts.</summary>
    /// <param name="length">Elements of the array; at least 0.</param>
    /// <param name="blockLength">Elements of a block, but for the last; at least 1.</param>
    /// <param name="ranks">How many slices; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than that.</exception>
    public RankSlices(int length, int blockLength, int ranks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        long blocks = ((long)length + blockLength - 1) / blockLength;
        _starts = new int[ranks + 1];
        for (int rank = 1; rank <= ranks; rank++)
        {
            _starts[rank] = (int)Math.Min(length, blocks * rank / ranks * blockLength);
            Longest = Math.Max(Longest, Count(rank - 1));
        }
    }

    /// <summary>How many slices there are.</summary>
    public int Ranks => _starts.Length - 1;

    /// <summary>Elements of the array.</summary>
    public int Length => _starts[^1];

    /// <summary>Elements of the longest slice.</summary>
    public int Longest { get; }

    /// <summary>Where a rank's slice begins.</summary>
    /// <param name="rank">From 0.</param>
    public int Start(int rank) => _starts[rank];

    /// <summary>How many elements a rank's slice has.</summary>
    /// <param name="rank">From 0.</param>
    public int Count(int rank) => _starts[rank + 1] - _starts[rank];

    /// <summary>A rank's slice of an array.</summary>
    /// <param name="values">The array.</param>
    /// <param name="rank">From 0.</param>
    public Span<T> Of<T>(Span<T> values, int rank) => values.Slice(Start(rank), Count(rank));
}
