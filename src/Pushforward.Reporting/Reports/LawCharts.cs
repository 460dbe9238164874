using Pushforward.Distributions;
using Pushforward.Divergences.Projections;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Reports;

/// <summary>Pictures of laws of one variable: a density, with simulated values under it, and a law beside those nearest to it.</summary>
public static class LawCharts
{
    private const int Points = 601;
    private const int FewAtoms = 4;

    /// <summary>
    /// The density of a law, and under it a histogram of values if there are any; atoms are lines as high as the picture, or by their probability where there is no
    /// density. Heavy tails and the tips of poles are cut off.
    /// </summary>
    /// <param name="title">The chart's title.</param>
    /// <param name="law">The law.</param>
    /// <param name="sample">Values drawn by themselves; null for none.</param>
    /// <param name="tail">The probability left out on either side; null for at most 0.005 and what lies far from the quartiles.</param>
    public static Chart Density(string title, Law law, double[]? sample = null, double? tail = null)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (law.Atoms.Sum(atom => atom.Probability) > 1 - 1e-9)
            return Probabilities(title, law, sample);
        var (from, to) = tail is { } share ? (law.Quantile(share), law.ComplementaryQuantile(share)) : Middle(law);
        double margin = 0.03 * (to - from);
        (from, to) = (from - margin, to + margin);
        var density = LineSeries.OfFunction("density, computed", z => Finite(law.Density(z)), from, to, Points);
        Axis x = new("z") { Minimum = from, Maximum = to }, y = new("density") { Minimum = 0, Maximum = Ceiling(law, density.Y, from, to) };
        List<LineSeries> curves = [density];
        if (law.Atoms.Any(atom => atom.Location >= from && atom.Location <= to))
        {
            y = y with { Maximum = y.Maximum ?? 1.1 * density.Y.Where(double.IsFinite).Max() };
            curves.Add(Stems(AtomName(law), law.Atoms, atom => atom.Probability / law.Atoms.Max(other => other.Probability) * y.Maximum!.Value));
        }
        if (sample is null)
            return new LineChart { Title = title, X = x, Y = y, Series = curves };
        return new Histogram
        {
            Title = title,
            X = x,
            Y = y,
            // What the atoms have taken counts, but fills no bar.
            Values = law.Atoms.Count == 0 ? sample : Array.ConvertAll(sample, z => law.Atoms.Any(atom => IsAt(atom, z)) ? 2 * to - from : z),
            Name = $"{NumberText.Fixed(sample.Length)} simulated values",
            // Rice's rule: unlike one by the quartiles it serves laws with several modes.
            Bins = Math.Clamp((int)(2 * Math.Cbrt(sample.Length)), 5, 100),
            Curves = curves,
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
            Y = new Axis("density") { Minimum = 0, Maximum = Ceiling(result.Law, [.. series.SelectMany(line => line.Y)], from, to) },
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

    // A law of atoms alone: how likely each is, and how often it came up.
    private static LineChart Probabilities(string title, Law law, double[]? sample)
    {
        var series = new List<LineSeries> { Stems("probability, computed", law.Atoms, atom => atom.Probability) };
        if (sample is not null)
        {
            string name = $"share of {NumberText.Fixed(sample.Length)} simulated values";
            series.Add(new(name, [.. law.Atoms.SelectMany(atom => new[] { atom.Location, atom.Location })],
                [.. law.Atoms.SelectMany(atom => new[] { sample.Count(z => IsAt(atom, z)) / (double)sample.Length, double.NaN })])
            {
                Markers = true,
            });
        }
        double margin = Math.Max(0.05 * (law.Atoms[^1].Location - law.Atoms[0].Location), 1e-3 * Math.Max(1, Math.Abs(law.Atoms[0].Location)));
        return new LineChart
        {
            Title = title,
            X = new Axis("z") { Minimum = law.Atoms[0].Location - margin, Maximum = law.Atoms[^1].Location + margin },
            Y = new Axis("probability") { Minimum = 0 },
            Series = series,
        };
    }

    // A line from zero up at each atom, with a gap between.
    private static LineSeries Stems(string name, IReadOnlyList<Atom> atoms, Func<Atom, double> height) => new(
        name,
        [.. atoms.SelectMany(atom => new[] { atom.Location, atom.Location, atom.Location })],
        [.. atoms.SelectMany(atom => new[] { 0, height(atom), double.NaN })])
    {
        Markers = false,
    };

    private static string AtomName(Law law) => law.Atoms.Count <= FewAtoms
        ? string.Join(", ", law.Atoms.Select(atom => $"P(Z = {NumberText.Compact(atom.Location, 4)}) = {NumberText.Compact(atom.Probability, 4)}"))
        : $"atoms, the highest of probability {NumberText.Compact(law.Atoms.Max(atom => atom.Probability), 4)}";

    // The atom's place and a value's may have been rounded along different ways.
    private static bool IsAt(Atom atom, double value) => Math.Abs(value - atom.Location) <= 1e-12 * Math.Abs(atom.Location);

    // All but 0.005 on either side, and no more than three times the distance of the quartiles beyond them, where a heavy tail would squeeze the rest.
    private static (double From, double To) Middle(Law law)
    {
        double from = law.Quantile(0.005), to = law.ComplementaryQuantile(0.005);
        double lower = law.Quantile(0.25), upper = law.ComplementaryQuantile(0.25), reach = 3 * (upper - lower);
        return reach > 0 ? (Math.Max(from, lower - reach), Math.Min(to, upper + reach)) : (from, to);
    }

    // Where there is a pole in sight, a height that shows the rest: well above what all but a twentieth of the picture needs.
    private static double? Ceiling(Law law, IReadOnlyList<double> heights, double from, double to)
    {
        if (!law.Breakpoints.Any(point => point.IsPole && point.Location >= from && point.Location <= to))
            return null;
        double[] sorted = [.. heights.Where(double.IsFinite).Order()];
        double usual = 2.5 * sorted[(int)(0.95 * (sorted.Length - 1))];
        return usual > 0 && usual < sorted[^1] ? usual : null;
    }

    // A pole leaves a gap in the line.
    private static double Finite(double density) => double.IsFinite(density) ? density : double.NaN;
}
