using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Evaluation;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Reports;

/// <summary>The page of a discrete flow: what each layer gained, the yardsticks beside it, and how its codes lose the dependence that the data have.</summary>
public static class DiscreteFlowReport
{
    private const int ImageCount = 24, ImageColumns = 12, MostTableRows = 24, MostHeatColumns = 40, CorrelationRows = 10_000;

    /// <summary>Writes the page's content.</summary>
    /// <param name="model">The flow.</param>
    /// <param name="fit">How it was found.</param>
    /// <param name="data">What on.</param>
    /// <param name="command">The command that makes this page.</param>
    public static ReportBuilder Build(DiscreteFlowModel model, DiscreteFlowFit fit, Dataset data, string command)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(data);
        var binarization = model.Provenance.Binarization;
        var train = data.ToBits(DataSplit.Train, binarization);
        var heldOut = data.Has(DataSplit.Test) ? data.ToBits(DataSplit.Test, binarization) : train;
        var tree = ChowLiuTree.Fit(train.Bits);
        var treeFigure = LogLikelihood.Of(tree.LogProb(heldOut.Bits), train.Columns, LikelihoodEstimate.Exact, train.Representation.Description);
        double independent = Independent(train.Bits, heldOut.Bits);
        var stages = Stages(fit, heldOut.Bits);

        var report = new ReportBuilder(
            $"A discrete flow on {data.Name}",
            $"{fit.Layers.Count} invertible {(fit.Layers.Count == 1 ? "map" : "maps")} on bits, found by search on {model.Provenance.Rows:N0} rows of {train.Columns} columns ({train.Representation.Description}).");
        Summary(report.Section("In short"), model, fit, heldOut, treeFigure, tree, independent, command);
        Layers(report.Section("Layer by layer"), fit);
        Dependence(report.Section("What becomes of dependence"), stages, train.Columns);
        if (model.Provenance.Image is { } image)
            Pictures(report.Section("Codes and samples"), model, stages, image);
        return report;
    }

    private static void Summary(
        ReportSection section, DiscreteFlowModel model, DiscreteFlowFit fit, BinaryData heldOut, LogLikelihood treeFigure, ChowLiuTree tree, double independent, string command)
    {
        var split = heldOut.Split;
        var figure = model.Provenance.Figures[split];
        section.KeyFigures(
            new KeyFigure(NumberText.WithError(figure.Mean, figure.StandardError), $"nats per row, {split.Word()}", "the flow"),
            new KeyFigure(NumberText.WithError(treeFigure.Mean, treeFigure.StandardError), $"nats per row, {split.Word()}", "a Chow-Liu tree"),
            new KeyFigure(NumberText.Compact(independent, 4), $"nats per row, {split.Word()}", "independent columns"));
        string codes = fit.Flow.Base.Components == 1 ? "independent columns" : $"a mixture of {fit.Flow.Base.Components} components";
        section.Paragraph(
            $"Each layer is a bijection: it gives every row a code, and no two rows the same. Rows have no volume, so no Jacobian enters, and the probability of a row is that of "
            + $"its code under the base, {codes}. All that a layer can do is move probability mass to where the base has room for it. Here that is worth "
            + $"{figure.Mean - independent:F2} nats per row over independent columns of the data themselves.");
        if (StatesEntropy(heldOut) is { } floor)
        {
            section.Paragraph(
                $"The {heldOut.Rows:N0} {split.Word()} rows have {floor.Distinct:N0} different values. Their own frequencies would score {NumberText.Compact(-floor.Entropy, 4)} nats: no law can do better on these rows, and "
                + "one that does as well has learned them by heart.");
        }
        section.Table(new Table
        {
            Caption = "Log-likelihood. Exact, not a bound.",
            Columns = ["Law", "Split", new TableColumn("Log-likelihood", "nats per row"), new TableColumn("Rows") { Decimals = 0 }, new TableColumn("Parameters") { Decimals = 0 }],
            Rows =
            [
                .. model.Provenance.Figures.OrderBy(f => f.Key).Select(f => (IReadOnlyList<TableCell>)[
                    "discrete flow", f.Key.Word(), TableCell.Estimate(f.Value.Mean, f.Value.StandardError), (double)f.Value.Rows, (double)model.ParameterCount]),
                ["Chow-Liu tree", split.Word(), TableCell.Estimate(treeFigure.Mean, treeFigure.StandardError), (double)treeFigure.Rows, (double)tree.ParameterCount],
                ["independent columns", split.Word(), independent, (double)heldOut.Rows, (double)heldOut.Columns],
            ],
            Note = "A flow's parameters are the whole numbers that write its map down, and the base's. After ± stands the standard error of the mean over rows.",
        });
        section.Command(command);
    }

    private static void Layers(ReportSection section, DiscreteFlowFit fit)
    {
        section.Paragraph(
            "Nats per row with columns of the code taken as independent, before any layer and after each. The search sees the training rows; the layers up to where the validation rows are likeliest are kept.");
        section.Figure(new LineChart
        {
            Title = "What the layers gain",
            X = new Axis("layers"),
            Y = new Axis("log-likelihood", "nats per row"),
            Series =
            [
                LineSeries.ByIndex("train", [.. fit.Curve.Select(layer => layer.Train)], first: 0),
                LineSeries.ByIndex("validation", [.. fit.Curve.Select(layer => layer.Validation)], first: 0),
            ],
        });
        // Early layers gain most: of many, the first and then ever sparser ones.
        int[] shown = [.. Enumerable.Range(0, fit.Curve.Count).Where(i => fit.Curve.Count <= MostTableRows || i < MostTableRows / 2 || i == fit.Curve.Count - 1
            || i % Math.Max(1, fit.Curve.Count * 2 / MostTableRows) == 0)];
        section.Details("The layers as a table", part => part.Table(new Table
        {
            Caption = shown.Length < fit.Curve.Count ? $"{shown.Length} of the {fit.Curve.Count - 1} layers." : "Every layer.",
            Columns = [new TableColumn("Layer") { Decimals = 0 }, "Map", new TableColumn("train", "nats") { Decimals = 4 }, new TableColumn("validation", "nats") { Decimals = 4 }],
            Rows = [.. shown.Select(i => (IReadOnlyList<TableCell>)[(double)fit.Curve[i].Layer, fit.Curve[i].Name, fit.Curve[i].Train, fit.Curve[i].Validation])],
        }));
    }

    private static void Dependence(ReportSection section, List<(string Name, BitMatrix Codes)> stages, int columns)
    {
        section.Paragraph("A factorised base can hold no dependence between columns, so the layers must take it away. Below, the mean absolute correlation over pairs of columns (constant ones left out), on held-out rows.");
        var correlations = stages.Select(stage => Correlations(stage.Codes)).ToArray();
        section.Figure(new BarChart
        {
            Title = "Mean |correlation| between columns",
            Categories = [.. stages.Select(stage => stage.Name)],
            Series = [new BarSeries("mean |correlation|", [.. correlations.Select(Mean)])],
            Value = new Axis("mean |correlation|"),
            Orientation = BarOrientation.Horizontal,
        });
        if (columns > MostHeatColumns)
            return;
        var shown = correlations.Select(WithoutDiagonal).ToArray();
        double largest = shown.SelectMany(map => map.Cast<double>()).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        section.Columns([.. new[] { 0, stages.Count - 1 }.Distinct().Select(i => (Action<ReportSection>)(part => part.Figure(new HeatMap
        {
            Title = $"|correlation|, {stages[i].Name}",
            X = new Axis("column"),
            Y = new Axis("column"),
            // One scale for both: what is left must look as small as it is.
            Value = new Axis("|correlation|") { Minimum = 0, Maximum = largest },
            Values = shown[i],
            XRange = (0, columns),
            YRange = (0, columns),
            Width = 480,
        })))]);
    }

    private static void Pictures(ReportSection section, DiscreteFlowModel model, List<(string Name, BitMatrix Codes)> stages, ImageShape image)
    {
        section.Paragraph(
            "The same images as the layers leave them. A flipped pixel is one that its tree did not foresee; what is left of a digit is the surprises. Where codes are sorted, "
            + "places are no longer pixels: the least sure bits come first, and all that is uncertain gathers in the upper lines.");
        foreach (var (name, codes) in stages)
        {
            int count = Math.Min(ImageCount, codes.Rows);
            section.Images(
                ImageSheet.Render(Pixels(codes, count), image.Height, image.Width, new ImageSheetOptions { Columns = ImageColumns }),
                $"{count} held-out images: {name}", $"The first {count}: {name}.");
        }
        section.Paragraph("New images: codes drawn from the base, decoded. Every bit that is not zero in a code is a surprise that the decoder works into the drawing.");
        var samples = model.Sample(5 * ImageColumns, new RandomStream(model.Provenance.Seed, "sample"));
        section.Images(
            ImageSheet.Render(samples.Values, image.Height, image.Width, new ImageSheetOptions { Columns = ImageColumns }),
            $"{samples.Rows} samples of the flow", $"{samples.Rows} samples: the first of the seed, not a selection.");
    }

    // The data, what flips alone leave of them, and the codes: after every layer, or after some of many.
    private static List<(string Name, BitMatrix Codes)> Stages(DiscreteFlowFit fit, BitMatrix rows)
    {
        var start = new BitMatrix(Math.Min(rows.Rows, CorrelationRows), rows.Columns);
        for (int n = 0; n < start.Rows; n++)
            rows.Row(n).CopyTo(start.MutableRow(n));
        var stages = new List<(string Name, BitMatrix Codes)> { ("the data", start) };
        var codes = start.Copy();
        int every = Math.Max(1, (fit.Layers.Count + 3) / 4);
        for (int i = 0; i < fit.Layers.Count; i++)
        {
            if (fit.Layers[i] is SequentialFlip { Slots: not null } sorted)
            {
                var unsorted = codes.Copy();
                new SequentialFlip(sorted.Predictor).Inverse(unsorted);
                stages.Add(($"layer {i + 1}, flips alone", unsorted));
            }
            fit.Layers[i].Inverse(codes);
            if ((i + 1) % every == 0 || i == fit.Layers.Count - 1)
                stages.Add((fit.Layers.Count == 1 ? "code" : $"after {i + 1} {(i == 0 ? "layer" : "layers")}", codes.Copy()));
        }
        return stages;
    }

    private static double[,] Correlations(BitMatrix rows)
    {
        int columns = rows.Columns;
        int[] ones = rows.ColumnOnes();
        var both = new int[columns, columns];
        var set = new List<int>(columns);
        for (int n = 0; n < rows.Rows; n++)
        {
            set.Clear();
            for (int c = 0; c < columns; c++)
            {
                if (rows[n, c])
                    set.Add(c);
            }
            foreach (int a in set)
            {
                foreach (int b in set)
                    both[a, b]++;
            }
        }
        var result = new double[columns, columns];
        for (int a = 0; a < columns; a++)
        {
            for (int b = 0; b < columns; b++)
            {
                double n = rows.Rows, variance = ones[a] / n * (1 - ones[a] / n) * (ones[b] / n) * (1 - ones[b] / n);
                result[a, b] = variance > 0 ? Math.Abs(both[a, b] / n - ones[a] / n * (ones[b] / n)) / Math.Sqrt(variance) : double.NaN;
            }
        }
        return result;
    }

    // A column's correlation with itself, 1, would leave the colours nothing to tell the others apart with.
    private static double[,] WithoutDiagonal(double[,] correlations)
    {
        var result = (double[,])correlations.Clone();
        for (int c = 0; c < result.GetLength(0); c++)
            result[c, c] = double.NaN;
        return result;
    }

    private static double Mean(double[,] correlations)
    {
        double sum = 0;
        int count = 0;
        for (int a = 0; a < correlations.GetLength(0); a++)
        {
            for (int b = 0; b < a; b++)
            {
                if (double.IsNaN(correlations[a, b]))
                    continue;
                sum += correlations[a, b];
                count++;
            }
        }
        return count > 0 ? sum / count : 0;
    }

    private static float[] Pixels(BitMatrix rows, int count)
    {
        var pixels = new float[count * rows.Columns];
        for (int n = 0; n < count; n++)
        {
            for (int c = 0; c < rows.Columns; c++)
                pixels[n * rows.Columns + c] = rows[n, c] ? 1 : 0;
        }
        return pixels;
    }

    private static double Independent(BitMatrix train, BitMatrix rows)
    {
        int[] ones = train.ColumnOnes(), found = rows.ColumnOnes();
        double sum = 0;
        for (int c = 0; c < ones.Length; c++)
        {
            double p = (ones[c] + 0.5) / (train.Rows + 1.0);
            sum += found[c] * Math.Log(p) + (rows.Rows - found[c]) * Math.Log(1 - p);
        }
        return sum / rows.Rows;
    }

    // The entropy of the rows' own frequencies, where rows are short enough to repeat.
    private static (double Entropy, int Distinct)? StatesEntropy(BinaryData data)
    {
        if (data.Columns > StateTable.MostColumns)
            return null;
        var counts = new Dictionary<ulong, int>();
        for (int n = 0; n < data.Rows; n++)
            counts[data.Bits.Row(n)[0]] = counts.GetValueOrDefault(data.Bits.Row(n)[0]) + 1;
        return (counts.Values.Sum(count => (double)count / data.Rows * Math.Log((double)data.Rows / count)), counts.Count);
    }
}
