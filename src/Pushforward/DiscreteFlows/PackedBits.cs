using System.Numerics;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.DiscreteFlows;

/// <summary>Rows of packed bits: reading, checking, and whole matrices through a map.</summary>
public static class PackedBits
{
    private const int RowsPerPart = 256;

    /// <summary>Words that so many bits take.</summary>
    /// <param name="columns">At least 1.</param>
    public static int Words(int columns) => (columns + 63) / 64;

    /// <summary>Maps every row of a matrix in place, from the base to data.</summary>
    /// <param name="map">The map.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <exception cref="ArgumentException">The rows have another number of columns than the map's.</exception>
    public static void Forward(this DiscreteBijection<ulong> map, BitMatrix rows, ThreadTeam? team = null) => Map(map, rows, team, forward: true);

    /// <summary>Maps every row of a matrix in place, from data to the base.</summary>
    /// <inheritdoc cref="Forward"/>
    public static void Inverse(this DiscreteBijection<ulong> map, BitMatrix rows, ThreadTeam? team = null) => Map(map, rows, team, forward: false);

    /// <summary>A copy of a matrix.</summary>
    /// <param name="rows">The matrix.</param>
    public static BitMatrix Copy(this BitMatrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var copy = new BitMatrix(rows.Rows, rows.Columns);
        for (int n = 0; n < rows.Rows; n++)
            rows.Row(n).CopyTo(copy.MutableRow(n));
        return copy;
    }

    internal static bool Get(ReadOnlySpan<ulong> row, int column) => (row[column >> 6] >> (column & 63) & 1) != 0;

    internal static void Put(Span<ulong> row, int column, bool value)
    {
        ref ulong word = ref row[column >> 6];
        ulong bit = 1UL << (column & 63);
        word = value ? word | bit : word & ~bit;
    }

    /// <summary>Parity of the bits two rows share.</summary>
    internal static bool Parity(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        ulong sum = 0;
        for (int w = 0; w < a.Length; w++)
            sum ^= a[w] & b[w];
        return (BitOperations.PopCount(sum) & 1) != 0;
    }

    internal static void Xor(Span<ulong> row, ReadOnlySpan<ulong> other)
    {
        for (int w = 0; w < row.Length; w++)
            row[w] ^= other[w];
    }

    internal static void Check(string name, ReadOnlySpan<ulong> row, int columns)
    {
        if (row.Length != Words(columns))
            throw new ArgumentException($"{name}: {columns} columns take {Words(columns)} words, got {row.Length}.");
        if ((columns & 63) != 0 && row[^1] >> (columns & 63) != 0)
            throw new ArgumentException($"{name}: a bit beyond column {columns - 1} is set; the unused high bits of a row's last word must be zero.");
    }

    private static void Map(DiscreteBijection<ulong> map, BitMatrix rows, ThreadTeam? team, bool forward)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(rows);
        map.CheckColumns(rows.Columns);
        (team ?? ThreadTeam.Shared).Run((rows.Rows + RowsPerPart - 1) / RowsPerPart, part =>
        {
            int end = Math.Min(rows.Rows, (part + 1) * RowsPerPart);
            for (int n = part * RowsPerPart; n < end; n++)
            {
                if (forward)
                    map.MapForward(rows.MutableRow(n), rows.Columns);
                else
                    map.MapInverse(rows.MutableRow(n), rows.Columns);
            }
        });
    }
}
