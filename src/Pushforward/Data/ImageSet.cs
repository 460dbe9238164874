namespace Pushforward.Data;

/// <summary>
/// Gray images of one size, with or without class labels. Shape [rows, height * width], row-major within an image, one byte a pixel:
/// 0 is background, 255 is ink (MNIST's convention).
/// </summary>
/// <remarks>A set does not copy the arrays it is given, and a slice shares them; nobody may write to them afterwards.</remarks>
public sealed class ImageSet
{
    private readonly ReadOnlyMemory<byte> _pixels;

    /// <summary>Wraps pixels and labels that are laid out already.</summary>
    /// <param name="height">Pixels from top to bottom; at least 1.</param>
    /// <param name="width">Pixels from left to right; at least 1.</param>
    /// <param name="pixels">All images, one after another; a whole number of images, perhaps none.</param>
    /// <param name="labels">One class an image, or null when the classes are not known.</param>
    /// <exception cref="ArgumentException">A size is not positive, the pixels do not fill whole images, or the labels are not one an image.</exception>
    public ImageSet(int height, int width, byte[] pixels, byte[]? labels = null)
        : this(height, width, (pixels ?? throw new ArgumentNullException(nameof(pixels))).AsMemory(), labels, labels is not null)
    {
    }

    private ImageSet(int height, int width, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels, bool hasLabels)
    {
        if (height < 1)
            throw new ArgumentOutOfRangeException(nameof(height), height, "image height: expected at least 1 pixel.");
        if (width < 1)
            throw new ArgumentOutOfRangeException(nameof(width), width, "image width: expected at least 1 pixel.");
        long columns = (long)height * width;
        if (columns > Array.MaxLength)
            throw new ArgumentException($"image size: {height} x {width} is more pixels than fit an array; use smaller images.", nameof(width));
        if (pixels.Length % columns != 0)
        {
            throw new ArgumentException(
                $"pixels: {pixels.Length} bytes are no whole number of {height} x {width} images ({columns} bytes each).", nameof(pixels));
        }

        (Height, Width, Columns) = (height, width, (int)columns);
        Rows = pixels.Length / Columns;
        if (hasLabels && labels.Length != Rows)
            throw new ArgumentException($"labels: expected one an image, {Rows} in all, got {labels.Length}.", nameof(labels));
        (_pixels, Labels, HasLabels) = (pixels, labels, hasLabels);
    }

    /// <summary>How many images.</summary>
    public int Rows { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels of one image, Height * Width.</summary>
    public int Columns { get; }

    /// <summary>Whether the classes are known. Of a set without images too, so that a slice keeps what its source said.</summary>
    public bool HasLabels { get; }

    /// <summary>The class of each image; empty unless <see cref="HasLabels"/>.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>All pixels, image after image. Shape [rows, columns].</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.Span;

    /// <summary>The pixels of one image, line after line.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<byte> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        return _pixels.Span.Slice(row * Columns, Columns);
    }

    /// <summary>Consecutive images as a set of their own; shares the memory of this one.</summary>
    /// <param name="start">The first image.</param>
    /// <param name="count">How many; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the set.</exception>
    public ImageSet Slice(int start, int count)
    {
        if (start < 0 || start > Rows)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"slice start: expected 0 to {Rows}, the number of images.");
        if (count < 0 || count > Rows - start)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"slice count: expected 0 to {Rows - start}, the images from {start} on.");
        }
        return new ImageSet(
            Height, Width, _pixels.Slice(start * Columns, count * Columns), HasLabels ? Labels.Slice(start, count) : default, HasLabels);
    }
}
