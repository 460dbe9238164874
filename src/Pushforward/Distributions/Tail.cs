namespace Pushforward.Distributions;

/// <summary>How fast a density decays towards one end of the line.</summary>
public enum TailKind
{
    /// <summary>The support ends at a finite place.</summary>
    Bounded,

    /// <summary>-ln f ~ Rate |x|^Exponent: faster than every power.</summary>
    Exponential,

    /// <summary>-ln f ~ Rate (ln |x|)^2: faster than every power, slower than every exponential; a log-normal.</summary>
    LogSquared,

    /// <summary>f ~ c |x|^-Exponent (ln |x|)^LogPower.</summary>
    Algebraic,
}

/// <summary>
/// The leading term of a density's decay towards one end of the line. Which moments exist and which divergences are infinite is decided from it.
/// </summary>
public readonly record struct Tail
{
    private Tail(TailKind kind, double exponent, double rate, int logPower) =>
        (Kind, Exponent, Rate, LogPower) = (kind, exponent, rate, logPower);

    /// <summary>Which family of decay.</summary>
    public TailKind Kind { get; }

    /// <summary>
    /// Algebraic: alpha in f ~ c |x|^-alpha, at least 1. Exponential: the power of |x| in -ln f (2 for a normal, 1 for an exponential, +infinity
    /// for anything faster), or NaN where only "exponential or faster" is known.
    /// </summary>
    public double Exponent { get; }

    /// <summary>The factor before |x|^Exponent or (ln |x|)^2; NaN where it is not known.</summary>
    public double Rate { get; }

    /// <summary>The power of ln |x| beside an algebraic decay.</summary>
    public int LogPower { get; }

    /// <summary>The support ends at a finite place.</summary>
    public static Tail Bounded { get; } = new(TailKind.Bounded, double.PositiveInfinity, double.PositiveInfinity, 0);

    /// <summary>Exponential or faster, no more being known.</summary>
    public static Tail Light { get; } = new(TailKind.Exponential, double.NaN, double.NaN, 0);

    /// <summary>-ln f ~ rate |x|^power.</summary>
    /// <param name="power">Above zero; +infinity for a faster decay.</param>
    /// <param name="rate">Above zero, or NaN where not known.</param>
    public static Tail Exponential(double power, double rate) => new(TailKind.Exponential, power, rate, 0);

    /// <summary>-ln f ~ rate (ln |x|)^2.</summary>
    /// <param name="rate">Above zero, or NaN where not known.</param>
    public static Tail LogSquared(double rate) => new(TailKind.LogSquared, double.NaN, rate, 0);

    /// <summary>f ~ c |x|^-exponent (ln |x|)^logPower.</summary>
    /// <param name="exponent">At least 1, as the density is integrable.</param>
    /// <param name="logPower">The power of the logarithm.</param>
    public static Tail Algebraic(double exponent, int logPower = 0) => new(TailKind.Algebraic, exponent, double.NaN, logPower);

    /// <summary>Whether E|X|^order is finite on this side.</summary>
    /// <param name="order">The order of the moment, above zero.</param>
    public bool HasMoment(double order) =>
        Kind != TailKind.Algebraic || Exponent - order > 1 || (Exponent - order == 1 && LogPower < -1);

    /// <summary>The one that decays more slowly, which a sum of both follows.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    public static Tail Heavier(Tail first, Tail second)
    {
        if (first.Kind != second.Kind)
            return first.Kind > second.Kind ? first : second;
        if (first.Kind == TailKind.Exponential && (double.IsNaN(first.Exponent) || double.IsNaN(second.Exponent)))
            return Light;
        // Within a family the smaller exponent is the heavier, then more logarithms, then the smaller rate.
        int order = first.Exponent.CompareTo(second.Exponent);
        if (order == 0)
            order = second.LogPower.CompareTo(first.LogPower);
        if (order == 0)
            order = double.IsNaN(first.Rate) ? -1 : double.IsNaN(second.Rate) ? 1 : first.Rate.CompareTo(second.Rate);
        return order <= 0 ? first : second;
    }
}
