using Pushforward.Distributions;
using Pushforward.Divergences.Projections;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Reports;

/// <summary>Pictures of laws of one variable: a density, with simulated values under it, and a law beside those nearest to it.</summary>
public static class LawCharts
{
    /// <summary>Left out on either side unless said.</summary>
    public const double UsualTail = 0.005;

    /// <summary>The density of a law, and under it a histogram of values if there are any.</summary>
    /// <param name="title">The chart's title.</param>
    /// <param name="law">The law.</param>
    /// <param name="sample">Values drawn by themselves; null for none.</param>
    /// <param name="tail">The probability left out on either side.</param>
    public static Chart Density(string title, Law law, double[]? sample = null, double tail = UsualTail)
    {
        ArgumentNullException.ThrowIfNull(law);
        double from = law.Quantile(tail), to = law.ComplementaryQuantile(tail), margin = 0.03 * (to - from);
        var density = LineSeries.OfFunction("density, computed", z => Finite(law.Density(z)), from - margin, to + margin, points: 601);
        if (sample is null)
            return new LineChart { Title = title, X = new Axis("z"), Y = new Axis("density") { Minimum = 0 }, Series = [density] };
        return new Histogram
        {
            Title = title,
            X = new Axis("z") { Minimum = from - margin, Maximum = to + margin },
            Values = sample,
            Name = $"{NumberText.Fixed(sample.Length)} simulated values",
            Curves = [density],
        };
    }

    /// <summary>A law and the members of a family nearest to it, each way.</summary>
    /// <param name="result">The projections.</param>
    public static LineChart Projections(ProjectionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var (from, to) = Range(result.Law);
        var series = new List<LineSeries> { Line("P", result.Law, from, to) };
        if (result.Forward is { } forward)
            series.Add(Line("forward: least KL(P||Q)", forward.Law, from, to));
        // Minima of equal height are all global; one stands for them, as their curves are mirror images.
        if (result.Reverse.FirstOrDefault(point => point.IsGlobal) is { } reverse)
            series.Add(Line("reverse: least KL(Q||P)", reverse.Law, from, to));
        return new LineChart
        {
            Title = $"The {result.Family} laws nearest to P",
            X = new Axis("x"),
            Y = new Axis("density") { Minimum = 0 },
            Series = series,
        };
    }

    private static (double From, double To) Range(Law law)
    {
        // Of the fits only what P makes worth seeing: a forward fit may be much wider than P.
        double from = law.Quantile(0.001), to = law.ComplementaryQuantile(0.001);
        double low = law.Quantile(0.05), high = law.ComplementaryQuantile(0.05);
        double margin = 0.25 * (high - low);
        return (Math.Max(from - 0.1 * (high - low), low - 4 * margin), Math.Min(to + 0.1 * (high - low), high + 4 * margin));
    }

    private static LineSeries Line(string name, Law law, double from, double to) => LineSeries.OfFunction(name, law.Density, from, to, points: 401);

    // A pole leaves a gap in the line.
    private static double Finite(double density) => double.IsFinite(density) ? density : double.NaN;
}
