namespace Pushforward.DiscreteFlows;

/// <summary>Moves every bit some places to the right, those at the end to the front: y_i = x_(i - places), places counted round. Inverse: as many to the left.</summary>
/// <param name="places">Any number; negative to the left.</param>
public sealed class Rotate(int places) : BitBijection
{
    /// <summary>How many places to the right.</summary>
    public int Places { get; } = places;

    /// <inheritdoc/>
    public override string Name => $"shift({Places})";

    internal override void MapForward(Span<ulong> row, int columns) => Turn(row, columns, Places);

    internal override void MapInverse(Span<ulong> row, int columns) => Turn(row, columns, -(long)Places);

    private static void Turn(Span<ulong> row, int columns, long places)
    {
        int by = (int)(((places % columns) + columns) % columns);
        if (by == 0)
            return;
        if (columns <= 64)
        {
            ulong mask = columns == 64 ? ulong.MaxValue : (1UL << columns) - 1;
            row[0] = (row[0] << by | row[0] >> (columns - by)) & mask;
            return;
        }
        ulong[] source = row.ToArray();
        row.Clear();
        for (int c = 0; c < columns; c++)
        {
            int to = c + by < columns ? c + by : c + by - columns;
            row[to >> 6] |= (source[c >> 6] >> (c & 63) & 1) << (to & 63);
        }
    }
}
