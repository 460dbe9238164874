using System.Numerics;

namespace Pushforward.Data;

/// <summary>
/// Rows of bits, packed: bit c of a row is bit c mod 64 of its word c / 64. Rows start on word boundaries and the unused high bits of
/// a row's last word are zero, which every reader may rely on. Shape [rows, columns].
/// </summary>
public sealed class BitMatrix
{
    private readonly ulong[] _words;

    /// <summary>Creates a matrix of zeros.</summary>
    /// <param name="rows">How many rows; 0 is allowed.</param>
    /// <param name="columns">How many columns; at least 1.</param>
    public BitMatrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Rows = rows;
        Columns = columns;
        WordsPerRow = (columns + 63) / 64;
        _words = new ulong[checked(rows * WordsPerRow)];
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>Words a row takes.</summary>
    public int WordsPerRow { get; }

    /// <summary>One bit.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="column">From 0.</param>
    public bool this[int row, int column]
    {
        get
        {
            CheckColumn(column);
            return (Row(row)[column >> 6] >> (column & 63) & 1) != 0;
        }
        set
        {
            CheckColumn(column);
            ref ulong word = ref MutableRow(row)[column >> 6];
            ulong bit = 1UL << (column & 63);
            word = value ? word | bit : word & ~bit;
        }
    }

    /// <summary>The packed words of a row.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<ulong> Row(int row) => MutableRow(row);

    /// <summary>The packed words of a row, to write. The unused high bits of the last word must stay zero.</summary>
    /// <param name="row">From 0.</param>
    public Span<ulong> MutableRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        return _words.AsSpan(row * WordsPerRow, WordsPerRow);
    }

    /// <summary>The words of all rows, one row after another.</summary>
    internal Span<ulong> Words => _words;

    /// <summary>How many ones each column holds.</summary>
    public int[] ColumnOnes()
    {
        var counts = new int[Columns];
        for (int row = 0; row < Rows; row++)
        {
            var words = Row(row);
            for (int w = 0; w < words.Length; w++)
            {
                for (ulong rest = words[w]; rest != 0; rest &= rest - 1)
                    counts[w * 64 + BitOperations.TrailingZeroCount(rest)]++;
            }
        }
        return counts;
    }

    private void CheckColumn(int column) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
}
