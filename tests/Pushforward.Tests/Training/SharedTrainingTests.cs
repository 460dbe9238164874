using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;
using Pushforward.TestSupport;
using Pushforward.Training;

namespace Pushforward.Tests.Training;

public class SharedTrainingTests
{
    // Five blocks of parameters: two and three of two ranks, and of four ranks one has two.
    private const int Hidden = 12_500;

    private static readonly TrainingOptions Options = new()
    {
        Epochs = 2,
        BatchSize = 16,
        WarmUpSteps = 3,
        AverageDecay = 0.9,
        WeightDecay = 0.5,
        ClipNorm = 1,
        Rate = 0.01,
        Deterministic = true,
        Seed = 5,
    };

    private static MatrixRows Train => TinyTrainable.Rows(60, "train");

    private static MatrixRows Validation => TinyTrainable.Rows(20, "validation");

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Deterministic_ranks_have_the_bits_of_one(int size)
    {
        var (expected, alone) = Fit(SingleProcess.Instance, Options);
        Assert.Equal(5, (expected.Length + ParameterSet.BlockLength - 1) / ParameterSet.BlockLength);
        Assert.All(alone.Epochs, epoch => Assert.True(epoch.GradientNorm > Options.ClipNorm));
        foreach (var (weights, result) in ThreadRanks.Results(size, ranks => Fit(ranks, Options)))
        {
            Assert.Equal(expected, weights);
            Assert.Equal(alone.Epochs.Select(epoch => epoch with { Seconds = 0 }), result.Epochs.Select(epoch => epoch with { Seconds = 0 }));
        }
    }

    [Fact]
    public void Other_ranks_differ_from_one_by_rounding()
    {
        var options = Options with { Deterministic = false };
        var alone = Fit(SingleProcess.Instance, options).Result;
        var together = ThreadRanks.Results(3, ranks => Fit(ranks, options));
        // A gradient is a sum of some hundred numbers, of 24 bits each; steps of Adam turn its last bits into those of the rate where it is small.
        Assert.Equal(alone.Best!.ValidationLoss, together[0].Result.Best!.ValidationLoss, 1e-3 * alone.Best.ValidationLoss);
        Assert.All(together, rank => Assert.Equal(together[0].Weights, rank.Weights));
    }

    [Fact]
    public void A_training_is_stopped_by_some_ranks_and_gone_on_with_by_others()
    {
        var expected = Fit(SingleProcess.Instance, Options).Weights;
        using var folder = new TemporaryFolder();
        var store = new CheckpointStore(folder.Path);
        var stopped = ThreadRanks.Results(3, ranks => Fit(ranks, Options, store, stopBefore: ranks.Rank == 1 ? 2 : null));
        Assert.All(stopped, rank => Assert.Equal((TrainingStopReason.Interrupted, 3L), (rank.Result.StopReason, rank.Result.Steps)));
        Assert.Equal([true, false, false], stopped.Select(rank => rank.Result.Checkpoint is not null));
        var more = ThreadRanks.Results(2, ranks => Fit(ranks, Options, store, stopBefore: ranks.Rank == 0 ? 5 : null));
        Assert.Equal(6, more[1].Result.Steps);
        Assert.Equal(expected, Fit(SingleProcess.Instance, Options, store).Weights);
    }

    [Fact]
    public void A_rank_that_is_lost_leaves_a_checkpoint_to_go_on_from()
    {
        using var folder = new TemporaryFolder();
        var store = new CheckpointStore(folder.Path);
        var ends = ThreadRanks.Run(2, ranks => Fit(ranks, Options, store, failBefore: ranks.Rank == 1 ? 6 : null));
        Assert.IsType<InvalidOperationException>(ends[1].Failure);
        string message = Assert.IsType<CollectiveException>(ends[0].Failure).Message;
        Assert.Contains($"The checkpoint to go on from is {store.Paths[0]}", message);
        Assert.Equal(Fit(SingleProcess.Instance, Options).Weights, Fit(SingleProcess.Instance, Options, store).Weights);
    }

    [Fact]
    public void Ranks_go_back_together_when_a_gradient_is_not_finite()
    {
        // In the second batch of the second epoch the first time; the second time that batch is step 6.
        int row = new BatchOrder(60, 16, Options.Seed, 2)[1].Span[0];
        Tensor Spoil(Batch batch, Tensor real) => batch is { IsEvaluation: false, Step: 5 } && batch.Index.Span.Contains(row) ? real / 0.0 : real;
        var expected = Fit(SingleProcess.Instance, Options, spoil: Spoil);
        Assert.Equal(1, expected.Result.Epochs[^1].Recoveries);
        Assert.All(ThreadRanks.Results(2, ranks => Fit(ranks, Options, spoil: Spoil)), rank => Assert.Equal(expected.Weights, rank.Weights));
    }

    private static (float[] Weights, TrainingResult Result) Fit(
        ICollective ranks, TrainingOptions options, CheckpointStore? store = null, int? stopBefore = null, int? failBefore = null, Func<Batch, Tensor, Tensor>? spoil = null)
    {
        using var team = new ThreadTeam(1);
        using var cancel = new CancellationTokenSource();
        var model = new TinyTrainable(Hidden) { Spoil = spoil };
        model.Seen = batch =>
        {
            if (!batch.IsEvaluation && batch.Step == stopBefore)
                cancel.Cancel();
            if (!batch.IsEvaluation && batch.Step == failBefore)
                throw new InvalidOperationException("This rank is lost.");
        };
        var trainer = new Trainer(model, Train, Validation, options, team) { Ranks = ranks, Checkpoints = ranks.Rank == 0 ? store : null };
        if (store?.Latest() is { } checkpoint)
            trainer.Restore(checkpoint);
        var result = trainer.Run(cancellation: cancel.Token);
        return (model.Parameters.Values.ToArray(), result);
    }
}
