namespace Pushforward.RandomVariables.Engine;

/// <summary>How a density goes on within a distance of a knot where it is no longer known: ln f = log + power ln(v / distance) + bend (v - distance).</summary>
/// <param name="Distance">From where inwards it holds.</param>
/// <param name="Power">The exponent.</param>
/// <param name="Log">ln f at the distance.</param>
/// <param name="Bend">The rest of the slope.</param>
/// <param name="Uncertainty">The distance again where the exponent is only as it seems, else 0.</param>
internal readonly record struct KnotContinuation(double Distance, double Power, double Log, double Bend, double Uncertainty)
{
    /// <summary>ln f.</summary>
    public double LogDensity(double v) => Log + (Power == 0 ? 0 : Power * Math.Log(v / Distance)) + Bend * (v - Distance);
}

/// <summary>How a density goes on beyond a distance up to which it is known: as a power, or with a growth k as an exponential of v^k.</summary>
/// <param name="Distance">From where outwards it holds.</param>
/// <param name="Log">ln f at the distance.</param>
/// <param name="Slope">The slope of ln f over ln v at the distance.</param>
/// <param name="Growth">How that slope grows; 0 for a power.</param>
internal readonly record struct TailContinuation(double Distance, double Log, double Slope, double Growth)
{
    /// <summary>ln f.</summary>
    public double LogDensity(double v) => Log + Slope * (Growth == 0 ? Math.Log(v / Distance) : (Math.Pow(v / Distance, Growth) - 1) / Growth);
}
