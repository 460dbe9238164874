using System.Text.Json.Nodes;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;
using Pushforward.TestSupport;
using Pushforward.Training;

namespace Pushforward.Tests.Training;

public class ResumeTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 5,
        BatchSize = 16,
        WarmUpSteps = 9,
        AverageDecay = 0.95,
        WeightDecay = 0.5,
        ClipNorm = 1,
        Rate = 0.02,
        Seed = 5,
    };

    private static MatrixRows Train => TinyTrainable.Rows(100, "train");

    private static MatrixRows Validation => TinyTrainable.Rows(30, "validation");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_that_was_stopped_again_and_again_gives_the_bits_of_one_that_was_not(int threads)
    {
        using var team = new ThreadTeam(threads);
        using var folder = new TemporaryFolder();
        var (model, result) = Whole(team: team);
        // In the first epoch, at an epoch's first batch, in the middle, and in an evaluation.
        var (resumed, sittings) = InSittings(folder, batch => (batch.IsEvaluation, batch.Step) is (false, 3 or 7 or 18) or (true, 28), team);
        Assert.Equal(5, sittings.Count);
        Assert.All(sittings[..^1], sitting => Assert.Equal(TrainingStopReason.Interrupted, sitting.StopReason));
        AssertSame(model, result, resumed, sittings[^1]);
    }

    [Fact]
    public void Sums_of_terms_go_on_in_the_middle_of_an_epoch()
    {
        static Tensor Tell(Batch batch, Tensor real)
        {
            batch.Report("half", real / 2);
            return real;
        }
        using var folder = new TemporaryFolder();
        var (_, result) = Whole(Tell);
        var (_, sittings) = InSittings(folder, batch => batch is { IsEvaluation: false, Step: 10 }, null, Tell);
        Assert.Equal(2, sittings.Count);
        Assert.Equal(result.Epochs.Select(epoch => epoch.TrainTerms!["half"]), sittings[^1].Epochs.Select(epoch => epoch.TrainTerms!["half"]));
        Assert.Equal(result.Epochs[1].TrainTerms!["half"], Metrics(folder)[1]["trainTerms"]!["half"]!.GetValue<double>());
    }

    [Fact]
    public void The_number_of_threads_does_not_show()
    {
        using ThreadTeam one = new(1), two = new(2);
        var (first, firstResult) = Whole(team: one);
        var (second, secondResult) = Whole(team: two);
        AssertSame(first, firstResult, second, secondResult);
    }

    [Fact]
    public void A_step_back_after_a_nan_comes_out_the_same_too()
    {
        static Tensor Spoil(Batch batch, Tensor real) => batch is { IsEvaluation: false, Step: 17 } && batch.Index.Span[0] == FirstRowOfFourthBatch ? real / 0.0 : real;
        using var folder = new TemporaryFolder();
        var (model, result) = Whole(Spoil);
        Assert.Equal(1, result.Epochs[^1].Recoveries);
        var (resumed, sittings) = InSittings(folder, batch => batch is { IsEvaluation: false, Step: 16 or 19 }, null, Spoil);
        AssertSame(model, result, resumed, sittings[^1]);
    }

    [Fact]
    public void Metrics_hold_one_object_an_epoch_also_after_going_back_to_the_older_checkpoint()
    {
        using var folder = new TemporaryFolder();
        _ = InSittings(folder, batch => batch is { IsEvaluation: false, Step: 10 or 24 }, null, stopAfter: 2);
        Assert.Equal(3, Metrics(folder).Length);
        var store = new CheckpointStore(folder.Path);
        Assert.Equal(2, store.Paths.Count);
        File.Delete(store.Paths[0]);

        var (model, result) = Whole();
        var resumed = new TinyTrainable();
        var trainer = new Trainer(resumed, Train, Validation, Options) { Checkpoints = store };
        trainer.Restore(store.Latest()!);
        var last = trainer.Run();
        AssertSame(model, result, resumed, last);
        Assert.Equal(Enumerable.Range(1, 5), Metrics(folder).Select(line => line["epoch"]!.GetValue<int>()));
        Assert.Equal(last.Epochs.Select(epoch => epoch.ValidationLoss), Metrics(folder).Select(line => line["validationLoss"]!.GetValue<double>()));
        double[] seconds = [.. last.Epochs.Select(epoch => epoch.Seconds), last.Seconds];
        Assert.Equal(seconds.Order(), seconds);
    }

    [Fact]
    public void Two_checkpoints_are_kept_and_a_damaged_one_is_passed_over()
    {
        using var folder = new TemporaryFolder();
        var store = new CheckpointStore(folder.Path);
        _ = new Trainer(new TinyTrainable(), Train, Validation, Options with { CheckpointMinutes = 0 }) { Checkpoints = store }.Run();
        Assert.Equal(2, store.Paths.Count);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);

        byte[] bytes = File.ReadAllBytes(store.Paths[0]);
        bytes[^9] ^= 1;
        File.WriteAllBytes(store.Paths[0], bytes);
        var warnings = new List<string>();
        Assert.Equal(store.Paths[1], store.Latest(warnings.Add)!.Origin);
        Assert.Contains("checksum", Assert.Single(warnings));

        File.WriteAllBytes(store.Paths[1], []);
        Assert.Contains("no checkpoint is whole", Assert.Throws<InvalidDataException>(() => store.Latest()).Message);
        store.Clear();
        Assert.Empty(store.Paths);
        Assert.Null(store.Latest());
    }

    [Fact]
    public void A_checkpoint_of_something_else_is_refused_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        _ = InSittings(folder, batch => batch is { IsEvaluation: false, Step: 4 }, null, stopAfter: 1);
        var checkpoint = new CheckpointStore(folder.Path).Latest()!;

        void Refused(string says, TinyTrainable? model = null, TrainingOptions? options = null, IRowSource? train = null)
        {
            model ??= new();
            float[] before = model.Parameters.Values.ToArray();
            var trainer = new Trainer(model, train ?? Train, Validation, options ?? Options);
            string message = Assert.Throws<InvalidDataException>(() => trainer.Restore(checkpoint)).Message;
            Assert.Contains(says, message);
            Assert.Contains("checkpoint-000000005", message);
            Assert.Equal(before, model.Parameters.Values.ToArray());
        }

        Refused("parameter 'net.0.weight' is [5, 7] there and [5, 8] here", model: new(hidden: 8));
        Refused("it holds 20 tensors, and this model with its optimizer has 16", options: Options with { AverageDecay = 0 });
        Refused("seed 5, and this run has seed 6", options: Options with { Seed = 6 });
        Refused("other data", train: TinyTrainable.Rows(100, "another"));
        checkpoint = checkpoint with { Config = [] };
        Refused("says nothing of where training stood");
        checkpoint = checkpoint with { Config = new JsonObject { ["state"] = new JsonObject { ["epoch"] = 1 } } };
        Refused("missing");
    }

    [Fact]
    public void A_run_that_is_stopped_before_it_begins_leaves_its_first_weights()
    {
        using var folder = new TemporaryFolder();
        var model = new TinyTrainable();
        float[] first = model.Parameters.Values.ToArray();
        var result = new Trainer(model, Train, Validation, Options) { Checkpoints = new CheckpointStore(folder.Path) }.Run(cancellation: new CancellationToken(true));
        Assert.Equal((TrainingStopReason.Interrupted, 0L, null), (result.StopReason, result.Steps, result.Best));
        Assert.True(File.Exists(result.Checkpoint));
        Assert.Equal(first, model.Parameters.Values.ToArray());
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_an_error_and_leaves_the_earlier_ones()
    {
        using var folder = new TemporaryFolder();
        _ = InSittings(folder, batch => batch is { IsEvaluation: false, Step: 4 }, null, stopAfter: 1);
        var store = new CheckpointStore(folder.Path);
        string kept = Assert.Single(store.Paths);
        // A folder stands where the next one would go.
        Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, "checkpoint-000000001.safetensors"));
        var trainer = new Trainer(new TinyTrainable(), Train, Validation, Options with { CheckpointMinutes = 0 }) { Checkpoints = store };
        Assert.Throws<IOException>(() => trainer.Run());
        Assert.Equal([kept], store.Paths);
        Assert.NotNull(store.Latest());
    }

    // The rows of the fourth batch of epoch 3, in which step 17 falls the first time; after going back, step 17 is the first batch.
    private static int FirstRowOfFourthBatch => new BatchOrder(100, 16, Options.Seed, 3)[3].Span[0];

    private static (TinyTrainable Model, TrainingResult Result) Whole(Func<Batch, Tensor, Tensor>? spoil = null, ThreadTeam? team = null)
    {
        var model = new TinyTrainable { Spoil = spoil };
        return (model, new Trainer(model, Train, Validation, Options, team).Run());
    }

    // Every sitting has a new model and trainer, as another process would, and is stopped when a batch meets the condition that did not before.
    private static (TinyTrainable Model, List<TrainingResult> Sittings) InSittings(
        TemporaryFolder folder, Func<Batch, bool> stop, ThreadTeam? team, Func<Batch, Tensor, Tensor>? spoil = null, int stopAfter = int.MaxValue)
    {
        var store = new CheckpointStore(folder.Path);
        var stopped = new HashSet<(bool, long)>();
        var sittings = new List<TrainingResult>();
        while (true)
        {
            using var cancel = new CancellationTokenSource();
            var model = new TinyTrainable { Spoil = spoil };
            model.Seen = batch =>
            {
                if (stop(batch) && stopped.Add((batch.IsEvaluation, batch.Step)))
                    cancel.Cancel();
            };
            var trainer = new Trainer(model, Train, Validation, Options, team) { Checkpoints = store };
            if (store.Latest() is { } checkpoint)
                trainer.Restore(checkpoint);
            sittings.Add(trainer.Run(cancellation: cancel.Token));
            if (sittings[^1].StopReason != TrainingStopReason.Interrupted || sittings.Count == stopAfter)
                return (model, sittings);
        }
    }

    private static void AssertSame(TinyTrainable model, TrainingResult result, TinyTrainable other, TrainingResult otherResult)
    {
        Assert.Equal(model.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits), other.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(result.Epochs.Select(epoch => epoch with { Seconds = 0 }), otherResult.Epochs.Select(epoch => epoch with { Seconds = 0 }));
        Assert.Equal((result.StopReason, result.Steps), (otherResult.StopReason, otherResult.Steps));
    }

    private static JsonNode[] Metrics(TemporaryFolder folder) =>
        [.. File.ReadAllLines(System.IO.Path.Combine(folder.Path, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!)];
}
