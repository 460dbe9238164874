using Pushforward.Autoencoders;
using Pushforward.Reporting.Charts;

namespace Pushforward.Reporting.Reports;

/// <summary>The charts of a latent space.</summary>
internal static class VaeCharts
{
    private const int MostBars = 50, ShownMarginals = 4, MarginalPoints = 161;
    private const double MarginalReach = 4;

    /// <summary>The nats of each coordinate, the most first.</summary>
    public static BarChart Coordinates(LatentSpace space)
    {
        int[] order = space.Coordinates();
        int[] shown = order[..Math.Min(MostBars, order.Length)];
        return new BarChart
        {
            Title = shown.Length < order.Length ? $"KL of the {shown.Length} coordinates that carry most, of {order.Length}" : "KL of each coordinate",
            Categories = [.. shown.Select(j => $"{j + 1}")],
            CategoryTitle = "coordinate, by falling KL",
            Value = new Axis("KL", "nats per image") { Minimum = 0 },
            Orientation = BarOrientation.Vertical,
            Height = 330,
            Series = [new BarSeries("KL", [.. shown.Select(j => space.Usage.Divergence[j])])],
        };
    }

    /// <summary>The density of codes along the coordinates that carry most, and the prior's.</summary>
    public static LineChart Marginals(LatentSpace space)
    {
        LineSeries Density(string name, Func<double, double> density) => LineSeries.OfFunction(name, density, -MarginalReach, MarginalReach, MarginalPoints);
        return new LineChart
        {
            Title = "Aggregate posterior and prior along the coordinates that carry most",
            X = new Axis("coordinate of the code"),
            Y = new Axis("density") { Minimum = 0 },
            Series =
            [
                Density("prior, N(0, 1)", z => Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI)),
                .. space.Coordinates().Take(ShownMarginals).Select(j => Density($"coordinate {j + 1}", z => space.MarginalDensity(j, z))),
            ],
        };
    }
}
