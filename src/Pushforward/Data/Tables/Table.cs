namespace Pushforward.Data.Tables;

/// <summary>
/// A table of categorical columns, of which those with two levels are binary: from comma- or tab-separated text through CsvHelper,
/// packed. Values are text; a column's levels are the distinct ones.
/// </summary>
public sealed class Table
{
    private readonly EmptyRows _emptyRows;

    internal Table(string name, int rows, IReadOnlyList<TableColumn> columns, double[]? weights, EmptyRows emptyRows = default) =>
        (Name, Rows, Columns, Weights, _emptyRows) = (name, rows, columns, weights, emptyRows);

    /// <summary>Where it came from, as errors name it.</summary>
    public string Name { get; }

    /// <summary>How many rows; at least 1.</summary>
    public int Rows { get; }

    /// <summary>The columns, that of the weights left out; at least 1.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>How many times each row counts; null when each counts once.</summary>
    public double[]? Weights { get; }

    /// <summary>How many values are missing.</summary>
    public long Missing => Columns.Sum(column => (long)column.Missing);

    /// <summary>The columns and their levels, to read other tables alike.</summary>
    public IReadOnlyList<ColumnLevels> Schema => [.. Columns.Select(column => new ColumnLevels(column.Name, column.Levels))];

    /// <summary>Reads a file, gzip or not.</summary>
    /// <param name="path">Comma- or tab-separated text.</param>
    /// <param name="options">Header, missing values, choice of columns, weights.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The text is no table, or a value is not allowed; the message names line and column.</exception>
    /// <exception cref="ArgumentException">The options name a column that is not there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Table Read(string path, TableOptions? options = null, CancellationToken cancellation = default)
    {
        return DataFile.Read(path, content => Read(content, path, options, cancellation));
    }

    /// <summary>Reads a stream, once from its position to its end, and leaves it open.</summary>
    /// <param name="stream">Comma- or tab-separated text; need not be seekable.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">Header, missing values, choice of columns, weights.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The text is no table, or a value is not allowed; the message names line and column.</exception>
    /// <exception cref="ArgumentException">The options name a column that is not there.</exception>
    public static Table Read(Stream stream, string name, TableOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new TableReader(name, options ?? new(), cancellation).Read(stream);
    }

    /// <summary>What deserves to be said of the table before anything is made of it.</summary>
    internal IReadOnlyList<string> Warnings() => _emptyRows.Count == 0 ? [] :
        [
            $"{Name}, line {_emptyRows.FirstLine}: every answer is missing{(_emptyRows.Count == 1 ? "" : $", as in {_emptyRows.Count - 1} more rows")}. "
            + "Such a row has probability 1 under every model; it is kept and tells nothing.",
        ];

    /// <summary>The table as answers packed in bits, missing ones among them. Shape [rows, columns].</summary>
    /// <param name="schema">The levels there may be: those of this table, or of the one a model was fitted to.</param>
    /// <exception cref="InvalidDataException">A column has no answer at all, or a value is none of the schema's; the message names the first place.</exception>
    public CategoricalRows ToCategorical(IReadOnlyList<ColumnLevels> schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var answers = new CategoricalRows(Rows, LayoutIn(schema));
        Pack([.. Columns.Select(column => column.Codes)], answers);
        return answers;
    }

    /// <summary>How the table's answers lie in bits.</summary>
    /// <param name="schema">The levels there may be: those of this table, or of the one a model was fitted to.</param>
    /// <exception cref="InvalidDataException">A column has no answer at all, or a value is none of the schema's; the message names the first place.</exception>
    internal BitLayout LayoutIn(IReadOnlyList<ColumnLevels> schema)
    {
        for (int c = 0; c < Columns.Count; c++)
            Columns[c].RequireLevels(schema[c].Levels);
        // Where a single answer was ever given, there is room for the one that was not.
        int[] levels = [.. schema.Select(column => Math.Max(2, column.Levels.Count))];
        return new BitLayout(levels, [.. Columns.Select((column, c) => levels[c] == 2 && column.Missing == 0)]);
    }

    /// <summary>Sets the bits of some rows of the table.</summary>
    /// <param name="codes">Their values in order of appearance. Shape [columns], each [rows].</param>
    /// <param name="answers">As many rows, without answers yet, in the layout of the table.</param>
    internal void Pack(PackedCodes[] codes, CategoricalRows answers)
    {
        var layout = answers.Layout;
        for (int row = 0; row < answers.Rows; row++)
        {
            var words = answers.Bits.MutableRow(row);
            for (int c = 0; c < codes.Length; c++)
            {
                // A single bit is the code; of several, the code says which is set.
                int code = Columns[c].LevelOf(codes[c][row]);
                bool single = layout.IsSingle(c);
                int bit = layout.FirstBit(c) + (single ? 0 : code);
                if (single ? code == 1 : code >= 0)
                    words[bit >> 6] |= 1UL << (bit & 63);
            }
        }
    }

    /// <summary>The table as numbers, row-major. Shape [rows, columns].</summary>
    /// <exception cref="InvalidDataException">A value is missing or no finite number; the message names the first such line.</exception>
    public double[] ToNumbers()
    {
        var numbers = new double[checked(Rows * Columns.Count)];
        for (int c = 0; c < Columns.Count; c++)
            Columns[c].CopyNumbers(numbers, c, Columns.Count);
        return numbers;
    }

    /// <summary>Checks that no column has more levels than it may.</summary>
    /// <exception cref="InvalidDataException">One has; the message names the first place.</exception>
    internal void RequireAtMost(ColumnLevelLimit limit)
    {
        foreach (var column in Columns)
        {
            if (limit == ColumnLevelLimit.Two || (limit == ColumnLevelLimit.Plausible && column.IsSpoiledPair))
                column.RequireTwoLevels();
        }
    }

    /// <summary>The table as bits: the code of each value. Shape [rows, columns].</summary>
    /// <exception cref="InvalidDataException">A value is missing, or a column has more than two levels; the message names the first such line.</exception>
    public BitMatrix ToBits()
    {
        foreach (var column in Columns)
            column.RequireBinary();

        var bits = new BitMatrix(Rows, Columns.Count);
        for (int row = 0; row < Rows; row++)
        {
            var words = bits.MutableRow(row);
            for (int c = 0; c < Columns.Count; c++)
                words[c >> 6] |= (ulong)Columns[c][row] << (c & 63);
        }
        return bits;
    }

    /// <summary>The rows in which no column has a value: how many, and the line of the first.</summary>
    internal readonly record struct EmptyRows(int Count, long FirstLine);
}
