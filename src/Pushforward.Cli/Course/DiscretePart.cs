using Pushforward.Cli.Terminal;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Expressions;
using Pushforward.Evaluation;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Cli.Course;

/// <summary>Invertible maps on bits: NOT, shift and XOR by hand, and a flow of such maps learned on the images made small.</summary>
internal sealed class DiscretePart(CourseContext context) : CoursePart(context)
{
    private const string Bits = "0110";
    private const int Side = 7, MostTrain = 10_000, MostTest = 2_000, Shown = 60, SheetColumns = 20;

    private static readonly (string Map, string What)[] Maps =
    [
        ("not", "every bit turned round"), ("shift(1)", "every bit one place to the right, the last to the front"), ("xor(0011)", "the last two bits turned round"),
        ("coupling(1---, 1)", "bit 1 flipped where bit 0 is one"), ("chain(not, shift(1), xor(0011))", "one after the other"),
    ];

    private readonly List<(string Map, string What, string Forward, string Inverse, bool IsBijective)> _maps = [];
    private DiscreteFlowModel _model = null!;
    private Dataset _small = null!;
    private LogLikelihood _tree = null!, _independent = null!;

    public override string Title => "Flows on bits";

    public override string Id => "discrete-flows";

    public override IReadOnlyList<CourseModel> Models => [new("discrete flow", _model, Folder.ModelPath)];

    public override string Finding =>
        $"On the images made small, {_model.Provenance.Columns} bits each, learned maps make held-out ones likelier by {NumberText.Fixed(Figure.Mean - _independent.Mean, 2)} nats than independent bits; exactly, and without a determinant.";

    public override string Command => string.Join('\n',
    [
        .. Maps.Select(map => $"pushforward discrete \"{map.Map}\" --bits {Bits}"),
        $"pushforward fit discrete-flow --data {SmallPath} --binarize threshold --layers {Options.Layers} --seed {Context.Seed} --out discrete-flow",
    ]);

    private RunFolder Folder => Context.Run("discrete-flow");

    private string SmallPath => Path.Combine(Context.Folder, "discrete-flow", "small.npz");

    private LogLikelihood Figure => _model.Provenance.Figures[DataSplit.Test];

    private DiscreteFlowOptions Options => new() { Layers = Context.IsQuick ? 40 : 200, Seed = Context.Seed };

    public override void Compute()
    {
        foreach (var (expression, what) in Maps)
        {
            var map = BitBijectionReader.Read(expression);
            ulong[] forward = BitText.Read("bits", Bits), inverse = [.. forward];
            map.Forward(forward, Bits.Length);
            map.Inverse(inverse, Bits.Length);
            bool isBijective = StateTable.Check(map, Bits.Length, new RandomStream(Context.Seed, "discrete")) is null;
            _maps.Add((expression, what, BitText.Of(forward, Bits.Length), BitText.Of(inverse, Bits.Length), isBijective));
        }
        Learn();
    }

    public override void Write(ReportSection section)
    {
        section.Paragraph(
            "A map of bits that is one to one has no Jacobian: points have no volume that could be stretched. It moves probabilities from row to row and changes none, so the change of variables loses its second factor:");
        section.Equation(RichText.Math("p(x) = p_H(f^{−1}(x))"));
        section.Table(new Table
        {
            Caption = $"Maps at {Bits}, bits counted from 0 at the left; all {1 << Bits.Length} rows were tried to see that no two meet.",
            Columns = ["Map", "What it does", "Forward", "Inverse", "One to one"],
            Rows = [.. _maps.Select(map => (IReadOnlyList<TableCell>)[RichText.Code(map.Map), map.What, RichText.Code(map.Forward), RichText.Code(map.Inverse), map.IsBijective ? "yes" : "no"])],
        });
        section.Paragraph(
            "NOT and shifts rename rows and columns; no dependence goes away by that. The coupling can do more. Take two bits that agree nine times in ten: 00 and 11 have 0.45 each, 01 and 10 have 0.05. Flip the second where the first is one, "
            + "and it is 1 one time in ten, whatever the first is. The four probabilities are the same, and now they factorize: as independent coins the two bits cost 0.693 + 0.693 nats before, and 0.693 + 0.325 after.");
        section.Subheading("Learned");
        section.Paragraph(
            $"A longer row takes many such maps. They are found by search, since no gradient passes through bits: each layer permutes the values of two or three columns where a decision tree over the others says so, and the one that makes the training rows likeliest under "
            + $"independent columns is taken. Here the images are shrunk to {Side} by {Side} pixels, {_model.Provenance.Rows:N0} of them to learn from, and {_model.Options.Layers} layers at most.");
        section.Table(new Table
        {
            Caption = $"Log-likelihood of {Figure.Rows:N0} small {DataSplit.Test.Word()} images, {Figure.Representation}. Exact.",
            Columns = ["Law", new TableColumn("Log-likelihood", "nats per image")],
            Rows =
            [
                ["independent bits", TableCell.Estimate(_independent.Mean, _independent.StandardError)],
                ["a tree: each bit depends on one other (Chow and Liu)", TableCell.Estimate(_tree.Mean, _tree.StandardError)],
                ["the discrete flow", TableCell.Estimate(Figure.Mean, Figure.StandardError)],
            ],
            Note = "These are other images than those of the models above, and the figures cannot be set beside theirs.",
        });
        var real = ((ImageDataset)_small).Images(DataSplit.Test, Context.Session.Stopping);
        int count = Math.Min(Shown, real.Rows);
        var samples = _model.Sample(count, new RandomStream(Context.Seed, "sample"));
        float[] pixels = [.. real.Slice(0, count).Pixels.ToArray().Select(pixel => pixel / 255f), .. samples.Values];
        section.Images(
            ImageSheet.Render(pixels, Side, Side, new ImageSheetOptions { Columns = SheetColumns, Scale = 4, Groups = [count, count] }),
            $"{count} small images, and below them {count} samples of the discrete flow",
            $"Above: the first {count} small images. Below: {count} samples, independent coins through the maps.");
    }

    private void Learn()
    {
        var session = Context.Session;
        string path = SmallPath;
        _ = Folder;
        NpzFile.Write(path, [Small("x_train", Context.Train, MostTrain), Small("x_test", Context.HeldOut, MostTest)]);
        _small = DataSource.Open(path, cancellation: session.Stopping);
        var binarization = new BinarizationOptions { Method = Binarization.Threshold, Seed = Context.Seed };
        var options = Options;
        var stamp = new CourseStamp(Folder, Context.Stamp(new() { ["layers"] = options.Layers, ["seed"] = options.Seed, ["side"] = Side }));
        if (stamp.Finished(session.Say) is DiscreteFlowModel kept)
        {
            session.Say($"discrete-flow: taken from {Folder.ModelPath}");
            _model = kept;
        }
        else
        {
            stamp.Begin();
            (_model, _) = session.WithProgress(
                $"Searching for a discrete flow on small images of {Context.Data.Name}",
                display => DiscreteFlowModel.Fit(_small, options, binarization, new LayerProgress(display, options.Layers!.Value), session.Stopping));
            session.Stopping.ThrowIfCancellationRequested();
            Folder.Save(_model, []);
        }
        BitMatrix train = _small.ToBits(DataSplit.Train, binarization).Bits, test = _small.ToBits(DataSplit.Test, binarization).Bits;
        LogLikelihood Of(double[] perRow) => LogLikelihood.Of(perRow, test.Columns, LikelihoodEstimate.Exact, Figure.Representation);
        _tree = Of(ChowLiuTree.Fit(train).LogProb(test));
        _independent = Of(Independent(train, test));
    }

    private static double[] Independent(BitMatrix train, BitMatrix test)
    {
        var logits = train.ColumnOnes().Select(ones => (One: Math.Log((ones + 1.0) / (train.Rows + 2.0)), Zero: Math.Log((train.Rows - ones + 1.0) / (train.Rows + 2.0)))).ToArray();
        return [.. Enumerable.Range(0, test.Rows).Select(n => Enumerable.Range(0, test.Columns).Sum(d => test[n, d] ? logits[d].One : logits[d].Zero))];
    }

    // A small pixel is ink if a quarter of what it covers is: strokes are thin.
    private static NamedTensor Small(string name, ImageSet images, int most)
    {
        int rows = Math.Min(images.Rows, most), full = 4 * byte.MaxValue;
        var pixels = new byte[rows * Side * Side];
        for (int n = 0; n < rows; n++)
        {
            var image = images.Row(n);
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    int top = y * images.Height / Side, left = x * images.Width / Side;
                    int bottom = Math.Max(top + 1, (y + 1) * images.Height / Side), right = Math.Max(left + 1, (x + 1) * images.Width / Side);
                    int sum = 0;
                    for (int i = top; i < bottom; i++)
                    {
                        for (int j = left; j < right; j++)
                            sum += image[i * images.Width + j];
                    }
                    if (16 * sum >= full * (bottom - top) * (right - left))
                        pixels[(n * Side + y) * Side + x] = byte.MaxValue;
                }
            }
        }
        return new NamedTensor(name, [rows, Side, Side], pixels);
    }

    private sealed class LayerProgress(IProgress<ProgressReport> display, int layers) : IProgress<LayerRecord>
    {
        public void Report(LayerRecord value) => display.Report(new ProgressReport(
            Math.Min(1, (double)value.Layer / layers), FormattableString.Invariant($"layer {value.Layer}, validation {value.Validation:F4} nats per row")));
    }
}
