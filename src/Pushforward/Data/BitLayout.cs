namespace Pushforward.Data;

/// <summary>
/// How categorical columns lie in bits. A column of two levels that is never missing takes a single bit, its code. Any other takes one
/// bit a level, of which one is set, and none where the answer is missing: whatever is summed over set bits then leaves missing answers out.
/// </summary>
public sealed class BitLayout
{
    private readonly int[] _levels;
    private readonly bool[] _single;
    private readonly int[] _firstBit;

    /// <summary>Lays out columns.</summary>
    /// <param name="levels">Levels of each column, at least 1. Shape [columns].</param>
    /// <param name="single">Whether a column of two levels takes a single bit. Shape [columns].</param>
    /// <exception cref="ArgumentException">There are no columns, or a single bit is asked for other than two levels.</exception>
    public BitLayout(ReadOnlySpan<int> levels, ReadOnlySpan<bool> single)
    {
        if (levels.IsEmpty || single.Length != levels.Length)
            throw new ArgumentException($"levels: expected one number for each of at least one column, got {levels.Length} for {single.Length} columns.", nameof(levels));
        (_levels, _single) = (levels.ToArray(), single.ToArray());
        _firstBit = new int[levels.Length + 1];
        for (int column = 0; column < levels.Length; column++)
        {
            if (levels[column] < 1 || (single[column] && levels[column] != 2))
            {
                throw new ArgumentException(
                    $"levels: column {column} has {levels[column]}; expected at least 1, and 2 where a single bit stands for them.", nameof(levels));
            }
            _firstBit[column + 1] = checked(_firstBit[column] + (single[column] ? 1 : levels[column]));
        }
    }

    /// <summary>A layout of bits that are columns themselves.</summary>
    /// <param name="columns">How many.</param>
    public static BitLayout OfBits(int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        int[] levels = new int[columns];
        bool[] single = new bool[columns];
        levels.AsSpan().Fill(2);
        single.AsSpan().Fill(true);
        return new BitLayout(levels, single);
    }

    /// <summary>The layout in which a column takes a single bit where it does so in this and in another: rows of both fit into it.</summary>
    /// <param name="other">Of as many columns and levels.</param>
    public BitLayout Common(BitLayout other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Levels.SequenceEqual(other.Levels))
            throw new ArgumentException($"layout: expected the same levels in both, got {Columns} and {other.Columns} columns of other levels.", nameof(other));
        return _single.AsSpan().SequenceEqual(other._single) ? this : new BitLayout(_levels, [.. _single.Zip(other._single, (a, b) => a && b)]);
    }

    /// <summary>How many columns.</summary>
    public int Columns => _levels.Length;

    /// <summary>How many bits they take together.</summary>
    public int Bits => _firstBit[^1];

    /// <summary>The number of levels of each column.</summary>
    public ReadOnlySpan<int> Levels => _levels;

    /// <summary>Where a column's bits begin; <see cref="Columns"/> gives the end of the last.</summary>
    /// <param name="column">From 0.</param>
    public int FirstBit(int column) => _firstBit[column];

    /// <summary>How many bits a column takes.</summary>
    /// <param name="column">From 0.</param>
    public int Width(int column) => _firstBit[column + 1] - _firstBit[column];

    /// <summary>Whether a single bit, the code itself, stands for the column.</summary>
    /// <param name="column">From 0.</param>
    public bool IsSingle(int column) => _single[column];
}
