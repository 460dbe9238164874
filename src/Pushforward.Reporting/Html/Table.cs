using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Html;

/// <summary>The head of a column.</summary>
/// <param name="Title">What the column holds.</param>
/// <param name="Unit">The unit of its figures, below the title; null for none.</param>
public sealed record TableColumn(string Title, string? Unit = null)
{
    /// <summary>Decimals of plain numbers in this column, so that their points align; null shows five significant digits.</summary>
    public int? Decimals { get; init; }

    /// <summary>A column from its title.</summary>
    /// <param name="title">What the column holds.</param>
    public static implicit operator TableColumn(string title) => FromString(title);

    /// <summary>A column from its title.</summary>
    /// <param name="title">What the column holds.</param>
    public static TableColumn FromString(string title) => new(title);
}

/// <summary>What stands in a table's cell: text, a number, an estimate with its standard error, or nothing.</summary>
public sealed class TableCell
{
    private readonly RichText? _text;
    private readonly double _number;
    private readonly double? _standardError;

    private TableCell(RichText? text, double number = 0, double? standardError = null) =>
        (_text, _number, _standardError) = (text, number, standardError);

    /// <summary>A cell without a value, shown as a dash and read as "none".</summary>
    public static TableCell Missing { get; } = new(null, double.NaN) { IsMissing = true };

    /// <summary>Whether it is the figure of the table, e.g. the best; set in bold.</summary>
    public bool IsHighlighted { get; private init; }

    internal bool IsMissing { get; private init; }

    internal bool IsNumeric => _text is null && !IsMissing;

    /// <summary>A cell of text.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static implicit operator TableCell(string text) => FromText(text);

    /// <summary>A cell of text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator TableCell(RichText text) => FromText(text);

    /// <summary>A number, with the decimals of its column.</summary>
    /// <param name="value">Any double.</param>
    public static implicit operator TableCell(double value) => FromNumber(value);

    /// <summary>A cell of text.</summary>
    /// <param name="text">The text.</param>
    public static TableCell FromText(RichText text) => new(text);

    /// <summary>A number, with the decimals of its column.</summary>
    /// <param name="value">Any double.</param>
    public static TableCell FromNumber(double value) => new(null, value);

    /// <summary>An estimate with its standard error, e.g. −155.91 ± 0.42.</summary>
    /// <param name="value">The estimate.</param>
    /// <param name="standardError">Its standard error.</param>
    public static TableCell Estimate(double value, double standardError) => new(null, value, standardError);

    /// <summary>The same cell, set in bold.</summary>
    public TableCell Highlighted() => new(_text, _number, _standardError) { IsHighlighted = true, IsMissing = IsMissing };

    internal string ToMarkup(TableColumn column)
    {
        if (IsMissing)
            return "<span aria-label=\"none\">–</span>";
        if (_text is not null)
            return _text.ToMarkup();
        return Markup.Escape(_standardError is { } error
            ? NumberText.WithError(_number, error)
            : column.Decimals is { } decimals ? NumberText.Fixed(_number, decimals) : NumberText.Compact(_number, 5));
    }
}

/// <summary>Rows under columns. The first column names its row; columns of numbers are aligned right.</summary>
public sealed record Table
{
    /// <summary>What the table shows, in a sentence.</summary>
    public required RichText Caption { get; init; }

    /// <summary>The heads, from left to right.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>The rows, each with a cell for every column.</summary>
    public required IReadOnlyList<IReadOnlyList<TableCell>> Rows { get; init; }

    /// <summary>What a reader should know about the figures, below the table; null for nothing.</summary>
    public RichText? Note { get; init; }

    internal void Check()
    {
        if (Columns.Count == 0)
            throw new ArgumentException($"table '{Caption}': expected at least one column.");
        for (int row = 0; row < Rows.Count; row++)
        {
            if (Rows[row].Count != Columns.Count)
            {
                throw new ArgumentException(
                    $"table '{Caption}', row {row + 1}: {Rows[row].Count} cells for {Columns.Count} columns; fill up with TableCell.Missing.");
            }
        }
    }

    internal void Write(Markup html, int number)
    {
        string id = $"table-{number}";
        html.Open("figure", ("class", "table"));
        html.Open("figcaption", ("id", id)).Element("b", $"Table {number}.").Text(" ").Raw(Caption.ToMarkup()).Close("figcaption").NewLine();
        // A table wider than the page scrolls by itself, under a caption that stays; keyboards reach it because it can hold the focus.
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-labelledby", id));
        html.Open("table", ("aria-labelledby", id)).NewLine();
        bool[] numeric = [.. Columns.Select((_, column) => IsNumeric(column))];
        html.Open("thead").Open("tr");
        for (int column = 0; column < Columns.Count; column++)
        {
            html.Open("th", ("scope", "col"), ("class", numeric[column] ? "number" : null)).Text(Columns[column].Title);
            if (!string.IsNullOrEmpty(Columns[column].Unit))
                html.Text(" ").Element("span", Columns[column].Unit!, ("class", "unit"));
            html.Close("th");
        }
        html.Close("tr").Close("thead").NewLine().Open("tbody");
        foreach (var row in Rows)
            WriteRow(html, row, numeric);
        if (Rows.Count == 0)
            html.Open("tr").Element("td", "No rows", ("colspan", Columns.Count.ToString())).Close("tr");
        html.Close("tbody").Close("table").Close("div").NewLine();
        if (Note is not null)
            html.Open("p", ("class", "note")).Raw(Note.ToMarkup()).Close("p");
        html.Close("figure").NewLine();
    }

    private bool IsNumeric(int column) =>
        Rows.Any(row => row[column].IsNumeric) && Rows.All(row => row[column].IsNumeric || row[column].IsMissing);

    private void WriteRow(Markup html, IReadOnlyList<TableCell> row, bool[] numeric)
    {
        html.Open("tr");
        for (int column = 0; column < row.Count; column++)
        {
            string element = column == 0 ? "th" : "td";
            string markup = row[column].ToMarkup(Columns[column]);
            html.Open(element, ("scope", column == 0 ? "row" : null), ("class", numeric[column] ? "number" : null));
            html.Raw(row[column].IsHighlighted ? $"<strong>{markup}</strong>" : markup).Close(element);
        }
        html.Close("tr").NewLine();
    }
}
