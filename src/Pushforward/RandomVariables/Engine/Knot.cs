namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// A place that cuts a density into cells. Hard knots are places where it is not smooth; soft knots only mark where something happens
/// (a mode, a narrow feature), so that quadrature and interpolation look there.
/// </summary>
/// <param name="Place">Where.</param>
/// <param name="Order">
/// The exponent of the strongest non-smooth term at distance t, |t|^Order: -1/2 for such a pole, 0 for a jump (or a logarithmic pole), 1 for a kink,
/// +infinity for a soft knot. Convolution adds orders: Order = a + b + 1.
/// </param>
/// <param name="Uncertainty">Rounding error of <paramref name="Place"/>: two knots closer than theirs together are the same place.</param>
internal readonly record struct Knot(double Place, double Order, double Uncertainty = 0)
{
    /// <summary>A place where interpolation must not cross without trying.</summary>
    public bool IsHard => Order < 6;

    /// <summary>Marks a place without claiming a singularity.</summary>
    public static Knot Soft(double place) => new(place, double.PositiveInfinity, RoundingAt(place));

    /// <summary>Whether both are the same place, up to rounding.</summary>
    public bool Coincides(Knot other) => Math.Abs(Place - other.Place) <= 4 * (Uncertainty + other.Uncertainty);

    /// <summary>Half an ulp or so of a number.</summary>
    public static double RoundingAt(double place) => Math.Abs(place) * 1.2e-16;
}
