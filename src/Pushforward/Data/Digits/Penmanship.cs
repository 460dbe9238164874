using Pushforward.Numerics.Random;

namespace Pushforward.Data.Digits;

/// <summary>
/// From a shape to the path of the pen: control points stray a little, a centripetal Catmull-Rom spline (Catmull &amp; Rom 1974;
/// Yuksel, Schaefer &amp; Keyser 2011) runs through them, the hand places and presses, and the whole is scaled into the box.
/// </summary>
internal static class Penmanship
{
    /// <summary>The most points a path has; longer ones are cut, which no shape in use comes near.</summary>
    public const int MaximumPoints = 320;

    /// <summary>The most points a stroke of a shape may have.</summary>
    public const int MaximumControlPoints = 24;

    // In units of the shape: a twentieth of the height, about one pixel.
    private const float Step = 0.1f;

    /// <summary>Writes a shape.</summary>
    /// <param name="shape">What to write.</param>
    /// <param name="hand">How.</param>
    /// <param name="random">The row's stream.</param>
    /// <param name="path">Receives the points; at least <see cref="MaximumPoints"/>.</param>
    /// <param name="box">Side of the box the ink is scaled to fill in its longer direction, in pixels.</param>
    /// <param name="center">Where the middle of the box goes, in both directions, in pixels.</param>
    /// <returns>How many points were written.</returns>
    public static int Write(DigitShape shape, in Hand hand, RandomStream random, Span<PenPoint> path, float box, float center)
    {
        Span<ControlPoint> control = stackalloc ControlPoint[MaximumControlPoints];
        int count = 0;
        foreach (var stroke in shape.Strokes)
        {
            Stray(stroke, control, hand.Jitter, random);
            int start = count;
            count = Trace(control[..stroke.Length], path, start);
            Shake(path[start..count], hand, random);
            Press(path[start..count], hand);
        }
        Fit(path[..count], hand, box, center);
        return count;
    }

    /// <summary>Moves the control points at random, points close to each other together, so that round shapes stay round.</summary>
    private static void Stray(ReadOnlySpan<ControlPoint> stroke, Span<ControlPoint> control, float jitter, RandomStream random)
    {
        float driftX = 0, driftY = 0, strayX = 0, strayY = 0;
        for (int i = 0; i < stroke.Length; i++)
        {
            // A drift with memory m is smoothed once more with the same memory: a drift alone would make ovals angular. The gains
            // keep the variance of both at 1. Neighbors a third of the height apart (d^2 = 1/2) have m = 1/2.
            float apart = i == 0 ? 0 : Distance(stroke[i - 1], stroke[i]);
            float memory = i == 0 ? 0 : 1 / (1 + 2 * apart * apart);
            float fresh = 1 - memory * memory, driftGain = MathF.Sqrt(fresh), strayGain = fresh / MathF.Sqrt(1 + memory * memory);
            driftX = memory * driftX + driftGain * Hand.Bell(random);
            driftY = memory * driftY + driftGain * Hand.Bell(random);
            strayX = memory * strayX + strayGain * driftX;
            strayY = memory * strayY + strayGain * driftY;
            control[i] = stroke[i] with { X = stroke[i].X + jitter * strayX, Y = stroke[i].Y + jitter * strayY };
        }
    }

    /// <summary>Follows the spline through the control points, one point a step.</summary>
    private static int Trace(ReadOnlySpan<ControlPoint> control, Span<PenPoint> path, int count)
    {
        path[count++] = new PenPoint(control[0].X, control[0].Y, 0, Lands: true);
        for (int i = 0; i + 1 < control.Length; i++)
        {
            var (from, to) = (control[i], control[i + 1]);

            // Beyond an end or a corner the line goes on straight: the neighbor is mirrored.
            var before = i == 0 || from.Corner ? Mirror(from, to) : control[i - 1];
            var after = i + 2 == control.Length || to.Corner ? Mirror(to, from) : control[i + 2];

            float chord = Distance(from, to);
            float t0 = Knot(before, from), t1 = MathF.Sqrt(chord) + 1e-3f, t2 = Knot(to, after);
            var (startX, startY) = (Tangent(before.X, from.X, to.X, t0, t1), Tangent(before.Y, from.Y, to.Y, t0, t1));
            var (endX, endY) = (Tangent(from.X, to.X, after.X, t1, t2), Tangent(from.Y, to.Y, after.Y, t1, t2));
            int steps = 1 + (int)(chord / Step);
            for (int step = 1; step <= steps && count < path.Length; step++)
            {
                float s = (float)step / steps;
                path[count++] = new PenPoint(
                    Hermite(from.X, to.X, t1 * startX, t1 * endX, s), Hermite(from.Y, to.Y, t1 * startY, t1 * endY, s), 0, Lands: false);
            }
        }
        return count;
    }

    /// <summary>A first-order autoregressive wander, so that lines are never quite smooth; then the hand's own map.</summary>
    private static void Shake(Span<PenPoint> stroke, in Hand hand, RandomStream random)
    {
        const float memory = 0.8f, kick = 0.6f; // kick^2 = 1 - memory^2 keeps the variance
        float wanderX = 0, wanderY = 0;
        foreach (ref var point in stroke)
        {
            uint bits = random.NextUInt32();
            wanderX = memory * wanderX + kick * Flat(bits & 0xFFFF);
            wanderY = memory * wanderY + kick * Flat(bits >> 16);
            var (x, y) = hand.Place(point.X + hand.Tremor * wanderX, point.Y + hand.Tremor * wanderY);
            point = point with { X = x, Y = y };
        }

        // Uniform with mean 0 and variance 1.
        static float Flat(uint bits16) => (bits16 - 32767.5f) * (3.4641016f / 65536);
    }

    private static void Press(Span<PenPoint> stroke, in Hand hand)
    {
        for (int i = 0; i < stroke.Length; i++)
        {
            var (from, to) = (stroke[Math.Max(0, i - 1)], stroke[Math.Min(stroke.Length - 1, i + 1)]);
            float dx = to.X - from.X, dy = to.Y - from.Y;
            float scale = 1 / MathF.Sqrt(dx * dx + dy * dy + 1e-8f);
            stroke[i] = stroke[i] with { Radius = hand.RadiusAt((float)i / Math.Max(1, stroke.Length - 1), dx * scale, dy * scale) };
        }
    }

    /// <summary>Scales and moves the path so that its ink, soft edge included, just fills the box in its longer direction.</summary>
    private static void Fit(Span<PenPoint> path, in Hand hand, float box, float center)
    {
        // The pen is not scaled with the path, so how far the ink sticks out of it depends on the scale: correct a first guess once.
        var (_, _, bareWidth, bareHeight) = Bounds(path, scale: 1, pen: 0);
        float bare = Math.Max(bareWidth, bareHeight);
        float guess = (box - hand.Softness - 2 * hand.Radius) / bare;
        var (_, _, width, height) = Bounds(path, guess, pen: 1);
        float scale = guess + (box - hand.Softness - Math.Max(width, height)) / bare;
        var (left, top, finalWidth, finalHeight) = Bounds(path, scale, pen: 1);
        float shiftX = center - left - 0.5f * finalWidth, shiftY = center - top - 0.5f * finalHeight;
        foreach (ref var point in path)
            point = point with { X = scale * point.X + shiftX, Y = scale * point.Y + shiftY };
    }

    private static (float Left, float Top, float Width, float Height) Bounds(ReadOnlySpan<PenPoint> path, float scale, float pen)
    {
        float left = float.MaxValue, right = float.MinValue, top = float.MaxValue, bottom = float.MinValue;
        foreach (var point in path)
        {
            float x = scale * point.X, y = scale * point.Y, radius = pen * point.Radius;
            (left, right) = (Math.Min(left, x - radius), Math.Max(right, x + radius));
            (top, bottom) = (Math.Min(top, y - radius), Math.Max(bottom, y + radius));
        }
        return (left, top, right - left, bottom - top);
    }

    private static ControlPoint Mirror(ControlPoint at, ControlPoint point) => new(2 * at.X - point.X, 2 * at.Y - point.Y, false);

    private static float Distance(ControlPoint a, ControlPoint b)
    {
        float dx = b.X - a.X, dy = b.Y - a.Y;
        return MathF.Sqrt(dx * dx + dy * dy);
    }

    // Centripetal: knots are spaced by the square root of the chord, which keeps uneven points from making cusps and loops.
    private static float Knot(ControlPoint a, ControlPoint b) => MathF.Sqrt(Distance(a, b)) + 1e-3f;

    private static float Tangent(float before, float at, float after, float knotBefore, float knotAfter) =>
        (at - before) / knotBefore - (after - before) / (knotBefore + knotAfter) + (after - at) / knotAfter;

    private static float Hermite(float from, float to, float tangentFrom, float tangentTo, float s)
    {
        float rest = 1 - s;
        return rest * rest * ((1 + 2 * s) * from + s * tangentFrom) + s * s * ((1 + 2 * rest) * to - rest * tangentTo);
    }
}
