using System.Diagnostics;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>
/// A fitted Bernoulli mixture with its options and provenance: what <c>fit mixture</c> writes and <c>sample</c>, <c>score</c> and
/// <c>describe</c> read.
/// </summary>
public sealed class BernoulliMixtureModel : TrainedModel
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "mixture";

    private const string WeightsTensor = "weights", MeansTensor = "means";

    /// <summary>Puts a mixture together with where it comes from.</summary>
    /// <param name="mixture">The law.</param>
    /// <param name="options">How it was fitted.</param>
    /// <param name="provenance">What to.</param>
    public BernoulliMixtureModel(BernoulliMixture mixture, BernoulliMixtureOptions options, Provenance provenance)
        : base(provenance)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(options);
        (Mixture, Options) = (mixture, options);
    }

    /// <summary>The law.</summary>
    public BernoulliMixture Mixture { get; }

    /// <summary>How it was fitted.</summary>
    public BernoulliMixtureOptions Options { get; }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override long ParameterCount => Mixture.ParameterCount;

    /// <inheritdoc/>
    public override LikelihoodEstimate Estimate => LikelihoodEstimate.Exact;

    /// <summary>Fits to a data set's training split, and scores every split there is.</summary>
    /// <param name="data">Images or a table of binary columns.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="binarization">How gray pixels become bits; fixed for all splits.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="cancellation">Ends the fit after the current iteration; what there is is scored and returned.</param>
    /// <returns>The model, and the record of its fit.</returns>
    /// <exception cref="InvalidDataException">The data cannot be read, or are not binary.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">EM failed.</exception>
    public static (BernoulliMixtureModel Model, BernoulliMixtureFit Fit) Fit(
        Dataset data,
        BernoulliMixtureOptions options,
        BinarizationOptions binarization,
        IProgress<EmIteration>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(binarization);
        options.Validate();
        var train = data.ToBits(DataSplit.Train, binarization, cancellation);
        var clock = Stopwatch.StartNew();
        var fit = BernoulliMixtureTrainer.Fit(train.Bits, options, train.Weights, progress, cancellationToken: cancellation);
        double seconds = clock.Elapsed.TotalSeconds;

        var figures = new Dictionary<DataSplit, LogLikelihood> { [DataSplit.Train] = Summarize(fit.Model, train) };
        foreach (var split in data.Splits.Where(split => split != DataSplit.Train))
        {
            var held = data.ToBits(split, binarization, CancellationToken.None);
            CheckColumns(held, train.Columns);
            figures[split] = Summarize(fit.Model, held);
        }

        var provenance = new Provenance
        {
            Source = data.Name,
            Rows = train.Rows,
            Columns = train.Columns,
            Representation = train.Representation.Description,
            Binarization = binarization,
            Image = train.Image,
            Schema = train.Schema,
            Seed = options.Seed,
            StopReason = fit.BestRestart.StopReason.Word(),
            Seconds = seconds,
            Figures = figures,
        };
        return (new BernoulliMixtureModel(fit.Model, options, provenance), fit);
    }

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["components"] = Options.Components,
        ["restarts"] = Options.Restarts,
        ["prior"] = Options.PriorStrength,
        ["tolerance"] = Options.Tolerance,
        ["maxIterations"] = Options.MaxIterations,
        ["emission"] = "bernoulli",
        ["precision"] = Options.Precision.ToString().ToLowerInvariant(),
        ["seed"] = Options.Seed,
    };

    /// <inheritdoc/>
    public override (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var bits = data.ToBits(split, Provenance.Binarization, cancellation);
        CheckColumns(bits, Mixture.Columns);
        double[] perRow = Mixture.LogProb(bits.Bits);
        return (perRow, LogLikelihood.Of(perRow, Mixture.Columns, Estimate, bits.Representation.Description, bits.Weights));
    }

    /// <inheritdoc/>
    public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws)
    {
        var (bits, components) = Mixture.Sample(count, random);
        var values = new float[checked(count * Mixture.Columns)];
        for (int n = 0; n < count; n++)
        {
            var mean = Mixture.Mean(components[n]);
            for (int d = 0; d < Mixture.Columns; d++)
                values[n * Mixture.Columns + d] = kind == SampleKind.Means ? (float)mean[d] : bits[n, d] ? 1 : 0;
        }
        return new SampleSet(count, Mixture.Columns, values, kind, Provenance.Image, Provenance.Schema);
    }

    /// <inheritdoc/>
    public override ModelFile ToFile() => ProvenanceJson.ToFile(
        this,
        new NamedTensor(WeightsTensor, [Mixture.Components], Mixture.Weights.ToArray()),
        new NamedTensor(MeansTensor, [Mixture.Components, Mixture.Columns], Mixture.Means.ToArray()));

    /// <summary>Reads a model back.</summary>
    /// <param name="file">A model file of this kind.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or what it holds is no mixture.</exception>
    public static BernoulliMixtureModel FromFile(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var provenance = ProvenanceJson.Read(file.Require(KindName));
        double[] weights = file.Double(WeightsTensor, -1);
        double[] means = file.Double(MeansTensor, weights.Length, provenance.Columns);
        try
        {
            var options = new BernoulliMixtureOptions
            {
                Components = weights.Length,
                Restarts = file.Config["restarts"]!.GetValue<int>(),
                PriorStrength = file.Config["prior"]!.GetValue<double>(),
                Tolerance = file.Config["tolerance"]!.GetValue<double>(),
                MaxIterations = file.Config["maxIterations"]!.GetValue<int>(),
                Seed = file.Seed,
                Precision = Enum.Parse<MixturePrecision>(file.Config["precision"]!.GetValue<string>(), ignoreCase: true),
            };
            return new BernoulliMixtureModel(new BernoulliMixture(weights, means, provenance.Columns), options, provenance);
        }
        catch (Exception e) when (e is ArgumentException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{file.Origin}: what it holds is no mixture of Bernoullis ({e.Message}). Fit the model again.", e);
        }
    }

    private static LogLikelihood Summarize(BernoulliMixture mixture, BinaryData data) => LogLikelihood.Of(
        mixture.LogProb(data.Bits), data.Columns, LikelihoodEstimate.Exact, data.Representation.Description, data.Weights);

    private static void CheckColumns(BinaryData data, int columns)
    {
        if (data.Columns != columns)
        {
            throw new InvalidDataException(
                $"{data.Source}, {data.Split.Word()} split: the model has {columns} columns, these data have {data.Columns}; "
                + "score data of the kind it was fitted to.");
        }
    }
}
