namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The rows of one rank: a stretch of the data, of whole units. Units are cut by the data alone, so that how many ranks there are changes who counts a
/// unit, not what is counted.
/// </summary>
/// <param name="Rank">Which rank, from 0.</param>
/// <param name="Size">How many there are.</param>
internal readonly record struct Shard(int Rank, int Size)
{
    /// <summary>All rows.</summary>
    public static readonly Shard Whole = new(0, 1);

    /// <summary>Whether it is this rank that counts a unit: the one on whose stretch the unit's middle lies.</summary>
    /// <param name="firstRow">First row of the unit's block.</param>
    /// <param name="count">Rows of the block.</param>
    /// <param name="unit">Which unit of the block.</param>
    /// <param name="units">How many units the block has.</param>
    /// <param name="rows">Rows of the data.</param>
    public bool Owns(int firstRow, int count, int unit, int units, int rows) =>
        Size == 1 || (Int128)(2L * firstRow * units + (2L * unit + 1) * count) * Size / (2L * rows * units) == Rank;

    /// <summary>Whether a block may have units of this rank.</summary>
    /// <param name="firstRow">First row of the block.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="rows">Rows of the data.</param>
    public bool Touches(long firstRow, int count, int rows) => (firstRow + count) * Size > (long)rows * Rank && firstRow * Size < (long)rows * (Rank + 1);
}
