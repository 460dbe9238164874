using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;

namespace Pushforward.Comparison;

/// <summary>A model under the name it has in a comparison.</summary>
/// <param name="Name">Unique among those compared.</param>
/// <param name="Model">The model.</param>
public sealed record ComparedModel(string Name, TrainedModel Model);

/// <summary>A model that could not be compared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record LeftOut(string Name, string Reason);

/// <summary>What came of a comparison.</summary>
public sealed record ComparisonResult
{
    /// <summary>What the data are called.</summary>
    public required string Data { get; init; }

    /// <summary>The models that were compared, in the order given.</summary>
    public required IReadOnlyList<ComparedModel> Models { get; init; }

    /// <summary>Those that could not be.</summary>
    public required IReadOnlyList<LeftOut> LeftOut { get; init; }

    /// <summary>What a reader must know of the figures: what differs between models, what could not be computed and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What samples and real rows are compared as, e.g. "stochastically binarised, seed 0".</summary>
    public required string Representation { get; init; }

    /// <summary>The split of held-out rows; train where there is no other.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>Likelihoods of bits; null where no model gives any.</summary>
    public LikelihoodComparison? Bits { get; init; }

    /// <summary>Likelihoods of 256 gray levels; null where no model gives any.</summary>
    public LikelihoodComparison? Gray { get; init; }

    /// <summary>The same images as models of them see them; null for tables, and where no model has anything to show.</summary>
    public LatentViews? Views { get; init; }

    /// <summary>Sample figures of every model; empty where there are too few rows for any.</summary>
    public IReadOnlyList<SampleFigures> Samples { get; init; } = [];

    /// <summary>The same figures of training rows; null where there are none.</summary>
    public SampleFigures? Floor { get; init; }

    /// <summary>The same figures of independent columns; null where there are none.</summary>
    public SampleFigures? Ceiling { get; init; }

    /// <summary>Rows of each set that samples were judged by.</summary>
    public int SampleRows { get; init; }

    /// <summary>How many times samples were drawn.</summary>
    public int SampleSeeds { get; init; }

    /// <summary>What the features are.</summary>
    public string Features { get; init; } = "";

    /// <summary>The bandwidth of the kernel test.</summary>
    public double Bandwidth { get; init; }

    /// <summary>The classifier that gave the features; null where there was none.</summary>
    public ImageClassifier? Classifier { get; init; }

    /// <summary>Real rows to look at beside the samples.</summary>
    public PointSet? RealExamples { get; init; }

    /// <summary>The images' size; null for tables.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>The columns' names; null for images.</summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>What to take from it, in sentences with their reasons.</summary>
    public IReadOnlyList<string> Recommendation { get; init; } = [];

    /// <summary>The likelihoods all models have in common: of bits where there are any.</summary>
    public LikelihoodComparison? Common => Bits ?? Gray;

    /// <summary>The figure of a model on the common rows.</summary>
    /// <param name="name">The model.</param>
    public LikelihoodEntry? LikelihoodOf(string name) => Common?.Entries.FirstOrDefault(entry => entry.Model == name);

    /// <summary>The sample figures of a model.</summary>
    /// <param name="name">The model.</param>
    public SampleFigures? SamplesOf(string name) => Samples.FirstOrDefault(figures => figures.Name == name);
}
