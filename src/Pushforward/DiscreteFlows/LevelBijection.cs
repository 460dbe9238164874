namespace Pushforward.DiscreteFlows;

/// <summary>An invertible map of rows of levels 0 to K - 1, a byte each.</summary>
public abstract class LevelBijection : DiscreteBijection<byte>
{
    private readonly int _levels;

    private protected LevelBijection(string name, int levels) =>
        _levels = levels is >= 2 and <= 256 ? levels : throw new ArgumentException($"{name}: expected from 2 to 256 levels, got {levels}.", nameof(levels));

    /// <summary>K.</summary>
    public sealed override int? Levels => _levels;

    private protected override void CheckStorage(ReadOnlySpan<byte> row, int columns) => CheckLevels(Name, row, columns, _levels);

    internal static void CheckLevels(string name, ReadOnlySpan<byte> row, int columns, int levels)
    {
        if (row.Length != columns)
            throw new ArgumentException($"{name}: expected {columns} levels, got {row.Length}.");
        for (int c = 0; c < row.Length; c++)
        {
            if (row[c] >= levels)
                throw new ArgumentException($"{name}: expected levels from 0 to {levels - 1}, got {row[c]} in column {c}.");
        }
    }
}
