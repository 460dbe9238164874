using MathNet.Numerics;

namespace Pushforward.Autoencoders;

/// <summary>Ways through a latent space, as codes one after the other. Shape of each: [steps, latent].</summary>
public static class LatentWalks
{
    // Directions this close together, or to opposite, have no plane of their own.
    private const double Parallel = 1e-9;

    /// <summary>
    /// From one code to another along an arc about the origin: the direction turns evenly and the length changes evenly (after White 2016,
    /// arXiv:1609.04468). A normal law in many dimensions has its mass in a shell about the origin; an arc stays in it, and a straight line cuts through.
    /// </summary>
    /// <param name="from">The first code, which the path begins with.</param>
    /// <param name="to">The last code, which it ends with. As long.</param>
    /// <param name="steps">How many codes, both ends among them; at least 2.</param>
    /// <returns>[steps, latent]. Opposite codes are joined by way of the axis they are farthest from; where a code is 0 the path is straight.</returns>
    /// <exception cref="ArgumentException">The codes are of different lengths, or there are fewer than two steps.</exception>
    public static float[] Spherical(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps)
    {
        if (from.Length != to.Length || from.Length == 0)
            throw new ArgumentException($"to: expected a code of {from.Length} coordinates, as from has, and at least one; got {to.Length}.", nameof(to));
        CheckSteps(steps);
        int latent = from.Length;
        double first = Norm(from), last = Norm(to);
        var path = new float[steps * latent];
        if (first == 0 || last == 0 || latent == 1)
        {
            for (int step = 0; step < steps; step++)
            {
                double t = (double)step / (steps - 1);
                for (int j = 0; j < latent; j++)
                    path[step * latent + j] = (float)((1 - t) * from[j] + t * to[j]);
            }
        }
        else
        {
            var start = Scaled(from, first);
            var (aside, angle) = Turn(start, Scaled(to, last));
            for (int step = 0; step < steps; step++)
            {
                double t = (double)step / (steps - 1), length = (1 - t) * first + t * last;
                var (sine, cosine) = Math.SinCos(t * angle);
                for (int j = 0; j < latent; j++)
                    path[step * latent + j] = (float)(length * (cosine * start[j] + sine * aside[j]));
            }
        }
        // The ends are the codes themselves, not the codes but for rounding.
        from.CopyTo(path);
        to.CopyTo(path.AsSpan((steps - 1) * latent));
        return path;
    }

    /// <summary>A code with one coordinate going from end to end, all others held.</summary>
    /// <param name="code">The code.</param>
    /// <param name="coordinate">Which, from 0.</param>
    /// <param name="from">Where the coordinate begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="steps">How many codes; at least 2.</param>
    /// <exception cref="ArgumentException">There is no such coordinate, or there are fewer than two steps.</exception>
    public static float[] Traversal(ReadOnlySpan<float> code, int coordinate, double from, double to, int steps)
    {
        if (coordinate < 0 || coordinate >= code.Length)
            throw new ArgumentException($"coordinate: expected one from 0 to {code.Length - 1}, got {coordinate}.", nameof(coordinate));
        CheckSteps(steps);
        var path = new float[steps * code.Length];
        for (int step = 0; step < steps; step++)
        {
            code.CopyTo(path.AsSpan(step * code.Length));
            path[step * code.Length + coordinate] = (float)(from + (to - from) * step / (steps - 1));
        }
        return path;
    }

    /// <summary>
    /// A square of codes of two coordinates, spaced so that the prior has as much mass about each: the middles of <paramref name="side"/> equal slices of N(0, 1)
    /// (Kingma &amp; Welling 2013, figure 4).
    /// </summary>
    /// <param name="side">Codes along each side; at least 2.</param>
    /// <returns>[side side, 2], row by row: the first coordinate grows from left to right, the second from bottom to top.</returns>
    public static float[] PriorGrid(int side)
    {
        CheckSteps(side);
        float[] middles = [.. Enumerable.Range(0, side).Select(i => (float)(Constants.Sqrt2 * SpecialFunctions.ErfInv(2 * (i + 0.5) / side - 1)))];
        return [.. from row in Enumerable.Range(0, side) from column in Enumerable.Range(0, side) from value in new[] { middles[column], middles[side - 1 - row] } select value];
    }

    // The unit vector at right angles to the start in whose direction the other lies, and how far to turn.
    private static (double[] Aside, double Angle) Turn(double[] start, double[] end)
    {
        double cosine = Dot(start, end);
        double[] aside = Rejected(end, start);
        double sine = Math.Sqrt(Dot(aside, aside));
        if (sine < Parallel)
        {
            int axis = Array.FindIndex(start, value => Math.Abs(value) == start.Min(Math.Abs));
            aside = new double[start.Length];
            aside[axis] = 1;
            aside = Rejected(aside, start);
            double length = Math.Sqrt(Dot(aside, aside));
            return ([.. aside.Select(value => value / length)], cosine > 0 ? 0 : Math.PI);
        }
        return ([.. aside.Select(value => value / sine)], Math.Atan2(sine, cosine));
    }

    // What is left of a vector without its part along a unit vector.
    private static double[] Rejected(double[] vector, double[] unit)
    {
        double along = Dot(vector, unit);
        return [.. vector.Zip(unit, (value, direction) => value - along * direction)];
    }

    private static double[] Scaled(ReadOnlySpan<float> code, double norm)
    {
        var unit = new double[code.Length];
        for (int j = 0; j < unit.Length; j++)
            unit[j] = code[j] / norm;
        return unit;
    }

    private static double Norm(ReadOnlySpan<float> code)
    {
        double sum = 0;
        foreach (float value in code)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }

    private static void CheckSteps(int steps)
    {
        if (steps < 2)
            throw new ArgumentException($"steps: expected at least 2, got {steps}.", nameof(steps));
    }
}
