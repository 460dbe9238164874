using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>
/// One split as bits, with what the bits stand for: what models of binary variables are fitted to and scored on.
/// </summary>
public sealed record BinaryData
{
    /// <summary>The bits. Shape [rows, columns].</summary>
    public required BitMatrix Bits { get; init; }

    /// <summary>What the bits stand for; stated beside every likelihood.</summary>
    public required Representation Representation { get; init; }

    /// <summary>The data set's name.</summary>
    public required string Source { get; init; }

    /// <summary>Which part of it this is.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>The size of an image whose pixels, line after line, are the columns; null when the rows are no images.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>The names of the columns and the values that became 0 and 1; null when the rows are images.</summary>
    public IReadOnlyList<ColumnLevels>? Schema { get; init; }

    /// <summary>The class of each row; null when unknown.</summary>
    public ReadOnlyMemory<byte>? Labels { get; init; }

    /// <summary>How many times each row counts; null when each counts once.</summary>
    public double[]? Weights { get; init; }

    /// <summary>How many rows.</summary>
    public int Rows => Bits.Rows;

    /// <summary>How many columns.</summary>
    public int Columns => Bits.Columns;
}
