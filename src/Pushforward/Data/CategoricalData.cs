using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>How many levels the columns of a table may have.</summary>
public enum ColumnLevelLimit
{
    /// <summary>Any number.</summary>
    Any,

    /// <summary>Any number, but none beside 0 and 1, no and yes, or false and true: that is rather a slip of the pen than a third answer.</summary>
    Plausible,

    /// <summary>Two.</summary>
    Two,
}

/// <summary>One split as categorical answers, some of which may be missing, with what they stand for.</summary>
public sealed record CategoricalData
{
    /// <summary>The answers. Shape [rows, columns].</summary>
    public required CategoricalRows Answers { get; init; }

    /// <summary>What the answers stand for; stated beside every likelihood.</summary>
    public required Representation Representation { get; init; }

    /// <summary>The data set's name.</summary>
    public required string Source { get; init; }

    /// <summary>Which part of it this is.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>The names of the columns and their levels; null when the rows are images.</summary>
    public IReadOnlyList<ColumnLevels>? Schema { get; init; }

    /// <summary>The size of an image whose pixels are the columns; null when the rows are no images.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>How many times each row counts; null when each counts once.</summary>
    public double[]? Weights { get; init; }

    /// <summary>What deserves to be said of the data before anything is made of them, e.g. rows without any answer.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How many rows.</summary>
    public int Rows => Answers.Rows;

    /// <summary>How many columns.</summary>
    public int Columns => Answers.Columns;
}
