using Pushforward.Data;

namespace Pushforward.Comparison;

/// <summary>How models are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Rows drawn from each model for each seed, and real rows they are compared with; fewer if the data hold no more.</summary>
    public int Samples { get; init; } = 10_000;

    /// <summary>How many times samples are drawn: the spread of a figure over these is what a difference has to exceed.</summary>
    public int SampleSeeds { get; init; } = 3;

    /// <summary>Draws a row for likelihoods that are estimated by importance sampling; with fewer the figure is lower in the mean.</summary>
    public int ImportanceSamples { get; init; } = 1000;

    /// <summary>The first seed of samples; it also picks rows and names permutations.</summary>
    public long Seed { get; init; }

    /// <summary>How gray pixels become the bits all are compared on; null for the way of the first model of bits.</summary>
    public BinarizationOptions? Binarization { get; init; }

    /// <summary>The classifier whose features samples of images are compared by; how it sees images is set by the representation.</summary>
    public ImageClassifierOptions Classifier { get; init; } = new();

    /// <summary>Where classifiers are kept; the user's cache when null.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>A first look: fewer samples and a classifier trained for seconds.</summary>
    public static ComparisonOptions Quick { get; } = new() { Samples = 2000, ImportanceSamples = 100, Classifier = ImageClassifierOptions.Quick };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Samples is < 100 or > 100_000)
            throw new ArgumentException($"samples: expected a whole number from 100 to 100000, got {Samples}.");
        if (SampleSeeds is < 2 or > 100)
            throw new ArgumentException($"sample seeds: expected a whole number from 2 to 100, got {SampleSeeds}; from one draw no spread can be told.");
        if (ImportanceSamples is < 1 or > 1_000_000)
            throw new ArgumentException($"importance samples: expected a whole number from 1 to 1000000, got {ImportanceSamples}.");
        Classifier.Validate();
    }
}

/// <summary>How far a comparison has come.</summary>
/// <param name="Fraction">From 0 to 1.</param>
/// <param name="Status">What is being done.</param>
public readonly record struct ComparisonProgress(double Fraction, string Status);
