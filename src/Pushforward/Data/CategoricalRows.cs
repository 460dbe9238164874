namespace Pushforward.Data;

/// <summary>Rows of categorical answers, some of which may be missing, packed as a <see cref="BitLayout"/> says. Shape [rows, columns].</summary>
public sealed class CategoricalRows
{
    /// <summary>The code of an answer that is missing.</summary>
    public const int Missing = -1;

    /// <summary>Rows in which every answer is missing where a column takes several bits, and the first level where it takes one.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="layout">How columns lie in bits.</param>
    public CategoricalRows(int rows, BitLayout layout)
        : this(new BitMatrix(rows, (layout ?? throw new ArgumentNullException(nameof(layout))).Bits), layout)
    {
    }

    private CategoricalRows(BitMatrix bits, BitLayout layout) => (Bits, Layout) = (bits, layout);

    /// <summary>Rows of binary answers of which none is missing; the bits are shared, not copied.</summary>
    /// <param name="bits">One column a bit.</param>
    public static CategoricalRows Of(BitMatrix bits)
    {
        ArgumentNullException.ThrowIfNull(bits);
        return new CategoricalRows(bits, BitLayout.OfBits(bits.Columns));
    }

    /// <summary>Rows of answers that lie in bits; the bits are shared, not copied.</summary>
    /// <param name="bits">Shape [rows, bits of the layout].</param>
    /// <param name="layout">How columns lie in them.</param>
    internal static CategoricalRows Of(BitMatrix bits, BitLayout layout) => new(bits, layout);

    /// <summary>Rows from codes.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="levels">Levels of each column. Shape [columns].</param>
    /// <param name="code">The code of an answer given its row and column, or <see cref="Missing"/>.</param>
    public static CategoricalRows Of(int rows, ReadOnlySpan<int> levels, Func<int, int, int> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var single = new bool[levels.Length];
        for (int column = 0; column < single.Length; column++)
        {
            single[column] = levels[column] == 2;
            for (int row = 0; single[column] && row < rows; row++)
                single[column] = code(row, column) != Missing;
        }
        var result = new CategoricalRows(rows, new BitLayout(levels, single));
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < single.Length; column++)
                result[row, column] = code(row, column);
        }
        return result;
    }

    /// <summary>The packed bits. Shape [rows, bits of the layout].</summary>
    public BitMatrix Bits { get; }

    /// <summary>How columns lie in them.</summary>
    public BitLayout Layout { get; }

    /// <summary>How many rows.</summary>
    public int Rows => Bits.Rows;

    /// <summary>How many columns.</summary>
    public int Columns => Layout.Columns;

    /// <summary>The code of an answer, or <see cref="Missing"/>.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="column">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A code is not one of the column's, or missing where the layout has no room for it.</exception>
    public int this[int row, int column]
    {
        get
        {
            int first = Layout.FirstBit(column);
            if (Layout.IsSingle(column))
                return Bits[row, first] ? 1 : 0;
            for (int level = 0; level < Layout.Width(column); level++)
            {
                if (Bits[row, first + level])
                    return level;
            }
            return Missing;
        }
        set
        {
            bool single = Layout.IsSingle(column);
            if (value < (single ? 0 : Missing) || value >= Layout.Levels[column])
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, $"row {row}, column {column}: expected a code from {(single ? 0 : Missing)} to {Layout.Levels[column] - 1}.");
            }
            int first = Layout.FirstBit(column);
            if (single)
            {
                Bits[row, first] = value == 1;
                return;
            }
            for (int level = 0; level < Layout.Width(column); level++)
                Bits[row, first + level] = level == value;
        }
    }

    /// <summary>How many answers are missing.</summary>
    public long CountMissing()
    {
        long answers = 0;
        int single = Enumerable.Range(0, Columns).Count(Layout.IsSingle);
        if (single == Columns)
            return 0;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
                answers += Layout.IsSingle(column) || this[row, column] != Missing ? 1 : 0;
        }
        return (long)Rows * Columns - answers;
    }

    /// <summary>Whether a row has no answer at all.</summary>
    /// <param name="row">From 0.</param>
    public bool IsEmpty(int row)
    {
        if (Enumerable.Range(0, Columns).Any(Layout.IsSingle))
            return false;
        foreach (ulong word in Bits.Row(row))
        {
            if (word != 0)
                return false;
        }
        return true;
    }

    /// <summary>Whether at least so many rows differ from each other.</summary>
    /// <param name="count">How many.</param>
    public bool HasDistinct(int count) => Distinct(count) >= count;

    /// <summary>How many rows differ from each other, counted no further than to <paramref name="atMost"/>.</summary>
    /// <param name="atMost">Where to stop.</param>
    public int Distinct(int atMost = int.MaxValue)
    {
        var seen = new DistinctRows();
        for (int row = 0; row < Rows && seen.Count < atMost; row++)
            seen.Add(Bits.Row(row), 1);
        return seen.Count;
    }

    /// <summary>The rows that differ, each once, in order of first appearance, with how much they count together.</summary>
    /// <param name="weights">How often each row counts; null for once.</param>
    public (CategoricalRows Rows, double[] Weights) Collapse(double[]? weights = null)
    {
        var seen = new DistinctRows();
        for (int row = 0; row < Rows; row++)
            seen.Add(Bits.Row(row), weights?[row] ?? 1);
        return seen.ToRows(Layout);
    }

    /// <summary>The same answers in another layout, or this where it is the same.</summary>
    /// <param name="layout">Of the same columns and levels, with room for missing answers where there are some.</param>
    public CategoricalRows In(BitLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (ReferenceEquals(layout.Common(Layout), Layout) && layout.Bits == Layout.Bits)
            return this;
        var rows = new CategoricalRows(Rows, layout);
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
                rows[row, column] = this[row, column];
        }
        return rows;
    }

    /// <summary>Some of the rows, in the order given, in the same layout.</summary>
    /// <param name="rows">Which, from 0; a row may stand more than once.</param>
    public CategoricalRows Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var selected = new CategoricalRows(rows.Count, Layout);
        for (int row = 0; row < rows.Count; row++)
            Bits.Row(rows[row]).CopyTo(selected.Bits.MutableRow(row));
        return selected;
    }
}
