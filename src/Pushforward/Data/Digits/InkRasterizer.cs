using Pushforward.Numerics.Random;

namespace Pushforward.Data.Digits;

/// <summary>
/// Draws the path of a pen as anti-aliased ink. Each line between two points is a round brush of varying width: a pixel's signed
/// distance to the ink is the least over lines of |p - q(h)| - r(h), h the nearest point of the line, and its gray falls linearly
/// from ink to paper across the soft edge.
/// </summary>
internal static class InkRasterizer
{
    /// <summary>Draws a path.</summary>
    /// <param name="path">Where the pen goes, in pixels: pixel (0, 0) covers [0, 1] x [0, 1].</param>
    /// <param name="softness">Width of the soft edge, in pixels.</param>
    /// <param name="roughness">Standard deviation of the edge's displacement, in pixels.</param>
    /// <param name="random">The row's stream.</param>
    /// <param name="pixels">Receives size * size grays.</param>
    /// <param name="size">Side of the image, in pixels.</param>
    public static void Draw(
        ReadOnlySpan<PenPoint> path, float softness, float roughness, RandomStream random, Span<byte> pixels, int size)
    {
        Span<float> distance = stackalloc float[size * size];
        distance.Fill(float.MaxValue);

        // What lies farther from every line than this is paper whatever the noise.
        float reach = 0.5f * softness + 1.8f * roughness;
        for (int i = 1; i < path.Length; i++)
        {
            if (!path[i].Lands)
                Stroke(path[i - 1], path[i], reach, distance, size);
        }

        float perPixel = 255 / softness;
        for (int i = 0; i < distance.Length; i++)
        {
            float away = distance[i];
            if (away >= reach)
            {
                pixels[i] = 0;
                continue;
            }
            // Uniform noise of the given standard deviation, 16 bits are plenty.
            float noise = roughness * 3.4641016f * ((random.NextUInt32() >> 16) / 65536f - 0.5f);
            pixels[i] = (byte)Math.Clamp(127.5f - (away + noise) * perPixel + 0.5f, 0, 255);
        }
    }

    private static void Stroke(PenPoint from, PenPoint to, float reach, Span<float> distance, int size)
    {
        float margin = Math.Max(from.Radius, to.Radius) + reach;
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - margin)), right = Math.Min(size - 1, (int)(Math.Max(from.X, to.X) + margin));
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - margin)), bottom = Math.Min(size - 1, (int)(Math.Max(from.Y, to.Y) + margin));
        float alongX = to.X - from.X, alongY = to.Y - from.Y, widening = to.Radius - from.Radius;
        float inverse = 1 / (alongX * alongX + alongY * alongY + 1e-12f);
        for (int y = top; y <= bottom; y++)
        {
            var line = distance.Slice(y * size, size);
            float py = y + 0.5f - from.Y;
            for (int x = left; x <= right; x++)
            {
                float px = x + 0.5f - from.X;
                float h = Math.Clamp((px * alongX + py * alongY) * inverse, 0, 1);
                float dx = px - h * alongX, dy = py - h * alongY;
                line[x] = Math.Min(line[x], MathF.Sqrt(dx * dx + dy * dy) - from.Radius - h * widening);
            }
        }
    }
}
