namespace Pushforward.Distributions;

/// <summary>
/// A place where a density is not analytic, with its behavior just below and just above. Both sides regular means a jump or a kink;
/// an end of the support has <see cref="PowerLaw.Zero"/> on its outer side.
/// </summary>
/// <param name="Location">Where.</param>
/// <param name="Below">The density at Location - t for small t > 0.</param>
/// <param name="Above">The density at Location + t for small t > 0.</param>
public readonly record struct Breakpoint(double Location, PowerLaw Below, PowerLaw Above)
{
    /// <summary>A jump or a kink between two analytic pieces.</summary>
    /// <param name="location">Where.</param>
    public static Breakpoint Regular(double location) => new(location, PowerLaw.Regular, PowerLaw.Regular);

    /// <summary>The lower end of a support.</summary>
    /// <param name="location">Where.</param>
    /// <param name="above">How the density begins.</param>
    public static Breakpoint Start(double location, PowerLaw above) => new(location, PowerLaw.Zero, above);

    /// <summary>The upper end of a support.</summary>
    /// <param name="location">Where.</param>
    /// <param name="below">How the density ends.</param>
    public static Breakpoint End(double location, PowerLaw below) => new(location, below, PowerLaw.Zero);

    /// <summary>Whether the density is unbounded there.</summary>
    public bool IsPole => Below.IsPole || Above.IsPole;
}

/// <summary>
/// How a density behaves at distance t from a breakpoint: f ~ c t^Exponent |ln t|^LogPower as t falls to 0, c > 0.
/// Exponent 0 is a finite value, negative a pole, positive a zero; +infinity vanishes faster than any power (or is identically zero).
/// </summary>
/// <param name="Exponent">The power of the distance, above -1.</param>
/// <param name="LogPower">The power of its logarithm; 0 for none.</param>
public readonly record struct PowerLaw(double Exponent, int LogPower = 0)
{
    /// <summary>A finite value from an analytic piece.</summary>
    public static PowerLaw Regular => default;

    /// <summary>A logarithmic pole, f ~ -c ln t.</summary>
    public static PowerLaw Logarithmic => new(0, 1);

    /// <summary>Zero, or below every power.</summary>
    public static PowerLaw Zero => new(double.PositiveInfinity);

    /// <summary>Whether the density is unbounded.</summary>
    public bool IsPole => Exponent < 0 || (Exponent == 0 && LogPower > 0);

    /// <summary>The one that is larger near the breakpoint, which a sum of both follows.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    public static PowerLaw Dominant(PowerLaw first, PowerLaw second) =>
        first.Exponent < second.Exponent || (first.Exponent == second.Exponent && first.LogPower >= second.LogPower) ? first : second;
}
