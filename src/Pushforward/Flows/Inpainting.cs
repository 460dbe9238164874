using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// Fills pixels in by gradient ascent on log p(x) over those that are missing, the others held (Dinh, Krueger &amp; Bengio 2014, arXiv:1410.8516, section 5.2). Steps are Adam's,
/// because the densities of pixels differ in scale by orders of magnitude; what is kept of every row is the likeliest point on the way. A local maximum, not a sample.
/// </summary>
public sealed record Inpainting
{
    // Pixels stay this far from 0 and 1, a quarter of a level: at the ends a logit would be infinite.
    private const float Margin = 1f / 1024;

    private const double Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-12;

    /// <summary>How many steps; at least 1.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>How far a pixel moves in the first steps; goes down to 0 along a cosine.</summary>
    public double Rate { get; init; } = 0.03;

    /// <summary>Fills in.</summary>
    /// <param name="flow">The law, on (0, 1)^D.</param>
    /// <param name="x">Where to begin; missing pixels are overwritten as they rise. Shape [rows, columns].</param>
    /// <param name="missing">For each column, whether it is to be filled in.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>log p(x) of every row before and after, nats.</returns>
    /// <exception cref="ArgumentException">The mask has another number of columns, or an option is out of range.</exception>
    public (double[] Before, double[] After) Fill(Flow flow, Tensor x, bool[] missing, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(missing);
        if (missing.Length != x.Columns)
            throw new ArgumentException($"inpainting: the mask is for {missing.Length} columns, the rows have {x.Columns}.");
        if (Steps < 1 || !(Rate > 0) || !double.IsFinite(Rate))
            throw new ArgumentException(FormattableString.Invariant($"inpainting: expected at least 1 step and a rate greater than 0, got {Steps} and {Rate}."));
        int columns = x.Columns;
        float[] point = x.AsSpan().ToArray();
        double[] before = [], after = [];
        double[] mean = new double[point.Length], square = new double[point.Length];
        var tape = new Tape();
        for (int step = 0; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var _ = tape.Record();
            var variable = tape.Variable(Tensor.Wrap(point, x.Shape));
            var logProb = flow.LogProb(variable);
            double[] reached = [.. logProb.AsSpan().ToArray().Select(value => (double)value)];
            if (step == 0)
                (before, after) = (reached, [.. reached]);
            for (int n = 0; n < x.Rows; n++)
            {
                if (reached[n] > after[n])
                {
                    after[n] = reached[n];
                    point.AsSpan(n * columns, columns).CopyTo(x.Row(n));
                }
            }
            if (step == Steps)
                break;
            tape.Backward(logProb.Sum());
            double rate = Rate * 0.5 * (1 + Math.Cos(Math.PI * step / Steps));
            Climb(point, variable.Gradient, missing, mean, square, step + 1, rate);
        }
        return (before, after);
    }

    private static void Climb(
        float[] point, ReadOnlySpan<float> gradient, bool[] missing, double[] mean, double[] square, int step, double rate)
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
            point[i] = Math.Clamp((float)(point[i] + move), Margin, 1 - Margin);
        }
    }
}
