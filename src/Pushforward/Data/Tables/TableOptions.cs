namespace Pushforward.Data.Tables;

/// <summary>Whether the first row of a table names the columns.</summary>
public enum TableHeader
{
    /// <summary>
    /// It does when all its fields are words (no number, no yes/no or true/false, not missing), or when a column has a word there and a
    /// number in the second row.
    /// </summary>
    Auto,

    /// <summary>It does.</summary>
    Yes,

    /// <summary>It is data; columns are named 1, 2, 3 and so on.</summary>
    No,
}

/// <summary>A column's name and the values it takes, in the order of their codes: 0 is the first.</summary>
/// <param name="Name">As in the header, or the position from 1.</param>
/// <param name="Levels">The values. Codes of a binary column are its bits.</param>
public sealed record ColumnLevels(string Name, IReadOnlyList<string> Levels);

/// <summary>How a table is read. The defaults suit comma- or tab-separated files with empty fields for what is missing.</summary>
public sealed record TableOptions
{
    /// <summary>Whether the first row names the columns.</summary>
    public TableHeader Header { get; init; }

    /// <summary>A field of this text is missing, as an empty one is; null for none.</summary>
    public string? MissingToken { get; init; }

    /// <summary>The columns to read, in this order; null for all but that of the weights.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The column that says how many times each row counts; null when each counts once.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// The columns and levels of a table read before, to which this one must conform, so that codes mean the same in both: columns are
    /// found by name (by position where there are no names), and values not seen before get codes after the known ones.
    /// </summary>
    public IReadOnlyList<ColumnLevels>? Schema { get; init; }
}
