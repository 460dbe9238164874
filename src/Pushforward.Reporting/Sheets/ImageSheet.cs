using Pushforward.Data;
using Pushforward.Numerics.Formats;

namespace Pushforward.Reporting.Sheets;

/// <summary>
/// Gray images of one size side by side as one PNG. Captions belong beside it, in text that can be read aloud, searched and scaled.
/// </summary>
public sealed class ImageSheet
{
    /// <summary>More pixels than this are a mistake, not a picture.</summary>
    private const long MostPixels = 64 << 20;

    private readonly byte[] _png;

    private ImageSheet(byte[] png, int width, int height, int images, bool inkOnPaper) =>
        (_png, Width, Height, Images, InkOnPaper) = (png, width, height, images, inkOnPaper);

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>How many images it shows.</summary>
    public int Images { get; }

    /// <summary>Whether it is dark on white.</summary>
    public bool InkOnPaper { get; }

    /// <summary>The PNG file.</summary>
    public ReadOnlyMemory<byte> Png => _png;

    /// <summary>Renders images of bytes.</summary>
    /// <param name="pixels">Image after image, row-major, 0 background to 255 ink. Shape [images, height * width].</param>
    /// <param name="height">Pixels of an image from top to bottom.</param>
    /// <param name="width">Pixels of an image from left to right.</param>
    /// <param name="options">The layout; null for the defaults.</param>
    /// <exception cref="ArgumentException">No image, pixels that do not fill whole images, or an impossible layout.</exception>
    public static ImageSheet Render(ReadOnlySpan<byte> pixels, int height, int width, ImageSheetOptions? options = null)
    {
        options ??= new();
        var layout = SheetLayout.Of(CountImages(pixels.Length, height, width), height, width, options, MostPixels);
        byte ground = (byte)(options.InkOnPaper ? 255 : 0), rule = (byte)(options.InkOnPaper ? 214 : 72);
        var sheet = new byte[layout.Width * layout.Height];
        sheet.AsSpan().Fill(ground);
        for (int image = 0; image < layout.Places.Count; image++)
            Stamp(pixels.Slice(image * height * width, height * width), sheet, layout, layout.Places[image], width, options, rule);
        return new(Numerics.Formats.Png.Encode(layout.Width, layout.Height, 1, sheet), layout.Width, layout.Height, layout.Places.Count, options.InkOnPaper);
    }

    /// <summary>Renders images of floats; values outside [0, 1] are clamped to it.</summary>
    /// <param name="pixels">Image after image, row-major, 0 background to 1 ink. Shape [images, height * width].</param>
    /// <inheritdoc cref="Render(ReadOnlySpan{byte}, int, int, ImageSheetOptions?)"/>
    /// <param name="height">Pixels of an image from top to bottom.</param>
    /// <param name="width">Pixels of an image from left to right.</param>
    /// <param name="options">The layout; null for the defaults.</param>
    public static ImageSheet Render(ReadOnlySpan<float> pixels, int height, int width, ImageSheetOptions? options = null)
    {
        var bytes = new byte[pixels.Length];
        for (int at = 0; at < pixels.Length; at++)
            bytes[at] = ToByte(pixels[at], at, height, width);
        return Render(bytes, height, width, options);
    }

    /// <summary>Renders images of doubles; values outside [0, 1] are clamped to it.</summary>
    /// <inheritdoc cref="Render(ReadOnlySpan{float}, int, int, ImageSheetOptions?)"/>
    public static ImageSheet Render(ReadOnlySpan<double> pixels, int height, int width, ImageSheetOptions? options = null)
    {
        var bytes = new byte[pixels.Length];
        for (int at = 0; at < pixels.Length; at++)
            bytes[at] = ToByte(pixels[at], at, height, width);
        return Render(bytes, height, width, options);
    }

    /// <summary>Renders all images of a set.</summary>
    /// <param name="images">The set; slice it to show some.</param>
    /// <param name="options">The layout; null for the defaults.</param>
    /// <exception cref="ArgumentException">No image, or an impossible layout.</exception>
    public static ImageSheet Render(ImageSet images, ImageSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Render(images.Pixels, images.Height, images.Width, options);
    }

    /// <summary>Writes the PNG to a file, whole or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(_png));

    /// <summary>The PNG as an address that a page can hold in itself.</summary>
    internal string ToDataUri() => "data:image/png;base64," + Convert.ToBase64String(_png);

    private static int CountImages(int pixels, int height, int width)
    {
        if (height < 1 || width < 1)
            throw new ArgumentException($"image size: expected at least 1 x 1 pixels, got {height} x {width}.");
        if (pixels == 0)
            throw new ArgumentException("image sheet: there are no images to show; give at least one.");
        long size = (long)height * width;
        return pixels % size == 0
            ? (int)(pixels / size)
            : throw new ArgumentException($"image sheet: {pixels} pixels are no whole number of {height} x {width} images ({size} pixels each).");
    }

    private static byte ToByte(double value, int at, int height, int width)
    {
        if (double.IsNaN(value))
        {
            long size = Math.Max(1, (long)height * width);
            throw new ArgumentException($"image {at / size}, pixel {at % size}: expected a value from 0 to 1, got NaN.");
        }
        return (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
    }

    private static void Stamp(
        ReadOnlySpan<byte> image, byte[] sheet, SheetLayout layout, (int X, int Y) place, int width, ImageSheetOptions options, byte rule)
    {
        int scale = options.Scale, height = image.Length / width;
        // A frame around each image, rather than lines through the sheet: the last row of a group may be short.
        int frame = options.Separator > 0 ? 1 : 0;
        for (int y = -frame; y < height * scale + frame; y++)
        {
            var line = sheet.AsSpan((place.Y + y) * layout.Width + place.X - frame, width * scale + 2 * frame);
            if (y < 0 || y >= height * scale)
            {
                line.Fill(rule);
                continue;
            }
            if (frame > 0)
                line[0] = line[^1] = rule;
            for (int x = 0; x < width * scale; x++)
            {
                byte value = image[y / scale * width + x / scale];
                line[x + frame] = options.InkOnPaper ? (byte)(255 - value) : value;
            }
        }
    }
}
