using Pushforward.Evaluation;

namespace Pushforward.Comparison;

/// <summary>Where rows that were judged come from.</summary>
public enum SampleOrigin
{
    /// <summary>Drawn from a model.</summary>
    Model,

    /// <summary>Training rows: what a figure is at its best, since these come from the law of the data.</summary>
    TrainingRows,

    /// <summary>Each column drawn by itself from the training rows: what a figure is for a law that knows nothing of how columns go together.</summary>
    IndependentColumns,
}

/// <summary>What samples look like beside real rows, over several draws.</summary>
/// <param name="Name">The model's name, or what stands in its place.</param>
/// <param name="Origin">Where the rows come from.</param>
public sealed record SampleFigures(string Name, SampleOrigin Origin)
{
    /// <summary>The squared Fréchet distance of features; lower is better.</summary>
    public required Spread Frechet { get; init; }

    /// <summary>The unbiased squared maximum mean discrepancy of features; lower is better, zero in the mean for rows of the same law.</summary>
    public required Spread KernelMmd { get; init; }

    /// <summary>The largest p-value of the kernel test over the draws: small only if every draw was told from real rows.</summary>
    public required double KernelPValue { get; init; }

    /// <summary>The share of samples where real rows are; higher is better.</summary>
    public required Spread Precision { get; init; }

    /// <summary>The share of real rows where samples are; higher is better.</summary>
    public required Spread Recall { get; init; }

    /// <summary>How thickly real rows lie where samples are; near 1 is best.</summary>
    public required Spread Density { get; init; }

    /// <summary>The share of real rows with a sample in their neighbourhood; higher is better.</summary>
    public required Spread Coverage { get; init; }

    /// <summary>The share a trained network tells rightly from real rows; one half is best.</summary>
    public required Spread TwoSampleAccuracy { get; init; }

    /// <summary>What the accuracy's standard error would be if there were nothing to tell.</summary>
    public required double TwoSampleStandardError { get; init; }

    /// <summary>Whether samples are copies of training rows, all draws together.</summary>
    public required Memorization Memorization { get; init; }

    /// <summary>Shares of ones and correlations beside those of real rows, all draws together; null for images.</summary>
    public BitCalibration? Calibration { get; init; }

    /// <summary>Seconds to draw a thousand rows; NaN for rows that no model drew.</summary>
    public double SecondsPerThousand { get; init; } = double.NaN;

    /// <summary>The first rows of the first draw, to look at.</summary>
    public required PointSet Examples { get; init; }

    /// <summary>The training row nearest to each of the first <see cref="Examples"/>.</summary>
    public required PointSet NearestTraining { get; init; }
}
