using System.Numerics;
using Pushforward.Data;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>A matrix of bits column by column: counting over rows is then counting the ones of words. Row n is bit n mod 64 of word n / 64.</summary>
internal sealed class BitColumns
{
    private readonly ulong[][] _columns;

    public BitColumns(BitMatrix rows)
    {
        Rows = rows.Rows;
        _columns = [.. Enumerable.Range(0, rows.Columns).Select(_ => new ulong[(rows.Rows + 63) / 64])];
        for (int n = 0; n < rows.Rows; n++)
        {
            var words = rows.Row(n);
            for (int w = 0; w < words.Length; w++)
            {
                for (ulong rest = words[w]; rest != 0; rest &= rest - 1)
                    _columns[w * 64 + BitOperations.TrailingZeroCount(rest)][n >> 6] |= 1UL << (n & 63);
            }
        }
    }

    public int Rows { get; }

    public int Columns => _columns.Length;

    public ulong[] this[int column] => _columns[column];

    /// <summary>Reads a column anew, after rows have changed in it.</summary>
    public void Refresh(BitMatrix rows, int column)
    {
        ulong[] words = _columns[column];
        Array.Clear(words);
        for (int n = 0; n < rows.Rows; n++)
            words[n >> 6] |= (rows.Row(n)[column >> 6] >> (column & 63) & 1) << (n & 63);
    }

    public static int Ones(ReadOnlySpan<ulong> words)
    {
        int count = 0;
        foreach (ulong word in words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>How many rows have ones in both.</summary>
    public static int Both(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int count = 0;
        b = b[..a.Length];
        for (int w = 0; w < a.Length; w++)
            count += BitOperations.PopCount(a[w] & b[w]);
        return count;
    }
}
