using Pushforward.Data;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>Points as rows that a flow sees.</summary>
/// <param name="data">The points.</param>
/// <param name="standardization">How columns are scaled.</param>
public sealed class PointRows(PointData data, Standardization standardization) : IRowSource
{
    /// <inheritdoc/>
    public int Rows => data.Rows;

    /// <inheritdoc/>
    public int Columns => data.Columns;

    /// <inheritdoc/>
    public string Name => data.Name;

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination) => standardization.Apply(data.Row(row), destination);
}
