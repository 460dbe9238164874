namespace Pushforward.Reporting.Sheets;

/// <summary>Where each image of a sheet lies.</summary>
/// <param name="Width">Pixels of the sheet from left to right.</param>
/// <param name="Height">Pixels of the sheet from top to bottom.</param>
/// <param name="Places">The upper left pixel of each image.</param>
internal sealed record SheetLayout(int Width, int Height, IReadOnlyList<(int X, int Y)> Places)
{
    /// <summary>Groups stand apart by so many separators more.</summary>
    private const int GroupGap = 5;

    public static SheetLayout Of(int images, int height, int width, ImageSheetOptions options, long mostPixels)
    {
        CheckRange(nameof(options.Scale), options.Scale, 1, 64);
        CheckRange(nameof(options.Separator), options.Separator, 0, 64);
        if (options.Columns is { } wanted)
            CheckRange(nameof(options.Columns), wanted, 1, 10_000);
        IReadOnlyList<int> groups = options.Groups ?? [images];
        if (groups.Any(size => size < 1) || groups.Sum(size => (long)size) != images)
        {
            throw new ArgumentException(
                $"image sheet: the groups [{string.Join(", ", groups)}] must be positive and add up to the number of images, {images}.");
        }

        int columns = Math.Min(options.Columns ?? Columns(images, groups, height, width), groups.Max());
        long stepX = (long)width * options.Scale + options.Separator, stepY = (long)height * options.Scale + options.Separator;
        long rows = groups.Sum(size => (long)(size + columns - 1) / columns);
        long gap = Math.Max(options.Separator, 1) * GroupGap;
        // A separator also runs around the sheet: it carries the frames of the outer images.
        long sheetWidth = columns * stepX + options.Separator, sheetHeight = rows * stepY + options.Separator + (groups.Count - 1) * gap;
        if (sheetWidth * (Int128)sheetHeight > mostPixels)
        {
            throw new ArgumentException(
                $"image sheet: {images} images of {height} x {width} at scale {options.Scale} would take {sheetHeight} x {sheetWidth} pixels; show fewer or scale less.");
        }

        var places = new List<(int X, int Y)>(images);
        long top = options.Separator;
        foreach (int size in groups)
        {
            for (int index = 0; index < size; index++)
                places.Add(((int)(options.Separator + index % columns * stepX), (int)(top + index / columns * stepY)));
            top += (size + columns - 1) / columns * stepY + gap;
        }
        return new((int)sheetWidth, (int)sheetHeight, places);
    }

    private static int Columns(int images, IReadOnlyList<int> groups, int height, int width) =>
        groups.Count > 1 ? groups.Max() : Math.Max(1, (int)Math.Ceiling(Math.Sqrt(images * (double)height / width)));

    private static void CheckRange(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"image sheet: {name} must be from {least} to {most}, got {value}.");
    }
}
