using Pushforward.Data;
using Pushforward.Numerics.Random;

namespace Pushforward.Comparison;

/// <summary>
/// Images as another hand might have written them: turned, scaled, sheared, moved, and bent by a smooth random field (after Simard, Steinkraus &amp;
/// Platt 2003). What makes a network without convolutions see shapes instead of pixels.
/// </summary>
/// <param name="shape">The images' size.</param>
internal sealed class ImageAugmentation(ImageShape shape)
{
    // Of the image's side where it is a length; tried on handwritten digits of 28 pixels.
    private const double Turn = 0.18, Stretch = 0.12, Shear = 0.12, Move = 0.055, Bend = 0.045;

    // The field is drawn on a coarse grid of this many points a side, and bilinear between them.
    private const int Grid = 5;

    /// <summary>Draws a variant.</summary>
    /// <param name="source">Pixels, any scale. Shape [height * width].</param>
    /// <param name="target">The variant's.</param>
    /// <param name="random">Where the change comes from.</param>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, RandomStream random)
    {
        int height = shape.Height, width = shape.Width;
        double turn = Turn * Spread(random), shear = Shear * Spread(random);
        double stretchX = 1 + Stretch * Spread(random), stretchY = 1 + Stretch * Spread(random);
        double moveX = Move * width * Spread(random), moveY = Move * height * Spread(random);
        var (sin, cos) = Math.SinCos(turn);
        // Where each pixel of the variant comes from, so the map is the inverse of the change; being drawn from a symmetric law it does not matter.
        float xx = (float)(stretchX * cos), xy = (float)(stretchX * (shear * cos - sin)), yx = (float)(stretchY * sin), yy = (float)(stretchY * (shear * sin + cos));
        Span<float> fieldX = stackalloc float[Grid * Grid], fieldY = stackalloc float[Grid * Grid];
        for (int i = 0; i < fieldX.Length; i++)
        {
            fieldX[i] = (float)(Bend * width * random.NextNormal() + moveX);
            fieldY[i] = (float)(Bend * height * random.NextNormal() + moveY);
        }

        float centerX = (width - 1) / 2f, centerY = (height - 1) / 2f;
        float stepX = (Grid - 1) / (float)Math.Max(1, width - 1), stepY = (Grid - 1) / (float)Math.Max(1, height - 1);
        for (int y = 0; y < height; y++)
        {
            float gy = y * stepY;
            int row = Math.Min((int)gy, Grid - 2);
            float v = gy - row;
            for (int x = 0; x < width; x++)
            {
                float gx = x * stepX;
                int column = Math.Min((int)gx, Grid - 2);
                float u = gx - column;
                int at = row * Grid + column;
                float dx = Between(fieldX, at, u, v), dy = Between(fieldY, at, u, v);
                float px = centerX + xx * (x - centerX) + xy * (y - centerY) + dx, py = centerY + yx * (x - centerX) + yy * (y - centerY) + dy;
                target[y * width + x] = Pixel(source, px, py, height, width);
            }
        }
    }

    private static double Spread(RandomStream random) => 2 * random.NextDouble() - 1;

    private static float Between(ReadOnlySpan<float> field, int at, float u, float v) =>
        (1 - v) * ((1 - u) * field[at] + u * field[at + 1]) + v * ((1 - u) * field[at + Grid] + u * field[at + Grid + 1]);

    private static float Pixel(ReadOnlySpan<float> image, float x, float y, int height, int width)
    {
        if (!(x > -1 && y > -1 && x < width && y < height))
            return 0;
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        float u = x - left, v = y - top;
        return (1 - v) * ((1 - u) * At(image, left, top, height, width) + u * At(image, left + 1, top, height, width))
            + v * ((1 - u) * At(image, left, top + 1, height, width) + u * At(image, left + 1, top + 1, height, width));
    }

    private static float At(ReadOnlySpan<float> image, int x, int y, int height, int width) =>
        (uint)x < (uint)width && (uint)y < (uint)height ? image[y * width + x] : 0;
}
