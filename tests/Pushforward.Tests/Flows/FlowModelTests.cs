using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Flows;
using Pushforward.Models;
using Pushforward.Numerics;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.TestSupport;
using Pushforward.Training;

namespace Pushforward.Tests.Flows;

public class FlowModelTests
{
    private static readonly NiceOptions Small = new()
    {
        Couplings = 2,
        Hidden = [12],
        Training = new() { Epochs = 6, BatchSize = 20, WeightDecay = 0.1, AverageDecay = 0.9, Rate = 3e-3, Seed = 4 },
    };

    private static readonly RealNvpOptions Beyond = new() { Couplings = 1, Hidden = [12], NeighborsHidden = [8], Components = 2, Bins = 4, Training = Small.Training };

    [Fact]
    public void Training_improves_on_its_start_and_names_what_its_figures_are()
    {
        var data = Images(120, 4);
        var (model, result) = Fit(data, Small);
        Assert.Equal((100, 20), (model.Provenance.Rows, model.Provenance.Figures[DataSplit.Validation].Rows));
        Assert.True(result.Best!.ValidationLoss < result.Epochs[0].ValidationLoss);
        var figure = model.Provenance.Figures[DataSplit.Validation];
        // Other noise than in training, so not to the last digit.
        Assert.Equal(-result.Best.ValidationLoss, figure.Mean, 0.1);
        Assert.Equal(8 - figure.Mean / (16 * Math.Log(2)), figure.BitsPerDimension, 1e-12);
        Assert.Equal(LikelihoodEstimate.LowerBound, figure.Estimate);
        Assert.Equal("256 gray levels with uniform noise of seed 4, density on [0,1]^16: exact for the noisy points, a lower bound for the levels", figure.Representation);
    }

    public static TheoryData<FlowOptions> Kinds => new()
    {
        Small with { Prior = FlowPrior.Normal },
        Beyond,
        Beyond with { Coupling = FlowCoupling.Affine, Arrangement = FlowArrangement.Alternating, Couplings = 2 },
        Beyond with { Coupling = FlowCoupling.Spline, Marginals = false, Logit = 0.05 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_saved_model_scores_and_samples_as_before(FlowOptions options)
    {
        using var folder = new TemporaryFolder();
        var data = Images(60, 3);
        var (model, _) = Fit(data, options);
        model.Save(folder.File("model.safetensors"));
        var loaded = Assert.IsType<FlowModel>(ModelKinds.Load(folder.File("model.safetensors")));
        Assert.Equal(model.Score(data, DataSplit.Train).PerRow, loaded.Score(data, DataSplit.Train).PerRow);
        Assert.Equal(model.Sample(5, new RandomStream(1, "sample")).Values, loaded.Sample(5, new RandomStream(1, "sample")).Values);
        Assert.Equal(model.Config().ToJsonString(), loaded.Config().ToJsonString());
        Assert.Equal(model.Provenance.Figures[DataSplit.Train], loaded.Provenance.Figures[DataSplit.Train]);
        Assert.Equal((256, new ImageShape(3, 3)), (loaded.Provenance.GrayLevels, loaded.Provenance.Image!.Value));
        Assert.Throws<ArgumentException>(() => loaded.Sample(1, new RandomStream(1, "sample"), SampleKind.Means));
        Assert.All(loaded.Sample(50, new RandomStream(1, "sample")).Values, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Moving_images_has_a_part_in_training_alone()
    {
        var data = Images(120, 4);
        var (model, moved) = Fit(data, Small with { Shift = 1 });
        var (_, still) = Fit(data, Small);
        Assert.NotEqual(still.Epochs[0].TrainLoss, moved.Epochs[0].TrainLoss);
        var file = model.ToFile();
        Assert.Equal(1, FlowModel.FromFile(file).Options.Shift);
        var config = file.Config.DeepClone().AsObject();
        config["shift"] = 0;
        Assert.Equal(FlowModel.FromFile(file with { Config = config }).Score(data, DataSplit.Train).Summary, model.Score(data, DataSplit.Train).Summary);
    }

    [Fact]
    public void A_file_that_holds_something_else_is_refused()
    {
        var file = Fit(Images(60, 3), Small).Model.ToFile();

        void Refused(ModelFile changed, string says) => Assert.Contains(says, Assert.Throws<InvalidDataException>(() => FlowModel.FromFile(changed)).Message);

        ModelFile With(string option, JsonNode value)
        {
            var config = file.Config.DeepClone().AsObject();
            config[option] = value;
            return file with { Config = config };
        }

        Refused(With("couplings", 3), "coupling.2.0.weight");
        Refused(With("couplings", 1), "couplings");
        Refused(With("hidden", new JsonArray(1_000_000, 1_000_000)), "coupling.0.0.weight");
        Refused(With("hidden", "many"), "damaged");
        Refused(With("prior", "cauchy"), "damaged");
        Refused(With("shift", -1), "shift");
        Refused(file with { Tensors = [.. file.Tensors.Where(tensor => tensor.Name != "log-scale")] }, "log-scale");
        Refused(file with { Tensors = [.. file.Tensors.Select(tensor => tensor.Name == "mean" ? new NamedTensor("mean", [2], new double[2]) : tensor)] }, "mean");
        Refused(file with { Tensors = [.. file.Tensors.Select(tensor => tensor.Name == "deviation" ? new NamedTensor("deviation", [9], new double[9]) : tensor)] }, "deviation");
        Refused(file with { Kind = "mixture" }, "kind");
        // A NICE is no RealNVP, whatever its file is called.
        Refused(file with { Kind = "realnvp" }, "coupling.0.0.weight");
    }

    [Fact]
    public void A_file_whose_frequencies_are_damaged_or_missing_is_refused()
    {
        var file = Fit(Images(60, 3), Beyond).Model.ToFile();
        var frequencies = file.Double("frequencies", 9, 256);

        void Refused(string says, params NamedTensor[] instead) => Assert.Contains(says, Assert.Throws<InvalidDataException>(() => FlowModel.FromFile(
            file with { Tensors = [.. file.Tensors.Where(tensor => tensor.Name != "frequencies"), .. instead] })).Message);

        Refused("frequencies");
        Refused("frequencies", new NamedTensor("frequencies", [9, 2], new double[18]));
        Refused("greater than 0, got 0", new NamedTensor("frequencies", [9, 256], new double[9 * 256]));
        Refused("not a number", new NamedTensor("frequencies", [9, 256], frequencies.Select((value, i) => i == 7 ? double.NaN : value).ToArray()));
        Refused("greater than 0", new NamedTensor("frequencies", [9, 256], frequencies.Select((value, i) => i == 7 ? double.PositiveInfinity : value).ToArray()));
    }

    [Fact]
    public void Constant_images_cost_a_flow_with_marginals_next_to_nothing()
    {
        var blank = new ImageDataset("blank", new ImageSet(4, 4, new byte[60 * 16]));
        // What the pseudo-count gives to levels never seen is all there is to lose.
        double most = 16 * Math.Log(256), loss = 16 * Math.Log(1 + 1 / 50.0);
        Assert.InRange(Fit(blank, Beyond with { Coupling = FlowCoupling.Affine }).Model.Provenance.Figures[DataSplit.Train].Mean, most - 2 * loss, most);
    }

    [Fact]
    public void What_a_flow_cannot_be_trained_on_is_refused()
    {
        Assert.Contains("cannot hold 1 of 1 rows out", Assert.Throws<ArgumentException>(() => new FlowTraining(Images(1, 4), Small)).Message);
        Assert.Contains("batch: 20 is more than the 9 rows", Assert.Throws<ArgumentException>(() => new FlowTraining(Images(10, 4), Small)).Message);
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => new FlowTraining(Images(60, 1), Small)).Message);
        var (model, _) = Fit(Images(60, 3), Small);
        Assert.Contains("9 columns", Assert.Throws<InvalidDataException>(() => model.Score(Images(60, 4), DataSplit.Train)).Message);
    }

    [Fact]
    public void Constant_images_are_learned_and_a_rate_beyond_all_reason_is_a_numerical_failure()
    {
        var blank = new ImageDataset("blank", new ImageSet(4, 4, new byte[60 * 16]));
        var (model, _) = Fit(blank, Small);
        // Each pixel's density lies on an interval of 1/256, whose uniform law would give log 256 a pixel.
        Assert.InRange(model.Provenance.Figures[DataSplit.Train].Mean, 0.9 * 16 * Math.Log(256), 16 * Math.Log(256));

        var wild = Small with { Training = Small.Training with { Rate = 1e12, WeightDecay = 0, WarmUpSteps = 0, Recoveries = 2 } };
        var error = Assert.Throws<NumericalException>(() => new FlowTraining(Images(120, 4), wild).Run());
        Assert.Contains("2 times", error.Message);
    }

    private static (FlowModel Model, TrainingResult Result) Fit(Dataset data, FlowOptions options)
    {
        var training = new FlowTraining(data, options);
        var result = training.Run();
        return (training.Finish(result).Model, result);
    }

    // Neighbors alike, so that there is something to learn; the corner is always dark.
    private static ImageDataset Images(int rows, int side)
    {
        var random = new RandomStream(8, "images");
        var pixels = new byte[rows * side * side];
        for (int n = 0; n < rows; n++)
        {
            int tone = random.NextInt32(200);
            for (int d = 1; d < side * side; d++)
                pixels[n * side * side + d] = (byte)(tone + random.NextInt32(40));
        }
        return new ImageDataset("tones", new ImageSet(side, side, pixels));
    }
}
