using System.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>Rows of levels 0, 1, ..., 255 as numbers 0, 1/255, ..., 1.</summary>
/// <param name="levels">The levels.</param>
public sealed class UnitRows(IRowSource levels) : IRowSource
{
    /// <inheritdoc/>
    public int Rows => levels.Rows;

    /// <inheritdoc/>
    public int Columns => levels.Columns;

    /// <inheritdoc/>
    public string Name => levels.Name;

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination)
    {
        levels.CopyRow(row, destination);
        TensorPrimitives.Divide(destination, 255, destination);
    }
}
