using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// Monotone splines of rational-quadratic pieces on [-B, B], the identity outside, slope 1 at both ends. With θ = (x - x_k)/w, s = h/w:
/// y = y_k + h (s θ² + d_k θ(1-θ)) / (s + (d_k+1 + d_k - 2s) θ(1-θ)) (Gregory &amp; Delbourgo 1982; Durkan et al. 2019, arXiv:1906.04032, section 3.1).
/// </summary>
/// <remarks>Widths, heights and slopes have a floor, so that no piece is flatter or narrower than single precision can invert.</remarks>
internal sealed class RationalQuadraticSpline
{
    private const double LeastShare = 1e-3, LeastSlope = 1e-3;

    // The argument at which softplus gives the slope 1, less its floor: zeros make the identity.
    private static readonly double SlopeOffset = Math.Log(Math.Exp(1 - LeastSlope) - 1);

    private readonly Tensor _cumulate;

    public RationalQuadraticSpline(int bins, double bound)
    {
        if (bins * LeastShare >= 0.5)
            throw new ArgumentException($"bins: expected fewer than {0.5 / LeastShare}, got {bins} (spline).");
        (Bins, Bound) = (bins, bound);
        // Shares times this are the knots' distances from the lower end.
        var cumulate = new double[bins, bins + 1];
        for (int i = 0; i < bins; i++)
        {
            for (int j = i + 1; j <= bins; j++)
                cumulate[i, j] = 2 * bound;
        }
        _cumulate = Given.Matrix(cumulate);
    }

    public int Bins { get; }

    public double Bound { get; }

    /// <summary>One spline for each value.</summary>
    /// <param name="values">[n].</param>
    /// <param name="raw">[n, 3 bins - 1]: logits of widths, logits of heights, slopes at inner knots before softplus.</param>
    /// <param name="inverse">Which way.</param>
    /// <returns>The images [n], and the logarithms of the forward slope there [n], whichever way.</returns>
    public (Tensor Value, Tensor LogSlope) Apply(Tensor values, Tensor raw, bool inverse)
    {
        var knotsX = Knots(raw[.., ..Bins]);
        var knotsY = Knots(raw[.., Bins..(2 * Bins)]);
        var ends = Tensor.Full(Shape.Matrix(values.Length, 1), 1);
        var slopes = Tensor.JoinColumns(ends, Tensor.JoinColumns((raw[.., (2 * Bins)..] + SlopeOffset).Softplus() + LeastSlope, ends));

        var (bins, inside) = Locate(values, inverse ? knotsY : knotsX);
        int[] next = [.. bins.Select(bin => bin + 1)];
        var (x, y) = (knotsX.GatherFromRows(bins), knotsY.GatherFromRows(bins));
        var (w, h) = (knotsX.GatherFromRows(next) - x, knotsY.GatherFromRows(next) - y);
        var (d0, d1) = (slopes.GatherFromRows(bins), slopes.GatherFromRows(next));
        var s = h / w;
        var bend = d0 + d1 - 2 * s;

        // Outside, something harmless goes through the formulas and is thrown away.
        var within = values.Clamp(-Bound, Bound);
        Tensor theta;
        if (inverse)
        {
            // a θ² + b θ + c = 0, by the root that does not cancel.
            var above = within - y;
            var a = h * (s - d0) + above * bend;
            var b = h * d0 - above * bend;
            var c = -(s * above);
            var root = Tensor.Max(b.Square() - 4 * (a * c), Tensor.Scalar(0)).Sqrt();
            theta = -2 * c / (b + root);
        }
        else
        {
            theta = (within - x) / w;
        }
        var rest = 1 - theta;
        var both = theta * rest;
        var denominator = s + bend * both;
        var mapped = inverse ? x + theta * w : y + h * (s * theta.Square() + d0 * both) / denominator;
        var logSlope = 2 * (s.Log() - denominator.Log()) + (d1 * theta.Square() + 2 * (s * both) + d0 * rest.Square()).Log();
        return (mapped * inside + values * (1 - inside), logSlope * inside);
    }

    private Tensor Knots(Tensor logits) => logits.Softmax().Affine(1 - Bins * LeastShare, LeastShare).MatMul(_cumulate) - Bound;

    // In which piece a value lies, and 1 or 0 for whether it lies in any.
    private (int[] Bins, Tensor Inside) Locate(Tensor values, Tensor knots)
    {
        var bins = new int[values.Length];
        var inside = Tensor.Zeros(values.Shape);
        var span = values.AsSpan();
        var mask = inside.AsSpan();
        for (int i = 0; i < bins.Length; i++)
        {
            var row = knots.Row(i);
            // The last knot may round to either side of the bound.
            mask[i] = span[i] > row[0] && span[i] < row[Bins] ? 1 : 0;
            for (int k = 1; k < Bins; k++)
                bins[i] += span[i] >= row[k] ? 1 : 0;
        }
        return (bins, inside);
    }
}
