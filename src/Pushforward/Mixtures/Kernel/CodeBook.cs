using System.Numerics;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The words rows of bits are spelled in. A word is a set of columns of one group; a row is the union of disjoint words, so its score under
/// every component is a sum of one table row a word. The book holds every single column and the patterns that a sample of the data has.
/// </summary>
/// <remarks>
/// A column that is one in most of the sample is stored flipped: spellings stay short, and the sums stay small in magnitude, which single
/// precision needs. Words that are used most have the lowest numbers, so that their table rows share the first-level cache.
/// </remarks>
internal sealed class CodeBook
{
    // Rows to learn from.
    private const int SampleRows = 4096;

    // A pattern seen less often is spelled in single columns: its table row would cost more than it saves.
    private const int FewestUses = 4;

    private readonly ulong[] _flipMask;
    private readonly int[] _flipped;
    private readonly int[] _groupOf;
    private readonly int[] _bitOf;
    private readonly int[] _lookup;
    private readonly int _patterns;
    private readonly int _groups;
    private readonly int[] _wordStarts;
    private readonly int[] _wordColumns;
    private readonly int[] _columnStarts;
    private readonly int[] _columnWords;

    private CodeBook(int columns, ulong[] flipMask, int[][] groups, int[] lookup, int patterns, int[] wordStarts, int[] wordColumns)
    {
        Columns = columns;
        _flipMask = flipMask;
        _flipped = [.. Enumerable.Range(0, columns).Where(IsFlipped)];
        _groups = groups.Length;
        _groupOf = new int[columns];
        _bitOf = new int[columns];
        foreach (var (index, group) in groups.Index())
        {
            for (int j = 0; j < group.Length; j++)
                (_groupOf[group[j]], _bitOf[group[j]]) = (index, 1 << j);
        }
        (_lookup, _patterns, _wordStarts, _wordColumns) = (lookup, patterns, wordStarts, wordColumns);
        (_columnStarts, _columnWords) = Invert(columns, wordStarts, wordColumns);
    }

    public int Columns { get; }

    /// <summary>How many words; word 0 is the empty one, which pads spellings.</summary>
    public int Words => _wordStarts.Length - 1;

    /// <summary>Whether a column is stored as its complement.</summary>
    public bool IsFlipped(int column) => (_flipMask[column >> 6] >> (column & 63) & 1) != 0;

    /// <summary>The columns that are.</summary>
    public IReadOnlyList<int> Flipped => _flipped;

    /// <summary>The columns of a word.</summary>
    public ReadOnlySpan<int> ColumnsOf(int word) => _wordColumns.AsSpan(_wordStarts[word].._wordStarts[word + 1]);

    /// <summary>The words of column after column.</summary>
    public ReadOnlySpan<int> WordsOfColumns => _columnWords;

    /// <summary>Where each column's begin among them, and where the last ends.</summary>
    public ReadOnlySpan<int> WordStarts => _columnStarts;

    /// <summary>Learns a book from rows evenly spread over the data.</summary>
    public static CodeBook Learn(BitMatrix bits, int groupSize, ThreadTeam team) =>
        Learn(bits.Rows, bits.Columns, row => bits.Row(row), groupSize, team);

    /// <summary>Learns the same book from rows that are elsewhere.</summary>
    public static CodeBook Learn(IBitSource source, int groupSize, ThreadTeam team) =>
        Learn(source.Rows, source.Layout.Bits, row => source.Read(row, 1).Row(0), groupSize, team);

    private static CodeBook Learn(int allRows, int allColumns, Func<int, ReadOnlySpan<ulong>> rowOf, int groupSize, ThreadTeam team)
    {
        int rows = Math.Min(allRows, SampleRows);
        var sample = new BitMatrix(rows, allColumns);
        for (int row = 0; row < rows; row++)
            rowOf((int)((long)row * allRows / rows)).CopyTo(sample.MutableRow(row));
        var flipMask = Flip(sample);
        var groups = ColumnGroups.Learn(sample, groupSize, team);

        int patterns = 1 << groups.Max(group => group.Length);
        var uses = CountPatterns(sample, groups, patterns);
        var words = new List<(int Index, int Uses)>();
        for (int index = 0; index < uses.Length; index++)
        {
            int pattern = index & (patterns - 1);
            bool single = BitOperations.IsPow2(pattern) && pattern < 1 << groups[index / patterns].Length;
            if (single || uses[index] >= FewestUses)
                words.Add((index, uses[index]));
        }
        words.Sort((a, b) => a.Uses != b.Uses ? b.Uses.CompareTo(a.Uses) : a.Index.CompareTo(b.Index));

        var lookup = new int[uses.Length];
        Array.Fill(lookup, -1);
        var starts = new List<int> { 0, 0 };
        var columns = new List<int>();
        foreach (var (index, _) in words)
        {
            lookup[index] = starts.Count - 1;
            int[] group = groups[index / patterns];
            for (int rest = index & (patterns - 1); rest != 0; rest &= rest - 1)
                columns.Add(group[BitOperations.TrailingZeroCount(rest)]);
            starts.Add(columns.Count);
        }
        return new CodeBook(allColumns, flipMask, groups, lookup, patterns, [.. starts], [.. columns]);
    }

    private static (int[] Starts, int[] Words) Invert(int columns, int[] wordStarts, int[] wordColumns)
    {
        var starts = new int[columns + 1];
        foreach (int column in wordColumns)
            starts[column + 1]++;
        for (int column = 0; column < columns; column++)
            starts[column + 1] += starts[column];
        var words = new int[wordColumns.Length];
        int[] next = [.. starts];
        for (int word = 0; word + 1 < wordStarts.Length; word++)
        {
            foreach (int column in wordColumns.AsSpan(wordStarts[word]..wordStarts[word + 1]))
                words[next[column]++] = word;
        }
        return (starts, words);
    }

    /// <summary>What spelling a row needs besides the book; one for each thread.</summary>
    public Speller CreateSpeller() => new(this);

    // Flips the sample in place.
    private static ulong[] Flip(BitMatrix sample)
    {
        var mask = new ulong[sample.WordsPerRow];
        foreach (var (column, ones) in sample.ColumnOnes().Index())
        {
            if (ones > sample.Rows / 2)
                mask[column >> 6] |= 1UL << (column & 63);
        }
        for (int row = 0; row < sample.Rows; row++)
        {
            var words = sample.MutableRow(row);
            for (int w = 0; w < words.Length; w++)
                words[w] ^= mask[w];
        }
        return mask;
    }

    private static int[] CountPatterns(BitMatrix sample, int[][] groups, int patterns)
    {
        var uses = new int[checked(groups.Length * patterns)];
        for (int g = 0; g < groups.Length; g++)
        {
            int[] group = groups[g];
            for (int row = 0; row < sample.Rows; row++)
            {
                var words = sample.Row(row);
                int pattern = 0;
                for (int j = 0; j < group.Length; j++)
                    pattern |= (int)(words[group[j] >> 6] >> (group[j] & 63) & 1) << j;
                uses[g * patterns + pattern] += pattern == 0 ? 0 : 1;
            }
        }
        return uses;
    }

    /// <summary>Spells rows: scratch space around the book.</summary>
    public sealed class Speller(CodeBook book)
    {
        private readonly int[] _pattern = new int[book._groups];
        private readonly List<int> _touched = [];

        /// <summary>Appends the row's words.</summary>
        /// <param name="row">Packed bits.</param>
        /// <param name="spelling">Grows by one number a word.</param>
        public void Spell(ReadOnlySpan<ulong> row, List<int> spelling)
        {
            _touched.Clear();
            for (int w = 0; w < row.Length; w++)
            {
                for (ulong rest = row[w] ^ book._flipMask[w]; rest != 0; rest &= rest - 1)
                {
                    int column = w * 64 + BitOperations.TrailingZeroCount(rest), group = book._groupOf[column];
                    if (_pattern[group] == 0)
                        _touched.Add(group);
                    _pattern[group] |= book._bitOf[column];
                }
            }
            foreach (int group in _touched)
            {
                int pattern = _pattern[group], origin = group * book._patterns;
                _pattern[group] = 0;
                // A pattern the book lacks: single columns until the rest is a word. Every single column is one.
                for (; book._lookup[origin + pattern] < 0; pattern &= pattern - 1)
                    spelling.Add(book._lookup[origin + (pattern & -pattern)]);
                spelling.Add(book._lookup[origin + pattern]);
            }
        }
    }
}
