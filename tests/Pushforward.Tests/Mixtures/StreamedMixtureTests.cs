using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Tests.Mixtures;

public class StreamedMixtureTests
{
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

        public int Columns => data.Columns;

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
}
