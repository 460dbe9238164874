using Pushforward.Autoencoders;
using Pushforward.Comparison;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Flows;
using Pushforward.Mixtures;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.TestSupport;
using Pushforward.Training;

namespace Pushforward.Tests.Comparison;

public sealed class LatentViewsTests : IDisposable
{
    private static readonly bool[] LowerHalf = [.. Enumerable.Range(0, TinyShapes.Side * TinyShapes.Side).Select(d => d >= TinyShapes.Side * TinyShapes.Side / 2)];

    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void Models_of_all_kinds_rebuild_join_map_and_complete_the_same_images()
    {
        var data = TinyShapes.Data(train: 600, test: 120);
        ComparedModel[] models = [new("mixture", TinyShapes.Mixture(data, 6)), new("nice", Nice(data)), new("vae", Vae(data))];
        var options = new ComparisonOptions { Samples = 100, SampleSeeds = 2, ImportanceSamples = 5, CacheFolder = _cache.Path, Classifier = ImageClassifierOptions.Quick with { Hidden = [8] } };
        var views = ModelComparison.Run(models, data, options).Views!;

        Assert.Equal(["mixture", "nice", "vae"], views.Models.Select(view => view.Name));
        Assert.Equal([true, false, true], views.Models.Select(view => view.IsOfBits));
        Assert.Equal(LowerHalf, views.Missing);
        foreach (var view in views.Models)
        {
            var given = view.IsOfBits ? views.Bits! : views.Images;
            Assert.Equal(given.Rows, view.Reconstructions.Rows);
            Assert.Equal(views.Pairs.Count * views.Steps, view.Interpolations.Rows);
            Assert.Equal(views.MapRows, view.Map.X.Count);
            Assert.Equal(120, views.MapLabels.Length);
            for (int i = 0; i < given.Values.Length; i++)
            {
                Assert.InRange(view.Completions.Values[i], 0, 1);
                if (!LowerHalf[i % LowerHalf.Length])
                    Assert.Equal(given.Values[i], view.Completions.Values[i]);
            }
            for (int pair = 0; pair < views.Pairs.Count; pair++)
            {
                // Ends are the images' own codes, decoded in another batch: equal but for rounding.
                Assert.All(view.Reconstructions.Row(views.Pairs[pair].From).ToArray().Zip(view.Interpolations.Row(pair * views.Steps).ToArray()), both => Assert.Equal(both.First, both.Second, 1e-5));
            }
        }
        Assert.Equal(0, views.Models[1].ReconstructionError);
        Assert.InRange(views.Models[0].ReconstructionError, 1e-3, 0.5);
    }

    [Fact]
    public void A_mixture_completes_by_the_law_of_the_missing_pixels_given_the_others()
    {
        var model = TinyShapes.Mixture(TinyShapes.Data(train: 600), 3);
        var mixture = model.Mixture;
        var images = PointSet.Of(TinyShapes.Images(20, 7));
        var bits = new PointSet(images.Rows, images.Columns, [.. images.Values.Select(value => value >= 0.5f ? 1f : 0f)]);
        var complete = ((ILatentModel)model).Complete(bits, LowerHalf, new RandomStream(0, "unused"));
        for (int n = 0; n < bits.Rows; n++)
        {
            double[] joint = [.. Enumerable.Range(0, 3).Select(k => mixture.Weights[k] * Enumerable.Range(0, bits.Columns).Where(d => !LowerHalf[d])
                .Aggregate(1.0, (product, d) => product * (bits.Row(n)[d] == 1 ? mixture.Mean(k)[d] : 1 - mixture.Mean(k)[d])))];
            for (int d = bits.Columns / 2; d < bits.Columns; d++)
                Assert.Equal(Enumerable.Range(0, 3).Sum(k => joint[k] * mixture.Mean(k)[d]) / joint.Sum(), complete.Row(n)[d], 1e-6);
        }
    }

    [Fact]
    public void Models_that_were_given_labels_are_not_shown_beside_those_that_were_not()
    {
        var data = TinyShapes.Data(train: 600, test: 120);
        var options = new ComparisonOptions { Samples = 100, SampleSeeds = 2, ImportanceSamples = 5, CacheFolder = _cache.Path, Classifier = ImageClassifierOptions.Quick with { Hidden = [8] } };
        var result = ModelComparison.Run([new("told", Vae(data, conditional: true)), new("mixture", TinyShapes.Mixture(data, 2))], data, options);
        Assert.Equal("mixture", Assert.Single(result.Views!.Models).Name);
        Assert.Contains(result.Notes, note => note.StartsWith("told was given labels, and what it sees"));
    }

    private static VaeModel Vae(Dataset data, bool conditional = false)
    {
        var options = new VaeOptions
        {
            Architecture = new VaeArchitecture { Latent = 3, Hidden = [12] },
            Conditional = conditional,
            ScoreSamples = 2,
            Training = new TrainingOptions { Epochs = 3, BatchSize = 50 },
        };
        var training = new VaeTraining(data, options);
        return training.Finish(training.Run());
    }

    private static FlowModel Nice(Dataset data)
    {
        var training = new FlowTraining(data, new NiceOptions { Hidden = [12], Training = new TrainingOptions { Epochs = 2, BatchSize = 50 } });
        return training.Finish(training.Run()).Model;
    }
}
