using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// Reads from an interpolated density how it decays towards infinity and how it behaves at its knots. Tails are followed over hundreds of orders of magnitude, so
/// the exponent a and the logarithm's power k in f ~ v^a (ln v)^k follow from the slope of ln f over t = ln v, which is a + k / t, at two far places.
/// </summary>
internal static class TailShape
{
    // Exponents come from quotients of small whole numbers in practice; a measured one within this of a twelfth is taken to be it.
    private const double Grain = 12;
    private const double Snap = 2e-3;

    /// <summary>Towards minus infinity.</summary>
    public static Tail Left(InterpolatedDensity? density) =>
        density is null || density.IsEmpty(0) ? Tail.Bounded : Of(density.Cells[0].Upper);

    /// <summary>Towards infinity.</summary>
    public static Tail Right(InterpolatedDensity? density) =>
        density is null || density.IsEmpty(density.Knots.Length) ? Tail.Bounded : Of(density.Cells[^1].Lower);

    /// <summary>On one side of a knot.</summary>
    public static PowerLaw Near(InterpolatedDensity density, int knot, int side)
    {
        int cell = side < 0 ? knot : knot + 1;
        if (density.IsEmpty(cell))
            return PowerLaw.Zero;
        var pieces = side < 0 && density.Cells[cell].Upper.Length > 0 ? density.Cells[cell].Upper
            : side > 0 ? density.Cells[cell].Lower : [];
        if (pieces.Length < 2 || !pieces[0].IsLogarithmic)
            return PowerLaw.Regular;
        double near = pieces[0].To, t = Math.Log(near);
        if (t > -200)
        {
            // Next to a knot other than zero the pieces go down to some 1e-18 of it: too near to tell a power's logarithm but by its slope of 1 / t.
            double local = Slope(pieces, near, 10);
            double power = Rounded(local, 0.06);
            return Math.Abs(local) > 20 ? PowerLaw.Zero : new PowerLaw(power, Math.Abs(power) < 1e-9 && local < -0.01 ? 1 : 0);
        }
        var (exponent, logPower) = Fit(pieces, t, 1);
        return double.IsNaN(exponent) ? PowerLaw.Zero : new PowerLaw(exponent, logPower);
    }

    private static Tail Of(Piece[] pieces)
    {
        double far = pieces[^1].From, t = Math.Log(far);
        if (t > 60 && Fit(pieces, t, -1) is var (exponent, logPower) && !double.IsNaN(exponent))
            return Tail.Algebraic(Math.Max(1, -exponent), logPower);
        // ln f = -rate v^k: the slope over ln v grows by e^k per unit; ln f = -rate (ln v)^2: it grows by 1 / ln v.
        double outer = Slope(pieces, far, -0.3), inner = Slope(pieces, far / 2, -0.3);
        return !(Math.Log(outer / inner) < 0.15) ? Tail.Light : Tail.LogSquared(double.NaN);
    }

    /// <summary>The slope of ln f over ln v, as a secant from a distance v to v e^step.</summary>
    public static double Slope(IReadOnlyList<Piece> pieces, double distance, double step)
    {
        double other = distance * Math.Exp(step);
        return (ValueAt(pieces, other) - ValueAt(pieces, distance)) / step;
    }

    // Exponent and power of the logarithm from slopes at t and t / 2; NaN if they differ by more than a logarithm explains.
    private static (double Exponent, int LogPower) Fit(IReadOnlyList<Piece> pieces, double t, int inwards)
    {
        double slope = SlopeAt(t), half = SlopeAt(t / 2);
        if (Math.Abs(half - slope) > 0.1 * Math.Max(1, Math.Abs(slope)))
            return (double.NaN, 0);
        double exponent = Rounded(2 * slope - half, Snap);
        return (exponent, (int)Math.Round((slope - exponent) * t));

        // Over e^8 towards the middle; the secant belongs to the middle of its interval, which matters only for logarithms, in the fourth digit.
        double SlopeAt(double at) => Slope(pieces, Math.Exp(at), inwards * 8);
    }

    private static double ValueAt(IReadOnlyList<Piece> pieces, double distance) =>
        (pieces.FirstOrDefault(candidate => candidate.To >= distance) ?? pieces[^1]).LogDensity(distance);

    private static double Rounded(double value, double within)
    {
        double nearest = Math.Round(value * Grain) / Grain;
        return Math.Abs(value - nearest) < within ? nearest : value;
    }
}
