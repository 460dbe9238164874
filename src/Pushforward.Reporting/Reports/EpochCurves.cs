using Pushforward.Reporting.Charts;
using Pushforward.Training;

namespace Pushforward.Reporting.Reports;

/// <summary>Figures of a training by epoch. Of long runs the first tenth, which would flatten all that follows, may leave the picture.</summary>
internal sealed class EpochCurves(IReadOnlyList<EpochRecord> epochs)
{
    private const int LongRun = 20;

    private int First => epochs.Count > LongRun ? epochs.Count / 10 : 0;

    /// <summary>What the pictures leave out, as a sentence; empty for nothing.</summary>
    public string Cut => First == 0 ? "" : $"The axes are made for the epochs after the first {First}. ";

    /// <summary>A figure of every epoch; NaN leaves a gap.</summary>
    public LineSeries Series(string name, Func<EpochRecord, double> figure) => new(name, [.. epochs.Select(epoch => (double)epoch.Epoch)], [.. epochs.Select(figure)]);

    /// <summary>A chart of what <see cref="Series"/> gave.</summary>
    public LineChart Chart(string title, Axis measured, int width, params LineSeries[] series)
    {
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

    /// <summary>The chart with a line where the weights that were kept stood.</summary>
    public LineChart WithKept(LineChart chart) => epochs.LastOrDefault(epoch => epoch.Best) is { } best && epochs.Count > 1
        ? chart with { References = [new ReferenceLine("weights kept", best.Epoch, Vertical: true)] }
        : chart;
}
