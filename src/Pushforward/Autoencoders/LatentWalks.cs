using MathNet.Numerics;

namespace Pushforward.Autoencoders;

/// <summary>Tours of a latent space, as codes one after the other; ways from one code to another are <see cref="Models.LatentPath"/>s. Shape of each: [steps, latent].</summary>
public static class LatentWalks
{
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

    private static void CheckSteps(int steps)
    {
        if (steps < 2)
            throw new ArgumentException($"steps: expected at least 2, got {steps}.", nameof(steps));
    }
}
