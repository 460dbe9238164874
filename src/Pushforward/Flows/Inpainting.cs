using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// Fills pixels in by gradient ascent on their log-density, the others held (Dinh, Krueger &amp; Bengio 2014, arXiv:1410.8516, section 5.2). Which density it is depends on the flow: of
/// pixels as they are, or, where that is a staircase (<see cref="Bijectors.Marginals"/>), of the latent coordinates of those that are missing, or of pixels through their marginals. Steps
/// are Adam's, because the densities of pixels differ in scale by orders of magnitude; what is kept of every row is the likeliest point on the way. A local maximum, not a sample.
/// </summary>
public sealed record Inpainting
{
    private const double Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-12;

    /// <summary>How many steps; at least 1.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>How far a pixel moves in the first steps, as a share of where it can commonly lie; goes down to 0 along a cosine.</summary>
    public double Rate { get; init; } = 0.03;

    /// <summary>Fills in.</summary>
    /// <param name="flow">The law, on (0, 1)^D.</param>
    /// <param name="x">Rows; missing pixels are overwritten. Where the flow is climbed in pixels themselves, it begins with what stands there. Shape [rows, columns].</param>
    /// <param name="missing">For each column, whether it is to be filled in.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The log-density that is climbed, up to a constant of each row: where it began, and where x is now. Of pixels as they are it is log p(x).</returns>
    /// <exception cref="ArgumentException">The mask has another number of columns, or an option is out of range.</exception>
    public (double[] Before, double[] After) Fill(Flow flow, Tensor x, bool[] missing, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(missing);
        if (missing.Length != x.Columns)
            throw new ArgumentException($"inpainting: the mask is for {missing.Length} columns, the rows have {x.Columns}.");
        if (Steps < 1 || !(Rate > 0) || !double.IsFinite(Rate))
            throw new ArgumentException(FormattableString.Invariant($"inpainting: expected at least 1 step and a rate greater than 0, got {Steps} and {Rate}."));
        var space = flow.Completing(x, missing);
        float[] point = space.Start.AsSpan().ToArray();
        var (low, high) = ((float)space.Limits.Low, (float)space.Limits.High);
        double[] before = [], after = [];
        double[] mean = new double[point.Length], square = new double[point.Length];
        var tape = new Tape();
        for (int step = 0; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var _ = tape.Record();
            var variable = tape.Variable(Tensor.Wrap(point, x.Shape));
            var (rows, logProb) = space.At(variable);
            double[] reached = [.. logProb.AsSpan().ToArray().Select(value => (double)value)];
            if (step == 0)
                (before, after) = (reached, [.. reached]);
            for (int n = 0; n < x.Rows; n++)
            {
                if (step == 0 || reached[n] > after[n])
                {
                    after[n] = reached[n];
                    rows.Row(n).CopyTo(x.Row(n));
                }
            }
            if (step == Steps)
                break;
            tape.Backward(logProb.Sum());
            double rate = Rate * space.Width * 0.5 * (1 + Math.Cos(Math.PI * step / Steps));
            Climb(point, variable.Gradient, missing, mean, square, step + 1, rate, low, high);
        }
        return (before, after);
    }

    private static void Climb(
        float[] point, ReadOnlySpan<float> gradient, bool[] missing, double[] mean, double[] square, int step, double rate, float low, float high)
    {
        double unbias1 = 1 - Math.Pow(Beta1, step), unbias2 = 1 - Math.Pow(Beta2, step);
        for (int i = 0; i < point.Length; i++)
        {
            // Where rounding has left no gradient a pixel stays.
            if (!missing[i % missing.Length] || !float.IsFinite(gradient[i]))
                continue;
            mean[i] = Beta1 * mean[i] + (1 - Beta1) * gradient[i];
            square[i] = Beta2 * square[i] + (1 - Beta2) * gradient[i] * gradient[i];
            double move = rate * (mean[i] / unbias1) / (Math.Sqrt(square[i] / unbias2) + Epsilon);
            point[i] = Math.Clamp((float)(point[i] + move), low, high);
        }
    }
}
