using Pushforward.Comparison;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Mixtures;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Comparison;

public sealed class ModelComparisonTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    private ComparisonOptions Options => new()
    {
        Samples = 500,
        SampleSeeds = 2,
        CacheFolder = _cache.Path,
        Classifier = ImageClassifierOptions.Quick with { Hidden = [32, 16] },
    };

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void More_components_are_nearer_to_real_rows_by_every_figure_that_can_be_trusted()
    {
        var data = TinyShapes.Data();
        ComparedModel[] models = [new("one", TinyShapes.Mixture(data, 1)), new("twenty", TinyShapes.Mixture(data, 20))];
        var result = ModelComparison.Run(models, data, Options);

        SampleFigures one = result.Samples[0], twenty = result.Samples[1];
        // Twenty components are about as many as there are shapes, so they may be as near as training rows are.
        Assert.True(result.Floor!.Frechet.Mean < one.Frechet.Mean / 2 && twenty.Frechet.Mean < one.Frechet.Mean / 2);
        Assert.True(twenty.KernelMmd.Mean < one.KernelMmd.Mean);
        Assert.True(twenty.Coverage.Mean > one.Coverage.Mean);
        Assert.True(one.TwoSampleAccuracy.Mean > result.Floor.TwoSampleAccuracy.Mean + 4 * one.TwoSampleStandardError);
        // One component is a law of independent pixels, and both figures come from as many rows.
        Assert.Equal(1, one.Frechet.Mean / result.Ceiling!.Frechet.Mean, tolerance: 0.25);
        Assert.Equal("twenty", result.Bits!.Entries[0].Model);
        Assert.True(result.Bits.Pairs[0].IsProven);
        Assert.StartsWith("Take twenty", result.Recommendation[0]);
        Assert.Null(result.Gray);
        Assert.Empty(result.Notes);
        // Of three classes, seen through pixels that are tossed.
        Assert.True(result.Classifier!.Accuracy > 0.9);
    }

    [Fact]
    public void A_machine_that_hands_out_training_rows_is_flagged_and_training_rows_are_not()
    {
        var data = TinyShapes.Data();
        var result = ModelComparison.Run([new("copies", new CopyMachine(data)), new("five", TinyShapes.Mixture(data, 5))], data, Options);
        Assert.True(result.SamplesOf("copies")!.Memorization.IsFlagged);
        Assert.False(result.SamplesOf("five")!.Memorization.IsFlagged);
        Assert.False(result.Floor!.Memorization.IsFlagged);
        Assert.Contains(result.Recommendation, sentence => sentence.StartsWith("Warning") && sentence.Contains("copies"));
        Assert.Contains("copies gives no likelihood of bits", string.Join(' ', result.Notes));
    }

    [Fact]
    public void Models_of_other_sizes_are_left_out_with_the_reason()
    {
        var data = TinyShapes.Data();
        var table = Table(12);
        var result = ModelComparison.Run([new("fits", TinyShapes.Mixture(data, 2)), new("table", TableModel(table, 2))], data, Options);
        Assert.Equal("fits", Assert.Single(result.Models).Name);
        Assert.Contains("table of 12 columns", Assert.Single(result.LeftOut).Reason);
        Assert.Contains(result.Notes, note => note.StartsWith("There is one model only"));
        var none = Assert.Throws<InvalidDataException>(() => ModelComparison.Run([new("table", TableModel(table, 2))], data, Options));
        Assert.Contains("none of the models can be compared", none.Message);
    }

    [Fact]
    public void Without_labels_principal_components_stand_in_for_a_classifier()
    {
        var data = TinyShapes.Data(labels: false);
        var result = ModelComparison.Run([new("two", TinyShapes.Mixture(data, 2))], data, Options);
        Assert.Null(result.Classifier);
        Assert.Contains(result.Notes, note => note.Contains("no labels"));
        Assert.Contains("principal components", result.Features);
        Assert.NotEmpty(result.Samples);
    }

    [Fact]
    public void Fewer_rows_than_features_and_labels_of_one_class_are_said()
    {
        var data = TinyShapes.Data(train: 300, test: 110);
        var options = Options with { Samples = 100, Classifier = ImageClassifierOptions.Quick with { Hidden = [16, 130] } };
        var result = ModelComparison.Run([new("two", TinyShapes.Mixture(data, 2))], data, options);
        Assert.Contains(result.Notes, note => note.Contains("fewer rows (100) than features (130)"));
        Assert.All(result.Samples, figures => Assert.True(double.IsFinite(figures.Frechet.Mean)));

        var images = TinyShapes.Images(300, 1);
        var same = new ImageDataset("shapes", new Dictionary<DataSplit, Func<CancellationToken, ImageSet>>
        {
            [DataSplit.Train] = _ => new ImageSet(TinyShapes.Side, TinyShapes.Side, images.Pixels.ToArray(), new byte[300]),
            [DataSplit.Test] = _ => TinyShapes.Images(110, 2, labels: false),
        });
        Assert.Contains(ModelComparison.Run([new("two", TinyShapes.Mixture(same, 2))], same, options).Notes, note => note.Contains("has one class only"));
    }

    [Fact]
    public void Few_rows_are_compared_by_likelihood_alone()
    {
        var data = TinyShapes.Data(train: 200, test: 40);
        var result = ModelComparison.Run([new("one", TinyShapes.Mixture(data, 1)), new("two", TinyShapes.Mixture(data, 2))], data, Options);
        Assert.Empty(result.Samples);
        Assert.Contains(result.Notes, note => note.Contains("at least 100"));
        Assert.Equal(2, result.Bits!.Entries.Count);
    }

    [Fact]
    public void Tables_are_compared_column_by_column()
    {
        var data = Table(12);
        var result = ModelComparison.Run([new("one", TableModel(data, 1)), new("two", TableModel(data, 2))], data, Options);
        SampleFigures one = result.Samples[0], two = result.Samples[1];
        Assert.True(two.Calibration!.CorrelationError < one.Calibration!.CorrelationError / 2);
        // 500 rows leave a deviation of √(2 / 4 / 500) = 0.03 in the difference of two shares.
        Assert.InRange(one.Calibration.MarginalError, 0, 0.06);
        Assert.Equal("two", result.Bits!.Entries[0].Model);
        Assert.Equal("the columns themselves", result.Features);
    }

    [Fact]
    public void Data_and_binarizations_other_than_those_of_the_fit_are_noted()
    {
        var data = TinyShapes.Data();
        var model = TinyShapes.Mixture(data, 2);
        var options = Options with { Binarization = new BinarizationOptions { Method = Binarization.Threshold } };
        var result = ModelComparison.Run([new("two", model)], TinyShapes.Data(name: "others"), options);
        Assert.Contains(result.Notes, note => note.Contains("trained on 'shapes'") && note.Contains("'others'"));
        Assert.Contains(result.Notes, note => note.Contains("disadvantage"));
        Assert.Equal("thresholded at one half", result.Representation);
    }

    [Fact]
    public void Nothing_to_compare_and_two_of_one_name_are_refused()
    {
        var data = TinyShapes.Data();
        var model = TinyShapes.Mixture(data, 1);
        Assert.Throws<ArgumentException>(() => ModelComparison.Run([], data, Options));
        Assert.Throws<ArgumentException>(() => ModelComparison.Run([new("a", model), new("a", model)], data, Options));
        Assert.Throws<ArgumentException>(() => ModelComparison.Run([new("a", model)], data, Options with { Samples = 5 }));
    }

    private static TableDataset Table(int columns)
    {
        string Rows(int rows, long seed) => string.Join('\n', Enumerable.Range(0, rows).Select(n =>
        {
            var random = new RandomStream(seed, "table", 0, n);
            bool first = random.NextDouble() < 0.4;
            return string.Join(',', Enumerable.Range(0, columns).Select(d => random.NextDouble() < (first == (d % 2 == 0) ? 0.85 : 0.15) ? 1 : 0));
        })) + "\n";
        using var folder = new TemporaryFolder();
        string train = Path.Combine(folder.Path, "survey.train.data"), test = Path.Combine(folder.Path, "survey.test.data");
        File.WriteAllText(train, Rows(1000, 1));
        File.WriteAllText(test, Rows(600, 2));
        var dataset = (TableDataset)DataSource.Open(folder.Path);
        dataset.ToBits(DataSplit.Train);
        dataset.ToBits(DataSplit.Test);
        return dataset;
    }

    private static BernoulliMixtureModel TableModel(Dataset data, int components) => BernoulliMixtureModel.Fit(
        data, new BernoulliMixtureOptions { Components = components, Restarts = 2 }, new BinarizationOptions()).Model;

    /// <summary>Draws training rows as they are.</summary>
    private sealed class CopyMachine(Dataset data) : TrainedModel(TinyShapes.Mixture(data, 1).Provenance)
    {
        public override string Kind => "copies";

        public override long ParameterCount => 0;

        public override LikelihoodEstimate Estimate => LikelihoodEstimate.Exact;

        public override System.Text.Json.Nodes.JsonObject Config() => [];

        public override (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws)
        {
            var train = PointSet.Of(data.ToBits(DataSplit.Train, Provenance.Binarization).Bits);
            var rows = train.Pick([.. Enumerable.Range(0, count).Select(n => random.At(0, n).NextInt32(train.Rows))]);
            return new SampleSet(count, rows.Columns, rows.Values, kind, Provenance.Image);
        }

        public override ModelFile ToFile() => throw new NotSupportedException();
    }
}
