using System.Text.Json.Nodes;
using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.TestSupport;
using Pushforward.Training;

namespace Pushforward.Tests.Autoencoders;

public class VaeModelTests
{
    private static readonly VaeOptions Small = new()
    {
        Architecture = new() { Hidden = [16], Latent = 3 },
        ScoreSamples = 20,
        Training = new() { Epochs = 12, BatchSize = 20, AverageDecay = 0.9, Rate = 5e-3, Patience = 0, Seed = 4 },
    };

    private static readonly VaeOptions Longer = Small with { Training = Small.Training with { Epochs = 40, Rate = 0.02 } };

    [Fact]
    public void Bounds_stand_in_the_order_that_theory_gives_them()
    {
        var (model, _) = Fit(BarImages.Draw(240, 4), Longer with { Architecture = new() { Hidden = [16], Latent = 6 } });
        var rows = new BitRows(BarImages.Draw(240, 4).ToBits(DataSplit.Train, new() { Seed = 9 }).Bits);
        // Over several draws of everything, for the noise of a bound not to hide what lies between it and the next.
        double Bound(int samples) => Enumerable.Range(0, 20).Average(
            seed => new LikelihoodEstimator(model.Vae, samples).Estimate(rows, new RandomStream(seed, "bound")).LogLikelihood.Average());
        var estimate = new LikelihoodEstimator(model.Vae, 2000).Estimate(rows, new RandomStream(4, "estimate"));
        double[] ladder = [estimate.Elbo.Average(), Bound(5), Bound(50), estimate.LogLikelihood.Average()];
        Assert.True(ladder.Zip(ladder.Skip(1)).All(pair => pair.First < pair.Second), string.Join(" < ", ladder));
        // Draws are never worth more than they are many.
        Assert.All(estimate.EffectiveSampleSize, size => Assert.InRange(size, 1, 2000));
    }

    [Fact]
    public void Training_improves_and_its_curve_and_figures_have_the_parts_of_the_bound()
    {
        var (model, result) = Fit(BarImages.Draw(240, 4), Small);
        Assert.True(result.Best!.ValidationLoss < result.Epochs[0].ValidationLoss);
        foreach (var epoch in result.Epochs)
        {
            var terms = epoch.ValidationTerms!;
            Assert.Equal(terms["ELBO"], terms["reconstruction"] - terms["divergence"], 1e-4);
            Assert.Equal(-epoch.ValidationLoss, terms["ELBO"], 1e-4);
        }
        var figure = model.Provenance.Figures[DataSplit.Validation];
        Assert.Equal((LikelihoodEstimate.ImportanceSampled, 20, "stochastically binarised, seed 4"), (figure.Estimate, figure.Samples, figure.Representation));
        Assert.InRange(figure.EffectiveSampleSize!.Value, 1, 20);
        Assert.Equal(-result.Best.ValidationLoss, figure.Elbo!.Value, 0.3);
        Assert.True(figure.Elbo.Value < figure.Mean);
        Assert.Equal(3, model.Usage.Divergence.Count);
        Assert.Equal(figure.Elbo.Divergence, model.Usage.TotalDivergence, 1e-4);
        Assert.False(model.Usage.IsCollapsed);
    }

    [Fact]
    public void A_collapsed_posterior_is_reported()
    {
        var (model, _) = Fit(BarImages.Draw(240, 4), Longer with { Objective = new() { Beta = 100, KlWarmUp = 0 } });
        Assert.True(model.Usage.IsCollapsed);
        Assert.Contains("prior", model.Details()["collapsed"]!.ToString());
    }

    [Fact]
    public void The_number_of_threads_does_not_show()
    {
        var rows = new BitRows(BarImages.Draw(100, 4).ToBits(DataSplit.Train).Bits);
        var seen = new List<(int[] Weights, double[] Scores)>();
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var team = new ThreadTeam(threads);
            var vae = new Vae(Small.Architecture, 16, 0, new RandomStream(1, "weights"));
            new Trainer(new VaeTrainable(vae, new VaeObjective { Samples = 3 }, 1), rows, rows, Small.Training with { Epochs = 2 }, team).Run();
            var estimates = new LikelihoodEstimator(vae, 30, team).Estimate(rows, new RandomStream(2, "importance"));
            seen.Add(([.. vae.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits)], [.. estimates.LogLikelihood, .. estimates.EffectiveSampleSize]));
        }
        Assert.All(seen, run => Assert.Equal(seen[0].Weights, run.Weights));
        Assert.All(seen, run => Assert.Equal(seen[0].Scores, run.Scores));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_that_was_stopped_gives_the_bits_of_one_that_was_not(int samples)
    {
        using var folder = new TemporaryFolder();
        var options = Small with { Conditional = true, Objective = new() { Samples = samples } };
        var data = BarImages.Draw(120, 4);
        var (whole, _) = Fit(data, options);
        var store = new CheckpointStore(folder.Path);
        using var cancel = new CancellationTokenSource();
        var first = new VaeTraining(data, options, checkpoints: store).Run(new At(3, cancel), cancel.Token);
        Assert.Equal(TrainingStopReason.Interrupted, first.StopReason);
        var training = new VaeTraining(data, options, checkpoints: store);
        training.Restore(store.Latest()!);
        var resumed = training.Finish(training.Run());
        Assert.Equal(
            whole.Vae.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits), resumed.Vae.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(whole.Provenance.Figures[DataSplit.Validation], resumed.Provenance.Figures[DataSplit.Validation]);
    }

    [Fact]
    public void A_conditional_model_draws_the_class_it_is_asked_for()
    {
        // Class 0 is dark and class 1 is bright, whatever the code.
        var (model, _) = Fit(BarImages.Draw(240, 4), Longer with { Conditional = true });
        double Brightness(int? label) => model.Sample(200, new RandomStream(1, "sample"), SampleKind.Draws, label).Values.Average();
        Assert.True(Brightness(0) < 0.35, $"{Brightness(0)}");
        Assert.True(Brightness(1) > 0.65, $"{Brightness(1)}");
        Assert.InRange(Brightness(null), 0.4, 0.6);
        Assert.All(model.Sample(5, new RandomStream(1, "sample")).Values, value => Assert.True(value is 0 or 1));
        Assert.Contains(model.Sample(5, new RandomStream(1, "sample"), SampleKind.Means).Values, value => value is > 0 and < 1);
        Assert.Contains("label: expected a class from 0 to 1, got 2", Assert.Throws<ArgumentException>(() => model.Sample(1, new RandomStream(1, "s"), SampleKind.Draws, 2)).Message);
        Assert.Contains("given the label", model.Provenance.Representation);
    }

    [Fact]
    public void A_sample_is_its_own_row_whatever_is_drawn_beside_it()
    {
        var (model, _) = Fit(BarImages.Draw(60, 4), Small with { Training = Small.Training with { Epochs = 1 } });
        Assert.Equal(model.Sample(3, new RandomStream(5, "sample")).Values, model.Sample(700, new RandomStream(5, "sample")).Values[..(3 * 16)]);
    }

    [Theory]
    [InlineData(ObservationKind.Bernoulli, LayerKind.Gated, true)]
    [InlineData(ObservationKind.DiscretizedLogistic, LayerKind.Residual, false)]
    public void A_saved_model_scores_and_samples_as_before(ObservationKind observation, LayerKind layers, bool conditional)
    {
        using var folder = new TemporaryFolder();
        var data = BarImages.Draw(60, 4);
        var options = Small with { Architecture = new() { Hidden = [8, 8], Latent = 2, Observation = observation, Layers = layers }, Conditional = conditional };
        var (model, _) = Fit(data, options with { Training = Small.Training with { Epochs = 2 } });
        model.Save(folder.File("model.safetensors"));
        var loaded = Assert.IsType<VaeModel>(ModelKinds.Load(folder.File("model.safetensors")));
        Assert.Equal(model.Score(data, DataSplit.Train, 7, rows: 10).PerRow, loaded.Score(data, DataSplit.Train, 7, rows: 10).PerRow);
        Assert.Equal(model.Sample(5, new RandomStream(1, "sample")).Values, loaded.Sample(5, new RandomStream(1, "sample")).Values);
        Assert.Equal(model.Config().ToJsonString(), loaded.Config().ToJsonString());
        Assert.Equal(model.Details().ToJsonString(), loaded.Details().ToJsonString());
        Assert.Equal(model.Provenance.Figures[DataSplit.Train], loaded.Provenance.Figures[DataSplit.Train]);
        Assert.Equal(model.Usage.Rows, loaded.Usage.Rows);
        Assert.Equal(observation == ObservationKind.Bernoulli ? null : 256, loaded.Provenance.GrayLevels);
    }

    [Fact]
    public void A_file_that_holds_something_else_is_refused()
    {
        var file = Fit(BarImages.Draw(60, 4), Small with { Training = Small.Training with { Epochs = 1 }, Conditional = true }).Model.ToFile();

        void Refused(ModelFile changed, string says) => Assert.Contains(says, Assert.Throws<InvalidDataException>(() => VaeModel.FromFile(changed)).Message);

        ModelFile With(string option, JsonNode value)
        {
            var config = file.Config.DeepClone().AsObject();
            config[option] = value;
            return file with { Config = config };
        }

        ModelFile Replaced(string name, NamedTensor tensor) => file with { Tensors = [.. file.Tensors.Select(other => other.Name == name ? tensor : other)] };

        Refused(With("latent", 0), "latent");
        Refused(With("latent", 1_000_000), "latent.divergence");
        Refused(With("hidden", new JsonArray(1_000_000)), "encoder.0.weight");
        Refused(With("hidden", "many"), "damaged");
        Refused(With("layers", "woven"), "damaged");
        Refused(With("samples", 5), "'iwae'");
        Refused(With("conditional", "maybe"), "damaged");
        Refused(Replaced("class-counts", new NamedTensor("class-counts", [1], new long[] { 3 })), "class-counts");
        Refused(Replaced("class-counts", new NamedTensor("class-counts", [3], new long[] { 1, 1, 1 })), "encoder.0.weight");
        Refused(file with { Tensors = [.. file.Tensors.Where(tensor => tensor.Name != "observation.bias")] }, "observation.bias");
        Refused(file with { Kind = "nice" }, "kind");
    }

    [Fact]
    public void What_cannot_be_trained_on_or_scored_is_refused()
    {
        var unlabeled = new ImageDataset("unlabeled", new ImageSet(4, 4, new byte[60 * 16]));
        Assert.Contains("needs the label", Assert.Throws<InvalidDataException>(() => new VaeTraining(unlabeled, Small with { Conditional = true })).Message);
        var one = new ImageDataset("one", new ImageSet(4, 4, new byte[60 * 16], new byte[60]));
        Assert.Contains("two classes", Assert.Throws<InvalidDataException>(() => new VaeTraining(one, Small with { Conditional = true })).Message);
        var (model, _) = Fit(BarImages.Draw(60, 4), Small with { Conditional = true, Training = Small.Training with { Epochs = 1 } });
        Assert.Contains("needs the label", Assert.Throws<InvalidDataException>(() => model.Score(unlabeled, DataSplit.Train, 5)).Message);
        Assert.Contains("16 columns", Assert.Throws<InvalidDataException>(() => model.Score(BarImages.Draw(60, 3), DataSplit.Train, 5)).Message);
        Assert.Contains("samples:", Assert.Throws<ArgumentException>(() => model.Score(BarImages.Draw(60, 4), DataSplit.Train, 0)).Message);
        Assert.Contains("rows:", Assert.Throws<ArgumentException>(() => model.Score(BarImages.Draw(60, 4), DataSplit.Train, 5, rows: 0)).Message);
        var other = Small with { Conditional = true, Architecture = new() { Hidden = [17], Latent = 3 } };
        Assert.Contains("parameter 'encoder.0.weight'", Assert.Throws<ArgumentException>(() => new VaeTraining(BarImages.Draw(60, 4), other, start: model)).Message);
    }

    [Fact]
    public void Training_by_the_tighter_bound_can_begin_with_a_trained_model()
    {
        var data = BarImages.Draw(120, 4);
        var (model, result) = Fit(data, Small);
        var options = Small with { Objective = new() { Samples = 5 }, Training = Small.Training with { Epochs = 1, Rate = 1e-4 } };
        var epoch = new VaeTraining(data, options, start: model).Run().Epochs[0];
        Assert.Equal("iwae", VaeModel.KindOf(options));
        // Close to where the other left off, and its bound is above the ELBO.
        Assert.Equal(result.Best!.ValidationTerms!["ELBO"], epoch.ValidationTerms!["ELBO"], 0.3);
        Assert.True(epoch.ValidationTerms["IWAE-5"] > epoch.ValidationTerms["ELBO"]);
    }

    private static (VaeModel Model, TrainingResult Result) Fit(Dataset data, VaeOptions options)
    {
        var training = new VaeTraining(data, options);
        var result = training.Run();
        return (training.Finish(result), result);
    }

    private sealed class At(int epoch, CancellationTokenSource cancel) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed?.Epoch == epoch)
                cancel.Cancel();
        }
    }
}
