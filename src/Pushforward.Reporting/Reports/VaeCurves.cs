using Pushforward.Reporting.Charts;
using Pushforward.Training;

namespace Pushforward.Reporting.Reports;

/// <summary>The bound and its parts by epoch. Of long runs the first tenth, which would flatten all that follows, may leave the picture.</summary>
internal sealed class VaeCurves(IReadOnlyList<EpochRecord> epochs)
{
    private const int LongRun = 20;
    private const string Tighter = "IWAE";

    private int First => epochs.Count > LongRun ? epochs.Count / 10 : 0;

    /// <summary>What the pictures leave out, as a sentence; empty for nothing.</summary>
    public string Cut => First == 0 ? "" : $"The axes are made for the epochs after the first {First}. ";

    /// <summary>The ELBO, the tighter bound where that was trained on, and the epoch whose weights were kept.</summary>
    public LineChart Bound()
    {
        string? tighter = epochs[^1].ValidationTerms?.Keys.FirstOrDefault(name => name.StartsWith(Tighter, StringComparison.Ordinal));
        var chart = Chart("Lower bound of the log-likelihood", "bound", tighter is null ? ["ELBO"] : ["ELBO", tighter], 720);
        return epochs.LastOrDefault(epoch => epoch.Best) is { } best && epochs.Count > 1
            ? chart with { References = [new ReferenceLine("weights kept", best.Epoch, Vertical: true)] }
            : chart;
    }

    /// <summary>How well images are rebuilt.</summary>
    public LineChart Reconstruction() => Chart("Reconstruction", "reconstruction", ["reconstruction"], 480);

    /// <summary>What codes cost.</summary>
    public LineChart Divergence() => Chart("KL", "KL", ["divergence"], 480);

    private LineChart Chart(string title, string measure, string[] terms, int width)
    {
        var measured = new Axis(measure, "nats per image");
        LineSeries[] series = [.. terms.SelectMany(term =>
        {
            string suffix = terms.Length > 1 ? $", {term}" : "";
            return new[] { Series("validation" + suffix, term, epoch => epoch.ValidationTerms), Series("training" + suffix, term, epoch => epoch.TrainTerms) };
        })];
        double[] settled = [.. series.SelectMany(line => line.Y.Skip(First)).Where(double.IsFinite)];
        double margin = settled.Length == 0 ? 0 : Math.Max(0.06 * (settled.Max() - settled.Min()), 1e-6);
        return new LineChart
        {
            Title = title,
            Width = width,
            X = new Axis("epoch"),
            Y = First == 0 || settled.Length == 0 ? measured : measured with { Minimum = settled.Min() - margin, Maximum = settled.Max() + margin },
            Series = series,
        };
    }

    private LineSeries Series(string name, string term, Func<EpochRecord, IReadOnlyDictionary<string, double>?> terms) => new(
        name,
        [.. epochs.Select(epoch => (double)epoch.Epoch)],
        [.. epochs.Select(epoch => terms(epoch) is { } of && of.TryGetValue(term, out double value) ? value : double.NaN)]);
}
