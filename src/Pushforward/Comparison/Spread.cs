namespace Pushforward.Comparison;

/// <summary>A figure over several draws of samples.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation from draw to draw.</param>
public readonly record struct Spread(double Mean, double Deviation)
{
    /// <summary>Summarises values.</summary>
    /// <param name="values">One a draw; at least one.</param>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return new Spread(mean, all.Length > 1 ? Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1)) : double.NaN);
    }
}
