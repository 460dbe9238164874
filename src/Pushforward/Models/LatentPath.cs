namespace Pushforward.Models;

/// <summary>How to go from one latent code to another.</summary>
public enum LatentPath
{
    /// <summary>(1 - t) a + t b. Halfway codes are shorter than the prior's, which lie about a sphere.</summary>
    Linear,

    /// <summary>
    /// Along an arc about the origin: the direction turns evenly and the length changes evenly (Shoemake 1985; White 2016, arXiv:1609.04468). A normal law in many dimensions
    /// has its mass in a shell about the origin; an arc stays in it, and a straight line cuts through. Opposite codes are joined by way of the axis they are farthest from; where a code
    /// is 0, or has one number only, the path is straight.
    /// </summary>
    Spherical,
}

/// <summary>Walks along paths between codes.</summary>
public static class LatentPaths
{
    // Directions this close together, or to opposite, have no plane of their own.
    private const double Parallel = 1e-9;

    /// <summary>Codes from one to another, evenly spaced.</summary>
    /// <param name="path">Which way.</param>
    /// <param name="from">The first code, which the walk begins with, to the bit.</param>
    /// <param name="to">The last code, which it ends with. As long.</param>
    /// <param name="steps">How many codes, both ends among them; at least 2.</param>
    /// <returns>Shape [steps, latent].</returns>
    /// <exception cref="ArgumentException">The codes are empty or of different lengths, or there are fewer than two steps.</exception>
    public static double[] Walk(this LatentPath path, ReadOnlySpan<double> from, ReadOnlySpan<double> to, int steps)
    {
        if (from.Length != to.Length || from.Length == 0)
            throw new ArgumentException($"to: expected a code of {from.Length} coordinates, as from has, and at least one; got {to.Length}.", nameof(to));
        if (steps < 2)
            throw new ArgumentException($"steps: expected at least 2, got {steps}.", nameof(steps));
        int latent = from.Length;
        var walk = new double[checked(steps * latent)];
        double first = Norm(from), last = Norm(to);
        if (path == LatentPath.Spherical && latent > 1 && first > 0 && last > 0)
            Arc(walk, Scaled(from, first), Scaled(to, last), first, last);
        else
            Line(walk, from, to);
        // The ends are the codes themselves, not the codes but for rounding.
        from.CopyTo(walk);
        to.CopyTo(walk.AsSpan((steps - 1) * latent));
        return walk;
    }

    /// <summary>The same walk between codes in single precision.</summary>
    /// <inheritdoc cref="Walk(LatentPath, ReadOnlySpan{double}, ReadOnlySpan{double}, int)"/>
    public static float[] Walk(this LatentPath path, ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps) =>
        Array.ConvertAll(path.Walk(Widened(from), Widened(to), steps), value => (float)value);

    private static double[] Widened(ReadOnlySpan<float> code)
    {
        var wide = new double[code.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(code, wide);
        return wide;
    }

    private static void Line(double[] walk, ReadOnlySpan<double> from, ReadOnlySpan<double> to)
    {
        int steps = walk.Length / from.Length;
        for (int i = 0; i < walk.Length; i++)
        {
            double t = (double)(i / from.Length) / (steps - 1);
            walk[i] = (1 - t) * from[i % from.Length] + t * to[i % from.Length];
        }
    }

    private static void Arc(double[] walk, double[] start, double[] end, double first, double last)
    {
        int latent = start.Length, steps = walk.Length / latent;
        var (aside, angle) = Turn(start, end);
        for (int step = 0; step < steps; step++)
        {
            double t = (double)step / (steps - 1), length = (1 - t) * first + t * last;
            var (sine, cosine) = Math.SinCos(t * angle);
            for (int j = 0; j < latent; j++)
                walk[step * latent + j] = length * (cosine * start[j] + sine * aside[j]);
        }
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

    private static double[] Scaled(ReadOnlySpan<double> code, double norm)
    {
        var unit = new double[code.Length];
        for (int j = 0; j < unit.Length; j++)
            unit[j] = code[j] / norm;
        return unit;
    }

    private static double Norm(ReadOnlySpan<double> code)
    {
        double sum = 0;
        foreach (double value in code)
            sum += value * value;
        return Math.Sqrt(sum);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }
}
