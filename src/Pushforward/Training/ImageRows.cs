using System.Numerics.Tensors;
using Pushforward.Data;

namespace Pushforward.Training;

/// <summary>Gray images as rows of levels 0, 1, ..., 255.</summary>
/// <param name="images">The images.</param>
/// <param name="name">What error messages call them, e.g. "mnist, train split".</param>
public sealed class ImageRows(ImageSet images, string name = "images") : IRowSource
{
    /// <inheritdoc/>
    public int Rows => images.Rows;

    /// <inheritdoc/>
    public int Columns => images.Columns;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination) => TensorPrimitives.ConvertTruncating<byte, float>(images.Row(row), destination);
}
