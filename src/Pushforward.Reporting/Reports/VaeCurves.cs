using Pushforward.Reporting.Charts;
using Pushforward.Training;

namespace Pushforward.Reporting.Reports;

/// <summary>The bound and its parts by epoch.</summary>
internal sealed class VaeCurves(IReadOnlyList<EpochRecord> epochs)
{
    private const string Tighter = "IWAE";

    private readonly EpochCurves _curves = new(epochs);

    /// <inheritdoc cref="EpochCurves.Cut"/>
    public string Cut => _curves.Cut;

    /// <summary>The ELBO, the tighter bound where that was trained on, and the epoch whose weights were kept.</summary>
    public LineChart Bound()
    {
        string? tighter = epochs[^1].ValidationTerms?.Keys.FirstOrDefault(name => name.StartsWith(Tighter, StringComparison.Ordinal));
        return _curves.WithKept(Chart("Lower bound of the log-likelihood", "bound", tighter is null ? ["ELBO"] : ["ELBO", tighter], 720));
    }

    /// <summary>How well images are rebuilt.</summary>
    public LineChart Reconstruction() => Chart("Reconstruction", "reconstruction", ["reconstruction"], 480);

    /// <summary>What codes cost.</summary>
    public LineChart Divergence() => Chart("KL", "KL", ["divergence"], 480);

    private LineChart Chart(string title, string measure, string[] terms, int width) => _curves.Chart(title, new Axis(measure, "nats per image"), width,
    [
        .. terms.SelectMany(term =>
        {
            string suffix = terms.Length > 1 ? $", {term}" : "";
            return new[] { Series("validation" + suffix, term, epoch => epoch.ValidationTerms), Series("training" + suffix, term, epoch => epoch.TrainTerms) };
        }),
    ]);

    private LineSeries Series(string name, string term, Func<EpochRecord, IReadOnlyDictionary<string, double>?> terms) =>
        _curves.Series(name, epoch => terms(epoch) is { } of && of.TryGetValue(term, out double value) ? value : double.NaN);
}
