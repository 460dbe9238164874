namespace Pushforward.Data;

/// <summary>Rows of real numbers, whole and finite.</summary>
/// <param name="Name">What error messages call them.</param>
/// <param name="ColumnNames">The columns, at least one.</param>
/// <param name="Values">Row-major. Shape [rows, columns].</param>
public sealed record PointData(string Name, IReadOnlyList<string> ColumnNames, double[] Values)
{
    /// <summary>Numbers of a row.</summary>
    public int Columns => ColumnNames.Count;

    /// <summary>How many rows.</summary>
    public int Rows => Values.Length / Columns;

    /// <summary>A row.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
