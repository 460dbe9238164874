using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Tests.Mixtures;

public class StreamedMixtureTests
{
    private static readonly TableOptions Table = new() { MissingToken = "?", Weights = "weight" };

    [Theory]
    [InlineData(BitCodes.BlockRows + 1_000, true, MixtureEmission.Auto, MixturePrecision.Single, 1)]
    [InlineData(BitCodes.BlockRows + 1_000, false, MixtureEmission.Auto, MixturePrecision.Double, 3)]
    [InlineData(3_000, true, MixtureEmission.Auto, MixturePrecision.Auto, 2)]
    [InlineData(3_000, false, MixtureEmission.Bernoulli, MixturePrecision.Auto, 2)]
    [InlineData(3_000, true, MixtureEmission.Categorical, MixturePrecision.Auto, 3)]
    public void A_streamed_survey_gives_the_model_of_memory(int rows, bool weighted, MixtureEmission emission, MixturePrecision precision, int threads)
    {
        using var folder = new TestSupport.TemporaryFolder();
        string train = folder.File("train.csv"), test = folder.File("test.csv");
        File.WriteAllText(train, SurveyTables.Text(rows, 1));
        File.WriteAllText(test, SurveyTables.Text(500, 2));
        // Weights are a column or nothing; columns of two levels alone are for Bernoullis.
        var table = Table with
        {
            Weights = weighted ? "weight" : null,
            Columns = emission == MixtureEmission.Bernoulli ? ["owns", "smokes", "always"] : ["smokes", "owns", "colour", "age", "always"],
        };
        var options = new BernoulliMixtureOptions
        {
            Components = 3,
            Restarts = 2,
            MaxIterations = 4,
            Tolerance = 0,
            Precision = precision,
            ShortRuns = 2,
            StepwisePasses = 1,
            Seed = 5,
        };
        var stored = new MixtureFitting(DataSource.Open(train, null, test, new DataOptions { Table = table }), new BinarizationOptions(), emission).Fit(options);

        using var team = new ThreadTeam(threads);
        using var first = TableBitSource.Open(train, table, emission.Levels());
        using var second = TableBitSource.Open(test, table with { Schema = first.Schema }, emission.Levels());
        var streamed = StreamedMixture.Fit(first, options, new Dictionary<DataSplit, IBitSource> { [DataSplit.Test] = second }, emission, team: team);

        AssertSame(stored, streamed);
        Assert.NotNull(streamed.Model.Figures);
        Assert.Equal(emission == MixtureEmission.Bernoulli, streamed.Model is BernoulliMixtureModel);
        // Scored again, and whom each row belongs to.
        var set = DataSource.Open(test, new DataOptions { Table = table with { Schema = first.Schema } });
        var (perRow, summary) = stored.Model.Score(set, DataSplit.Train);
        var again = streamed.Model.Score(second, team);
        Assert.Equal(perRow, again.PerRow);
        Assert.Equal(summary, again.Summary);
        Assert.Equal(summary, streamed.Model.Summarize(second, team));
        Assert.Equal(stored.Model.Responsibilities(stored.Model.Answers(set, DataSplit.Train).Answers), streamed.Model.Responsibilities(second, team).SelectMany(row => row));
    }

    [Fact]
    public void Held_out_rows_stop_a_streamed_fit_where_they_stop_one_in_memory()
    {
        using var folder = new TestSupport.TemporaryFolder();
        string train = folder.File("train.csv"), validation = folder.File("validation.csv");
        File.WriteAllText(train, SurveyTables.Text(200, 1));
        // No 'owns' is missing here, so that columns lie otherwise than in the training rows.
        File.WriteAllText(validation, SurveyTables.Text(150, 2).Replace(",,", ",1,"));
        var options = new BernoulliMixtureOptions { Components = 6, Restarts = 2, Patience = 2, PriorStrength = 0, Tolerance = 0, MaxIterations = 200 };
        var set = DataSource.Open(train, validation, null, new DataOptions { Table = Table });
        var stored = new MixtureFitting(set, new BinarizationOptions()).Fit(options, earlyStopping: true);
        Assert.Equal(EmStopReason.Validation, stored.BestRestart.StopReason);

        using var first = TableBitSource.Open(train, Table);
        using var second = TableBitSource.Open(validation, Table with { Schema = first.Schema });
        var held = new Dictionary<DataSplit, IBitSource> { [DataSplit.Validation] = second };
        AssertSame(stored, StreamedMixture.Fit(first, options, held, earlyStopping: true));
        Assert.Contains("no validation split", Assert.Throws<ArgumentException>(() => StreamedMixture.Fit(first, options, earlyStopping: true)).Message);
    }

    [Fact]
    public void A_fit_holds_no_more_than_a_few_blocks_and_asks_for_no_larger_ones()
    {
        var watched = new Watched(new Source(BitSamples.TwoGroups(6 * BitCodes.BlockRows + 9, 3, 4)));
        StreamedMixture.Fit(watched, new BernoulliMixtureOptions { Components = 2, Restarts = 1, MaxIterations = 2, Tolerance = 0, StepwisePasses = 1 });
        Assert.Equal(BitCodes.BlockRows, watched.MostRows);
        // The block that is walked, the one that is read beside it, and one that the collector has not seen go.
        Assert.InRange(watched.MostAlive, 1, 3);
    }

    [Fact]
    public void More_components_than_distinct_rows_are_refused()
    {
        var bits = new BitMatrix(1000, 2);
        for (int row = 0; row < 1000; row += 2)
            bits[row, 1] = true;
        var error = Assert.Throws<ArgumentException>(() => StreamedMixture.Fit(new Source(bits), new BernoulliMixtureOptions { Components = 3 }));
        Assert.Contains("expected at most 2, as many as test rows has different rows, got 3", error.Message);
    }

    [Fact]
    public void Rows_of_other_levels_and_laws_that_do_not_suit_are_refused()
    {
        using var folder = new TestSupport.TemporaryFolder();
        string path = folder.File("train.csv"), other = folder.File("other.csv");
        File.WriteAllText(path, "A,B\n0,x\n1,y\n0,z\n1,x\n");
        File.WriteAllText(other, "A,B\n0,x\n1,y\n");
        using var rows = TableBitSource.Open(path);
        using var fewer = TableBitSource.Open(other);
        var options = new BernoulliMixtureOptions { Components = 2 };
        Assert.Contains("other numbers of levels", Assert.Throws<InvalidDataException>(
            () => StreamedMixture.Fit(rows, options, new Dictionary<DataSplit, IBitSource> { [DataSplit.Test] = fewer })).Message);
        Assert.Contains("law of two levels", Assert.Throws<InvalidDataException>(() => StreamedMixture.Fit(rows, options, emission: MixtureEmission.Bernoulli)).Message);
        Assert.Contains(nameof(CategoricalMixtureTrainer), Assert.Throws<ArgumentException>(() => BernoulliMixtureTrainer.Fit(rows, options)).Message);
        Assert.Contains("other levels", Assert.Throws<ArgumentException>(() => StreamedMixture.LogProb(AnswerSamples.RandomMixture(2, [2, 2], 1), rows)).Message);
    }

    [Fact]
    public void A_streamed_fit_that_is_told_to_stop_gives_what_there_is()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var fit = StreamedMixture.Fit(new Source(BitSamples.TwoGroups(100, 8, 4)), new BernoulliMixtureOptions { Components = 2 }, cancellation: stopped.Token);
        Assert.Equal(EmStopReason.Interrupted, Assert.Single(fit.Restarts).StopReason);
        Assert.Equal("interrupted", fit.Model.Provenance.StopReason);
    }

    [Theory]
    [InlineData(MixturePrecision.Single, 20)]
    [InlineData(MixturePrecision.Double, 3)]
    public void A_stream_gives_the_same_bits_as_memory(MixturePrecision precision, int components)
    {
        // More than one block, the second short; the stream is read on another number of threads.
        var data = BitSamples.TwoGroups(BitCodes.BlockRows + 1_000, 20, 4);
        var options = new BernoulliMixtureOptions
        {
            Components = components,
            Restarts = 2,
            MaxIterations = 3,
            Tolerance = 0,
            Precision = precision,
            ShortRuns = 2,
            StepwisePasses = 1,
        };
        var stored = BernoulliMixtureTrainer.Fit(data, options);
        using var team = new ThreadTeam(3);
        var streamed = StreamedMixture.Fit(new Source(data), options, team: team);
        var mixture = ((BernoulliMixtureModel)streamed.Model).Mixture;
        Assert.Equal(stored.Model.Means.ToArray(), mixture.Means.ToArray());
        Assert.Equal(stored.Model.Weights.ToArray(), mixture.Weights.ToArray());
        Assert.Equal(stored.BestRestart.Objective, streamed.BestRestart.Objective);
        Assert.Equal(stored.Model.LogProb(data), StreamedMixture.LogProb(mixture, new Source(data)));
        var train = streamed.Model.Provenance.Figures[DataSplit.Train];
        Assert.Equal(data.Rows, train.Rows);
        Assert.Equal(stored.Model.LogProb(data).Average(), train.Mean, 1e-9);
    }

    [Fact]
    public void An_error_of_the_source_reaches_the_caller_as_it_was()
    {
        var data = BitSamples.TwoGroups(100, 8, 4);
        var error = Assert.Throws<InvalidDataException>(
            () => BernoulliMixtureTrainer.Fit(new Source(data) { FailsFrom = 50 }, new BernoulliMixtureOptions { Components = 2 }));
        Assert.Contains("row 50", error.Message);
    }

    [Fact]
    public void Streams_without_rows_or_of_another_width_are_refused()
    {
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(
            () => BernoulliMixtureTrainer.Fit(new Source(new BitMatrix(0, 4)), new BernoulliMixtureOptions())).Message);
        Assert.Contains("has 4", Assert.Throws<ArgumentException>(
            () => StreamedMixture.LogProb(BitSamples.RandomMixture(2, 3, 1), new Source(new BitMatrix(1, 4)))).Message);
    }

    private sealed class Source(BitMatrix data) : IBitSource
    {
        public int FailsFrom { get; init; } = int.MaxValue;

        public string Name => "test rows";

        public int Rows => data.Rows;

        public BitLayout Layout { get; } = BitLayout.OfBits(data.Columns);

        public BitMatrix Read(int firstRow, int count)
        {
            if (firstRow + count > FailsFrom)
                throw new InvalidDataException($"row {FailsFrom}: the file ends.");
            var rows = new BitMatrix(count, data.Columns);
            for (int i = 0; i < count; i++)
                data.Row(firstRow + i).CopyTo(rows.MutableRow(i));
            return rows;
        }
    }
    // Everything that a fit leaves, but for where the rows came from and how long it took.
    private static void AssertSame(MixtureFit stored, MixtureFit streamed)
    {
        Assert.Equal(stored.Restarts.Select(restart => (restart.StopReason, restart.Returned)), streamed.Restarts.Select(restart => (restart.StopReason, restart.Returned)));
        Assert.Equal(stored.Restarts.SelectMany(restart => restart.Iterations), streamed.Restarts.SelectMany(restart => restart.Iterations));
        Assert.Equal((stored.Best, stored.Precision), (streamed.Best, streamed.Precision));
        var (expected, actual) = (stored.Model.ToFile(), streamed.Model.ToFile());
        Assert.Equal(expected.Tensors.Select(tensor => tensor.Name), actual.Tensors.Select(tensor => tensor.Name));
        foreach (var (a, b) in expected.Tensors.Zip(actual.Tensors))
            Assert.Equal(Values(a.Array), Values(b.Array));
        Assert.Equal(expected.Config.ToJsonString(), actual.Config.ToJsonString());
        Assert.Equal(expected.Figures.ToJsonString(), actual.Figures.ToJsonString());
        Assert.Equal(expected.Preprocessing.ToJsonString(), actual.Preprocessing.ToJsonString());
    }

    private static double[] Values(StoredArray array) => array.Type == ElementType.Int64 ? Array.ConvertAll(array.ToInt64(), value => (double)value) : array.ToDouble();

    /// <summary>Watches how much is asked for, and how many blocks that were handed out are still held when another is.</summary>
    private sealed class Watched(IBitSource source) : IBitSource
    {
        private readonly List<WeakReference> _blocks = [];

        public int MostRows { get; private set; }

        public int MostAlive { get; private set; }

        public string Name => source.Name;

        public int Rows => source.Rows;

        public BitLayout Layout => source.Layout;

        public BitMatrix Read(int firstRow, int count)
        {
            var bits = source.Read(firstRow, count);
            if (count == 1)
                return bits;
            GC.Collect();
            _blocks.Add(new WeakReference(bits));
            MostRows = Math.Max(MostRows, count);
            MostAlive = Math.Max(MostAlive, _blocks.Count(block => block.IsAlive));
            return bits;
        }
    }
}
