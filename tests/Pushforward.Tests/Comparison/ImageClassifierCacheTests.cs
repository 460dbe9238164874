using Pushforward.Comparison;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Comparison;

public sealed class ImageClassifierCacheTests : IDisposable
{
    private static readonly ImageSet Train = TinyShapes.Images(800, 1), Test = TinyShapes.Images(200, 2);

    private static readonly ImageClassifierOptions Small = ImageClassifierOptions.Quick with { Hidden = [24, 8] };

    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void A_classifier_learns_the_classes_and_comes_back_from_the_cache_bit_for_bit()
    {
        var first = ImageClassifierCache.GetOrTrain(Train, Small, _cache.Path);
        var second = ImageClassifierCache.GetOrTrain(Train, Small, _cache.Path, progress: new Fails());
        var rows = PointSet.Of(Test);
        Assert.True(ImageClassifierTraining.Accuracy(first, rows, Test.Labels.Span) > 0.95);
        Assert.Equal(first.Of(rows).Values, second.Of(rows).Values);
        Assert.Equal(8, first.Of(rows).Columns);
        Assert.Equal(first.Hash, second.Hash);
        Assert.Equal(first.Seconds, second.Seconds);
    }

    [Fact]
    public void A_damaged_file_is_trained_again()
    {
        var first = ImageClassifierCache.GetOrTrain(Train, Small, _cache.Path);
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_cache.Path, "classifiers")));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^5] ^= 4;
        File.WriteAllBytes(file, bytes);
        var warnings = new List<string>();
        var again = ImageClassifierCache.GetOrTrain(Train, Small, _cache.Path, warnings.Add);
        Assert.Contains("trained again", Assert.Single(warnings));
        var rows = PointSet.Of(Test);
        Assert.Equal(first.Of(rows).Values, again.Of(rows).Values);
    }

    [Fact]
    public void Other_images_labels_or_options_have_other_hashes()
    {
        string[] hashes =
        [
            ImageClassifierCache.Hash(Train, Small),
            ImageClassifierCache.Hash(Test, Small),
            ImageClassifierCache.Hash(new ImageSet(8, 8, Train.Pixels.ToArray(), [.. Train.Labels.ToArray().Select(label => (byte)(2 - label))]), Small),
            ImageClassifierCache.Hash(Train, Small with { Augments = true }),
            ImageClassifierCache.Hash(Train, Small with { Bits = new BinarizationOptions() }),
            ImageClassifierCache.Hash(Train, Small with { Training = Small.Training with { Seed = 1 } }),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void Images_without_labels_have_no_classes_to_learn() => Assert.Contains("no labels", Assert.Throws<ArgumentException>(
        () => ImageClassifierTraining.Train(TinyShapes.Images(50, 1, labels: false), Small)).Message);

    /// <summary>Where nothing is to be trained, nothing is reported.</summary>
    private sealed class Fails : IProgress<Pushforward.Training.TrainingProgress>
    {
        public void Report(Pushforward.Training.TrainingProgress value) => Assert.Fail("trained, though it was in the cache");
    }
}
