namespace Pushforward.Training;

/// <summary>The first rows of a source.</summary>
/// <param name="source">The rows.</param>
/// <param name="count">How many at the most.</param>
public sealed class HeadRows(IRowSource source, int count) : IRowSource
{
    /// <inheritdoc/>
    public int Rows => Math.Min(count, source.Rows);

    /// <inheritdoc/>
    public int Columns => source.Columns;

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination) => source.CopyRow(row, destination);
}
