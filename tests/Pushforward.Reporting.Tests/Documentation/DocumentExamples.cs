using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Data.Digits;
using Pushforward.Distributions;
using Pushforward.Divergences;
using Pushforward.Models;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Reporting.Tests.Documentation;

/// <summary>
/// Bodies of the pages' examples that take too long or need data that may not be there, so that at least they compile. <see cref="DocumentExampleTests"/> holds the pages to
/// them; examples that are also run are samples, or stand in tests of their own.
/// </summary>
internal static class DocumentExamples
{
    public static void Data()
    {
        var data = DataSource.Open("mnist");
        BinaryData test = data.ToBits(DataSplit.Test, new BinarizationOptions { Method = Binarization.Stochastic, Seed = 0 });
        // test.Bits, test.Representation, test.Image, test.Labels
    }

    public static void Digits(byte[] pixels)
    {
        var train = new DigitsSource(seed: 0, DataSplit.Train).Generate();   // ImageSet, 60,000 rows with labels
        var test = new DigitsSource(seed: 0, DataSplit.Test).Generate();     // 10,000 rows
        byte label = new DigitsSource().Draw(row: 123_456, pixels);          // any row by itself; the set has no end
        var sheet = new DigitsSource().Specimens(perClass: 20);              // what the picture shows
    }

    public static void Divergences()
    {
        var result = Divergence.KullbackLeibler(new Normal(0, 1), new Cauchy(0, 1));
        // result.Value = 0.2592445324888622, result.Kind = Quadrature, result.Error = 2e-14
    }

    public static void TrainingStep(Tensor x, int[] labels)
    {
        var parameters = new ParameterSet();
        var network = new Mlp(parameters, "network", [784, 512, 10], Activation.Relu, new RandomStream(seed: 1, "weights"));
        var adam = new Adam(parameters, new AdamOptions { WeightDecay = 0.01 });
        var schedule = RateSchedule.Cosine(1e-3, end: 10_000).WithWarmUp(100);
        var tape = new Tape();

        for (int step = 0; step < 10_000; step++)
        {
            using (tape.Record())                                        // a fresh step; what the last one computed is gone
            {
                var loss = -network.Forward(x).LogSoftmax().GatherFromRows(labels).Mean();
                tape.Backward(loss);                                     // gradients into parameters.Gradients
            }
            parameters.ClipGradientNorm(1);
            adam.Step(schedule.At(step));
        }
    }

    public static void Models()
    {
        var model = ModelFile.Load("model.safetensors").Require("mixture");
        double[] means = model.Double("means", -1, 784);    // -1: any size
    }

    public static void RandomVariables()
    {
        var x = Of(new Uniform(0, 1));
        var y = Of(new Uniform(0, 1));
        var radius = Sqrt(x * x + y * y);

        var law = (ComputedLaw)radius.Law;
        double density = law.Density(1.2);          // 0.479310287856713...
        double error = law.DensityErrorBound(1.2);  // a bound on its error
        double mean = law.Mean.Value;               // (sqrt 2 + asinh 1) / 3
        radius.Verify(100_000, new RandomStream(0, "verify"));  // statistic, p-value, histogram
    }

    public static void Autoencoders()
    {
        var training = new VaeTraining(DataSource.Open("mnist"), new VaeOptions { Training = new() { Epochs = 100, BatchSize = 128, DecayStart = 0.4, Patience = 0 } });
        var model = training.Finish(training.Run());
        var (perRow, figure) = model.Score(DataSource.Open("mnist"), DataSplit.Test, samples: 5000);
        Console.WriteLine($"{figure.Mean:F2} ± {figure.StandardError:F2}, ELBO {figure.Elbo!.Value:F2}, {model.Usage.ActiveUnits} active units");
    }
}
