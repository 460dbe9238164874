using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Tests.Training;

public class TrainerTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 4, BatchSize = 16, WarmUpSteps = 5, AverageDecay = 0.9, Rate = 0.01, Seed = 7 };

    private static MatrixRows Train => TinyTrainable.Rows(100, "train");

    private static MatrixRows Validation => TinyTrainable.Rows(30, "validation");

    [Fact]
    public void Losses_go_down_and_the_curve_tells()
    {
        var model = new TinyTrainable();
        var trainer = new Trainer(model, Train, Validation, Options with { Epochs = 30 });
        double before = trainer.Evaluate(Validation);
        var result = trainer.Run();
        Assert.Equal(TrainingStopReason.Epochs, result.StopReason);
        Assert.Equal(Enumerable.Range(1, 30), result.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(30 * 7, result.Steps);
        Assert.True(result.Best!.ValidationLoss < before / 2, $"{before} -> {result.Best.ValidationLoss}");
        Assert.Equal(result.Epochs.Min(epoch => epoch.ValidationLoss), result.Best.ValidationLoss);
        Assert.Equal(result.Best.ValidationLoss, trainer.Evaluate(Validation));
        Assert.Equal(1e-4, result.Epochs[^1].Rate, 5e-5);
    }

    [Fact]
    public void Terms_of_the_losses_are_averaged_over_the_rows_of_each_epoch()
    {
        var model = new TinyTrainable();
        model.Spoil = (batch, real) =>
        {
            batch.Report("half", real / 2);
            batch.Report("progress", Tensor.Full(real.Shape, batch.Progress));
            return real;
        };
        var epochs = new Trainer(model, Train, Validation, Options).Run().Epochs;
        for (int i = 0; i < epochs.Count; i++)
        {
            var (train, validation) = (epochs[i].TrainTerms!, epochs[i].ValidationTerms!);
            Assert.Equal(epochs[i].TrainLoss / 2, train["half"], 1e-6);
            Assert.Equal(epochs[i].ValidationLoss / 2, validation["half"], 1e-6);
            // Seven batches of 14 or 15 rows, the first at i / 4 of the run, the last a seventh of an epoch before (i + 1) / 4.
            Assert.Equal((i + 3.0 / 7) / 4, train["progress"], 0.002);
            Assert.Equal(1, validation["progress"], 1e-12);
        }
        Assert.Null(new Trainer(new TinyTrainable(), Train, Validation, Options).Run().Epochs[0].TrainTerms);
    }

    [Fact]
    public void The_rate_stays_up_until_its_descent_begins()
    {
        var rates = new Trainer(new TinyTrainable(), Train, Validation, Options with { Epochs = 10, DecayStart = 0.4, WarmUpSteps = 0 }).Run().Epochs.Select(epoch => epoch.Rate).ToArray();
        Assert.All(rates[..4], rate => Assert.Equal(0.01, rate));
        Assert.All(rates[4..].Zip(rates[3..]), pair => Assert.True(pair.First < pair.Second));
        Assert.InRange(rates[^1], 1e-4, 2e-4);
    }

    [Fact]
    public void The_best_weights_are_kept_and_patience_ends_training()
    {
        // Validation losses as given, whatever the weights: best in epoch 3.
        double[] losses = [5, 4, 2, 3, 3, 2.5, 9, 9];
        var model = new TinyTrainable();
        var seen = new List<float[]>();
        model.Spoil = (batch, real) =>
        {
            if (!batch.IsEvaluation)
                return real;
            seen.Add(model.Parameters.Values.ToArray());
            return Tensor.Full(real.Shape, losses[seen.Count - 1]);
        };
        var result = new Trainer(model, Train, Validation, Options with { Epochs = 100, Patience = 3 }).Run();
        Assert.Equal(TrainingStopReason.Patience, result.StopReason);
        Assert.Equal([true, true, true, false, false, false], result.Epochs.Select(epoch => epoch.Best));
        Assert.Equal(3, result.Best!.Epoch);
        Assert.Equal(seen[2], model.Parameters.Values.ToArray());
    }

    [Fact]
    public void Without_patience_training_goes_on()
    {
        var model = new TinyTrainable();
        int evaluations = 0;
        model.Spoil = (batch, real) => batch.IsEvaluation ? Tensor.Full(real.Shape, ++evaluations) : real;
        var result = new Trainer(model, Train, Validation, Options with { Epochs = 9, Patience = 0 }).Run();
        Assert.Equal((9, 1), (result.Epochs.Count, result.Best!.Epoch));
    }

    [Fact]
    public void Minutes_end_an_epoch_early_and_it_still_counts()
    {
        var result = new Trainer(new TinyTrainable(), Train, Validation, Options with { Epochs = null, Minutes = 1e-9 }).Run();
        Assert.Equal(TrainingStopReason.Minutes, result.StopReason);
        Assert.Equal(1, Assert.Single(result.Epochs).Steps);
        Assert.True(result.Best is not null);
    }

    [Fact]
    public void A_nan_sends_training_back_to_the_best_weights_at_half_the_rate()
    {
        var model = new TinyTrainable();
        int bad = 0;
        model.Spoil = (batch, real) => !batch.IsEvaluation && batch.Step == 17 && bad++ < 2 ? (real - 1e6).Log() : real;
        var notes = new Notes();
        var result = new Trainer(model, Train, Validation, Options with { Decay = RateDecay.Constant }).Run(notes);

        // Steps 0 to 6 are epoch 1, 7 to 13 epoch 2: step 17 is the fourth batch of epoch 3.
        string note = Assert.Single(notes.All);
        Assert.Contains("epoch 3, batch 4 of 7: Log [", note);
        Assert.Contains("1 of 3", note);
        Assert.Equal([0, 0, 1, 1], result.Epochs.Select(epoch => epoch.Recoveries));
        Assert.Equal([0.01, 0.01, 0.005, 0.005], result.Epochs.Select(epoch => epoch.Rate));
        Assert.True(FiniteGuard.IndexOfNonFinite(model.Parameters.Values) < 0);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_found_too()
    {
        // A square root has a finite value and an infinite slope at 0.
        var model = new TinyTrainable { Spoil = (batch, real) => batch is { IsEvaluation: false, Step: 9 } ? real + (real * 0).Sqrt() : real };
        var error = Assert.Throws<NumericalException>(() => new Trainer(model, Train, Validation, Options with { Recoveries = 0 }).Run());
        Assert.Contains("epoch 2, batch 3 of 7: gradient of Sqrt", error.Message);
    }

    [Fact]
    public void A_batch_that_always_fails_ends_training_with_its_name_and_the_best_weights()
    {
        var model = new TinyTrainable();
        float[] best = [];
        model.Seen = batch => best = batch.IsEvaluation ? model.Parameters.Values.ToArray() : best;
        model.Spoil = (batch, real) => batch is { IsEvaluation: false, Epoch: 2 } ? real / 0.0 : real;
        var error = Assert.Throws<NumericalException>(() => new Trainer(model, Train, Validation, Options).Run());
        Assert.Contains("epoch 2, batch 1 of 7", error.Message);
        Assert.Contains("3 times", error.Message);
        Assert.Equal(best, model.Parameters.Values.ToArray());
    }

    [Fact]
    public void A_weight_that_runs_away_is_named()
    {
        var model = new TinyTrainable();
        model.Seen = batch =>
        {
            if (batch is { IsEvaluation: false, Step: 3 })
                model.Parameters["net.1.bias"].Values[2] = float.PositiveInfinity;
        };
        var error = Assert.Throws<NumericalException>(() => new Trainer(model, Train, Validation, Options with { Recoveries = 0 }).Run());
        Assert.Contains("parameter 'net.1.bias' [5]: element 2 is", error.Message);
    }

    [Fact]
    public void Noise_belongs_to_the_row_not_to_the_batch()
    {
        var draws = new Dictionary<(int Size, int Row), float>();
        foreach (int size in new[] { 10, 16 })
        {
            var model = new TinyTrainable();
            model.Seen = batch =>
            {
                for (int n = 0; n < batch.Index.Length && batch.Epoch == 1; n++)
                    draws[(size, batch.Index.Span[n])] = batch.Uniform(3).Row(n)[2];
            };
            _ = new Trainer(model, Train, Validation, Options with { Epochs = 1, BatchSize = size }).Run();
        }
        Assert.Equal(200, draws.Count);
        Assert.All(Enumerable.Range(0, 100), row => Assert.Equal(draws[(10, row)], draws[(16, row)]));
        Assert.Equal(100, draws.Values.Distinct().Count());
    }

    [Fact]
    public void A_warm_step_allocates_less_than_a_kilobyte()
    {
        // One thread, so that all there is to allocate is allocated where it is counted.
        using var team = new ThreadTeam(1);
        var model = new TinyTrainable();
        var allocated = new List<long>(1000);
        // Evaluations, of epoch 0, are no steps.
        model.Seen = batch => allocated.Add(batch.Epoch == 0 ? -1 : GC.GetAllocatedBytesForCurrentThread());
        new Trainer(model, TinyTrainable.Rows(256, "train"), Validation, Options with { Epochs = 5, BatchSize = 32 }, team).Run();
        int steps = 0;
        for (int i = allocated.Count / 2; i + 1 < allocated.Count; i++)
        {
            if (allocated[i] < 0 || allocated[i + 1] < 0)
                continue;
            Assert.InRange(allocated[i + 1] - allocated[i], 0, 1023);
            steps++;
        }
        Assert.True(steps >= 14, $"{steps} steps were measured");
    }

    [Fact]
    public void Constant_columns_are_learned_like_others()
    {
        var rows = new MatrixRows(Enumerable.Repeat(0.5f, 20 * TinyTrainable.Columns).ToArray(), TinyTrainable.Columns);
        var result = new Trainer(new TinyTrainable(), rows, rows, Options with { ClipNorm = 0.5, AverageDecay = 0 }).Run();
        Assert.True(double.IsFinite(result.Best!.ValidationLoss));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Rows_that_are_no_numbers_are_refused_by_place(float value)
    {
        var values = new float[20 * TinyTrainable.Columns];
        values[13 * TinyTrainable.Columns + 4] = value;
        var rows = new MatrixRows(values, TinyTrainable.Columns, "sick");
        var error = Assert.Throws<InvalidDataException>(() => new Trainer(new TinyTrainable(), rows, Validation, Options).Run());
        Assert.Contains("sick, row 13, column 4", error.Message);
    }

    [Fact]
    public void What_cannot_be_trained_on_is_refused()
    {
        var one = new MatrixRows(new float[TinyTrainable.Columns], TinyTrainable.Columns, "one");
        Assert.Contains("batch: 16 is more than the 1 rows", Assert.Throws<ArgumentException>(() => new Trainer(new TinyTrainable(), one, one, Options)).Message);
        Assert.Contains("one: cannot hold 1 of 1 rows out", Assert.Throws<ArgumentException>(() => RowSubset.HoldOut(one, 1, 0)).Message);
        var none = new MatrixRows(Array.Empty<float>(), TinyTrainable.Columns, "none");
        Assert.Contains("none: expected at least one row", Assert.Throws<ArgumentException>(() => new Trainer(new TinyTrainable(), one, none, Options)).Message);
        var narrow = new MatrixRows(new float[4], 2, "narrow");
        Assert.Contains("narrow: expected rows of 5", Assert.Throws<ArgumentException>(() => new Trainer(new TinyTrainable(), Train, narrow)).Message);
        Assert.Throws<ArgumentException>(() => new MatrixRows(new float[7], 2));
    }

    [Fact]
    public void A_single_row_can_be_trained_on()
    {
        var one = new MatrixRows(new float[] { 1, 2, 3, 4, 5 }, TinyTrainable.Columns, "one");
        Assert.Equal(4, new Trainer(new TinyTrainable(), one, one, Options with { BatchSize = null }).Run().Steps);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var wrong = new (TrainingOptions Options, string Name)[]
        {
            (new() { Epochs = null }, "epochs"),
            (new() { Epochs = 0 }, "epochs"),
            (new() { Minutes = 0 }, "minutes"),
            (new() { Minutes = double.NaN }, "minutes"),
            (new() { BatchSize = 0 }, "batch"),
            (new() { Rate = 0 }, "rate"),
            (new() { Rate = double.NaN }, "rate"),
            (new() { Rate = 0.5, WeightDecay = 2 }, "weight-decay"),
            (new() { WeightDecay = -1 }, "weight-decay"),
            (new() { AverageDecay = 1 }, "average-decay"),
            (new() { ClipNorm = 0 }, "clip-norm"),
            (new() { Patience = -1 }, "patience"),
            (new() { FinalRate = 2 }, "final-rate"),
        };
        foreach (var (options, name) in wrong)
            Assert.StartsWith(name + ":", Assert.Throws<ArgumentException>(options.Validate).Message);
        new TrainingOptions().Validate();
    }

    private sealed class Notes : IProgress<TrainingProgress>
    {
        public List<string> All { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.Note is { } note)
                All.Add(note);
        }
    }
}
