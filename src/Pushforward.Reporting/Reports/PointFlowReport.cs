using Pushforward.Data;
using Pushforward.Data.Toys;
using Pushforward.Flows;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;

namespace Pushforward.Reporting.Reports;

/// <summary>The page of a flow of the plane: its density, its samples beside the data, and how layer after layer bends the latent plane into place.</summary>
public static class PointFlowReport
{
    private const int GridCells = 120, ShownPoints = 3000, LinesEachWay = 17, PointsOnLine = 241, ChartWidth = 460, ChartHeight = 500;

    // Latent coordinates beyond are those of a row in a hundred.
    private const double LatentReach = 5.3;

    /// <summary>Draws the page.</summary>
    /// <param name="model">A flow fitted to points of two columns.</param>
    /// <param name="data">Points to show beside its samples, none of which it was trained on where there are such.</param>
    /// <param name="law">The law the data come from; null where nobody knows it.</param>
    /// <exception cref="ArgumentException">The model is not of the plane.</exception>
    public static ReportBuilder Build(FlowModel model, PointData data, ToyLaw? law = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (!model.Options.Points || model.Provenance.Columns != 2)
            throw new ArgumentException($"report: expected a flow of points of 2 columns, got one of {model.Provenance.Columns} {(model.Options.Points ? "columns" : "pixels")}.");
        var report = new ReportBuilder(
            $"A flow of {model.Provenance.Source}",
            (RichText)($"{model.Options.Couplings} couplings, {model.ParameterCount} parameters, trained on {model.Provenance.Rows} points."));
        var (rangeX, rangeY) = (Range(data, 0, law), Range(data, 1, law));
        Axis x = new(data.ColumnNames[0]) { Minimum = rangeX.From, Maximum = rangeX.To }, y = new(data.ColumnNames[1]) { Minimum = rangeY.From, Maximum = rangeY.To };
        Figures(report.Section("How well it fits"), model, data, law);

        var density = Density(rangeX, rangeY, points => model.Score(model.RowsOf(points)).PerRow);
        // One scale for both, so that colors mean the same.
        double[,]? truth = law is null ? null
            : Density(rangeX, rangeY, points => [.. Enumerable.Range(0, points.Rows).Select(n => law.LogDensity(points.Row(n)[0], points.Row(n)[1]))]);
        double highest = (truth ?? density).Cast<double>().Where(double.IsFinite).DefaultIfEmpty(1).Max();
        HeatMap Map(string title, double[,] values) => new()
        {
            Title = title,
            X = x,
            Y = y,
            XRange = rangeX,
            YRange = rangeY,
            Value = new Axis("density") { Minimum = 0, Maximum = highest > 0 ? highest : 1 },
            Values = values,
            Width = ChartWidth,
            Height = ChartHeight,
        };
        var section = report.Section("Density");
        var learned = Map("Density of the flow", density);
        if (truth is null)
        {
            section.Figure(learned);
        }
        else
        {
            section.Columns(part => part.Figure(learned), part => part.Figure(Map("Density of the law itself", truth)));
        }

        var samples = model.Sample(ShownPoints, new RandomStream(model.Provenance.Seed, "report"));
        int shown = Math.Min(ShownPoints, data.Rows);
        ScatterChart Points(string title, IEnumerable<double> across, IEnumerable<double> up) => new()
        {
            Title = title,
            X = x,
            Y = y,
            Series = [new ScatterSeries(title, [.. across], [.. up])],
            MarkerRadius = 1.3,
            Width = ChartWidth,
            Height = ChartHeight,
        };
        report.Section("Samples").Columns(
            part => part.Figure(Points(
                "Samples of the flow", Enumerable.Range(0, ShownPoints).Select(n => (double)samples.Row(n)[0]), Enumerable.Range(0, ShownPoints).Select(n => (double)samples.Row(n)[1]))),
            part => part.Figure(Points(
                "Data", Enumerable.Range(0, shown).Select(n => data.Row(n)[0]), Enumerable.Range(0, shown).Select(n => data.Row(n)[1]))));
        Layers(report.Section("Layer by layer"), model);
        return report;
    }

    private static void Figures(ReportSection section, FlowModel model, PointData data, ToyLaw? law)
    {
        var figure = model.Score(model.RowsOf(data)).Summary;
        var key = new List<KeyFigure> { new(
                NumberText.Fixed(figure.Mean, 3), "log-likelihood, nats per point", $"standard error {NumberText.Fixed(figure.StandardError, 3)}; {data.Name}") };
        if (law is not null)
            key.Add(new KeyFigure(NumberText.Fixed(Truth(law, data), 3), "the law itself on the same points", law.Description));
        if (law?.Entropy is { } entropy)
            key.Add(new KeyFigure(NumberText.Fixed(-entropy, 3), "minus the entropy of the law", "no model's expectation is above it"));
        section.KeyFigures(key);
    }

    /// <summary>The mean of log p of a law over points, nats.</summary>
    /// <param name="law">The law.</param>
    /// <param name="data">Points of the plane.</param>
    public static double Truth(ToyLaw law, PointData data)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(data);
        return Enumerable.Range(0, data.Rows).Average(n => law.LogDensity(data.Row(n)[0], data.Row(n)[1]));
    }

    private static (double From, double To) Range(PointData data, int column, ToyLaw? law)
    {
        if (law is not null)
            return law.Extent;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int n = 0; n < data.Rows; n++)
            (low, high) = (Math.Min(low, data.Row(n)[column]), Math.Max(high, data.Row(n)[column]));
        double room = 0.05 * (high - low);
        return high > low ? (low - room, high + room) : (low - 1, high + 1);
    }

    private static double[,] Density((double From, double To) x, (double From, double To) y, Func<PointData, double[]> logDensity)
    {
        var points = new double[2 * GridCells * GridCells];
        for (int i = 0; i < GridCells * GridCells; i++)
        {
            points[2 * i] = x.From + (x.To - x.From) * (i % GridCells + 0.5) / GridCells;
            points[2 * i + 1] = y.From + (y.To - y.From) * (i / GridCells + 0.5) / GridCells;
        }
        double[] values = logDensity(new PointData("grid", ["x", "y"], points));
        var grid = new double[GridCells, GridCells];
        for (int i = 0; i < values.Length; i++)
            grid[i / GridCells, i % GridCells] = Math.Exp(values[i]);
        return grid;
    }

    private static void Layers(ReportSection section, FlowModel model)
    {
        section.Paragraph((RichText)(
            "A square grid of latent coordinates, and what each layer on the way to the data makes of it. Lines drawn close together are where the flow puts mass; a line that is bent is a coordinate driven by the other."));
        // The shift by the means, which standardization has made 0, changes nothing to be seen.
        var stages = model.Flow.DecodeByLayers(Grid());
        stages = [.. stages.Where((stage, i) => i == 0 || !stage.Rows.AsSpan().SequenceEqual(stages[i - 1].Rows.AsSpan()))];
        for (int first = 0; first < stages.Count; first += 2)
        {
            var charts = stages.Skip(first).Take(2).Select((stage, i) => Chart(first + i, stage.Layer, stage.Rows)).ToList();
            section.Columns([.. charts.Select(chart => (Action<ReportSection>)(part => part.Figure(chart)))]);
        }
    }

    // Lines of equal first coordinate, then lines of equal second coordinate.
    private static Tensor Grid()
    {
        var grid = Tensor.Zeros(2 * LinesEachWay * PointsOnLine, 2);
        for (int line = 0; line < 2 * LinesEachWay; line++)
        {
            for (int i = 0; i < PointsOnLine; i++)
            {
                float at = (float)(LatentReach * (2.0 * (line % LinesEachWay) / (LinesEachWay - 1) - 1)), along = (float)(LatentReach * (2.0 * i / (PointsOnLine - 1) - 1));
                var row = grid.Row(line * PointsOnLine + i);
                (row[0], row[1]) = line < LinesEachWay ? (at, along) : (along, at);
            }
        }
        return grid;
    }

    private static LineChart Chart(int number, string layer, Tensor rows)
    {
        LineSeries Lines(string name, int first)
        {
            var (x, y) = (new List<double>(), new List<double>());
            for (int line = first; line < first + LinesEachWay; line++)
            {
                for (int i = 0; i < PointsOnLine; i++)
                {
                    x.Add(rows.Row(line * PointsOnLine + i)[0]);
                    y.Add(rows.Row(line * PointsOnLine + i)[1]);
                }
                // A gap before the next line.
                x.Add(double.NaN);
                y.Add(double.NaN);
            }
            return new LineSeries(name, x, y) { Markers = false };
        }

        return new LineChart
        {
            Title = number == 0 ? "Latent coordinates" : $"After layer {number} ({layer})",
            X = new Axis("first"),
            Y = new Axis("second"),
            Series = [Lines("first fixed", 0), Lines("second fixed", LinesEachWay)],
            Width = ChartWidth,
            Height = ChartHeight,
        };
    }
}
