using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>
/// A trained variational autoencoder with its options and provenance: what <c>fit vae</c> and <c>fit iwae</c> write and <c>sample</c>, <c>score</c> and
/// <c>describe</c> read.
/// </summary>
public sealed partial class VaeModel : TrainedModel, IImportanceSampled, IConditional, IBitLikelihood, IGrayLikelihood, ILatentModel
{
    /// <summary>The kind's name where the ELBO was trained on.</summary>
    public const string KindName = "vae";

    /// <summary>The kind's name where the importance-weighted bound was.</summary>
    public const string ImportanceWeightedKindName = "iwae";

    private const string Divergences = "latent.divergence", MeanVariances = "latent.mean-variance", ClassCounts = "class-counts";
    private const int DrawnRows = 512;

    /// <summary>Puts a model together with where it comes from.</summary>
    /// <param name="vae">The law.</param>
    /// <param name="options">How it was made and trained.</param>
    /// <param name="provenance">What on.</param>
    /// <param name="usage">What it makes of its latent coordinates.</param>
    /// <param name="classCounts">How often each class was among the training rows; empty for a model that is not conditional.</param>
    public VaeModel(Vae vae, VaeOptions options, Provenance provenance, LatentUsage usage, IReadOnlyList<long> classCounts)
        : base(provenance)
    {
        ArgumentNullException.ThrowIfNull(vae);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(usage);
        ArgumentNullException.ThrowIfNull(classCounts);
        (Vae, Options, Usage, Counts) = (vae, options, usage, classCounts);
    }

    /// <summary>The law.</summary>
    public Vae Vae { get; }

    /// <summary>How it was made and trained.</summary>
    public VaeOptions Options { get; }

    /// <summary>What it makes of its latent coordinates, over the validation rows.</summary>
    public LatentUsage Usage { get; }

    /// <summary>How often each class was among the training rows; empty for a model that is not conditional.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <inheritdoc/>
    public int Classes => Vae.Classes;

    /// <inheritdoc/>
    public override string Kind => KindOf(Options);

    /// <inheritdoc/>
    public override long ParameterCount => Vae.Parameters.ElementCount;

    /// <inheritdoc/>
    public override LikelihoodEstimate Estimate => LikelihoodEstimate.ImportanceSampled;

    /// <inheritdoc/>
    public override JsonObject Config() => VaeConfig.ToJson(Options);

    /// <inheritdoc/>
    public override JsonObject Details()
    {
        var json = new JsonObject
        {
            ["activeUnits"] = Usage.ActiveUnits,
            ["divergence"] = Math.Round(Usage.TotalDivergence, 4),
            ["divergencePerCoordinate"] = new JsonArray([.. Usage.Divergence.Select(nats => (JsonNode)Math.Round(nats, 4))]),
        };
        if (Usage.IsCollapsed)
            json["collapsed"] = "the posterior is the prior for every row: codes say nothing of rows, and the decoder does without them";
        return json;
    }

    /// <summary>The kind's name under options.</summary>
    /// <param name="options">The options.</param>
    public static string KindOf(VaeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Objective.Samples == 1 ? KindName : ImportanceWeightedKindName;
    }

    /// <inheritdoc/>
    public override (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default) =>
        Score(data, split, IImportanceSampled.DefaultSamples, cancellation: cancellation);

    /// <inheritdoc/>
    public (double[] PerRow, LogLikelihood Summary) Score(
        Dataset data, DataSplit split, int samples, int? rows = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (rows is < 1)
            throw new ArgumentException($"rows: expected a whole number of at least 1, got {rows}.");
        var source = VaeRows.Of(data, split, Options, Provenance.Binarization, Classes, cancellation).Fixed;
        if (source.Columns != Vae.Columns + Classes)
        {
            throw new InvalidDataException(
                $"{source.Name}: the model has {Vae.Columns} columns, these images have {source.Columns - Classes} pixels; score images of the size it was trained on.");
        }
        var (estimates, summary) = Score(rows is { } count ? new HeadRows(source, count) : source, samples, progress, cancellation);
        return (estimates.LogLikelihood, summary);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The model is conditional: it has no likelihood without a label.</exception>
    public (double[] PerRow, LogLikelihood Summary) ScoreBits(BinaryData rows, int draws, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (perRow, summary) = ScoreCommon(new BitRows(rows.Bits, $"{rows.Source}, {rows.Split.Word()} split"), draws, cancellation);
        return (perRow, summary with { Representation = rows.Representation.Description });
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The model is conditional: it has no likelihood without a label.</exception>
    public (double[] PerRow, LogLikelihood Summary) ScoreGray(ImageSet images, string name, int draws, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (perRow, summary) = ScoreCommon(new UnitRows(new ImageRows(images, name)), draws, cancellation);
        // A probability of levels, spread evenly over the cell of each: a density on [0, 1]^D.
        double toDensity = Vae.Columns * Math.Log(VaeRows.GrayLevels);
        return ([.. perRow.Select(value => value + toDensity)], summary with { Mean = summary.Mean + toDensity, Levels = VaeRows.GrayLevels });
    }

    private (double[] PerRow, LogLikelihood Summary) ScoreCommon(IRowSource rows, int draws, CancellationToken cancellation)
    {
        if (Classes > 0)
            throw new ArgumentException("a conditional model gives the likelihood of a row given its label, and none without.");
        if (rows.Columns != Vae.Columns)
            throw new InvalidDataException($"{rows.Name}: the model has {Vae.Columns} columns, these rows have {rows.Columns}; score rows of the size it was trained on.");
        var (estimates, summary) = Score(rows, draws, cancellation: cancellation);
        return (estimates.LogLikelihood, summary);
    }

    /// <summary>Estimates log p(x) of rows by importance sampling, with the bound's parts.</summary>
    /// <param name="rows">Columns, and a one among zeros for the class if the model is conditional.</param>
    /// <param name="samples">Draws a row.</param>
    /// <param name="progress">Told the part that is done, from 0 to 1.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="NumericalException">An estimate is not finite.</exception>
    public (LikelihoodEstimates Estimates, LogLikelihood Summary) Score(
        IRowSource rows, int samples, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var random = new RandomStream(Provenance.Seed, "importance");
        var estimates = new LikelihoodEstimator(Vae, samples).Estimate(rows, random, progress, cancellation);
        int wrong = Array.FindIndex(estimates.LogLikelihood, value => !double.IsFinite(value));
        if (wrong >= 0)
            throw new NumericalException($"{rows.Name}, row {wrong}: log p(x) is {estimates.LogLikelihood[wrong]}. The model's weights have run away; fit it again at a lower rate.");
        var summary = LogLikelihood.Of(estimates.LogLikelihood, Vae.Columns, Estimate, Provenance.Representation) with
        {
            Samples = samples,
            EffectiveSampleSize = estimates.EffectiveSampleSize.Average(),
            Elbo = new(estimates.Reconstruction.Average(), estimates.Divergence.Average()),
        };
        return (estimates, summary);
    }

    /// <inheritdoc/>
    public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws) => Sample(count, random, kind, label: null);

    /// <inheritdoc/>
    public SampleSet Sample(int count, RandomStream random, SampleKind kind, int? label)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (label is not null && Classes == 0)
            throw new ArgumentException($"label: got {label}, and this model was not given labels. Fit a conditional one.");
        if (label is < 0 || label >= Classes)
            throw new ArgumentException($"label: expected a class from 0 to {Classes - 1}, got {label}.");
        var values = new float[checked(count * Vae.Columns)];
        var tape = new Tape();
        for (int start = 0; start < count; start += DrawnRows)
        {
            using var _ = tape.Evaluate();
            int rows = Math.Min(DrawnRows, count - start);
            var streams = Enumerable.Range(start, rows).Select(n => random.At(0, n)).ToArray();
            var z = Tensor.Zeros(rows, Vae.Architecture.Latent);
            Tensor? classes = Classes > 0 ? Tensor.Zeros(rows, Classes) : null;
            for (int n = 0; n < rows; n++)
            {
                if (classes is { } ones)
                    ones.Row(n)[label ?? DrawClass(streams[n])] = 1;
                streams[n].FillNormal(z.Row(n));
            }
            var law = Vae.Likelihood(z, classes);
            var mean = law.Mean;
            for (int n = 0; n < rows; n++)
            {
                var row = values.AsSpan((start + n) * Vae.Columns, Vae.Columns);
                if (kind == SampleKind.Means)
                    mean.Row(n).CopyTo(row);
                else
                    law.Draw(n, streams[n], row);
            }
        }
        return new SampleSet(count, Vae.Columns, values, kind, Provenance.Image);
    }

    /// <inheritdoc/>
    public override ModelFile ToFile()
    {
        var file = ProvenanceJson.ToFile(
            this,
            [
                .. Vae.Parameters.Select(parameter => new NamedTensor(parameter.Name, SizesOf(parameter.Shape), parameter.Values.ToArray())),
                new NamedTensor(Divergences, [Usage.Divergence.Count], Usage.Divergence.ToArray()),
                new NamedTensor(MeanVariances, [Usage.MeanVariance.Count], Usage.MeanVariance.ToArray()),
                .. Classes > 0 ? [new NamedTensor(ClassCounts, [Classes], Counts.ToArray())] : Array.Empty<NamedTensor>(),
            ]);
        // Levels are themselves here, without noise.
        file.Preprocessing.Remove("noise");
        file.TrainedOn["latentUsageRows"] = Usage.Rows;
        return file;
    }

    /// <summary>Reads a model back.</summary>
    /// <param name="file">A model file of either kind.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or what it holds is no variational autoencoder.</exception>
    public static VaeModel FromFile(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Kind != ImportanceWeightedKindName)
            file = file.Require(KindName);
        var provenance = ProvenanceJson.Read(file);
        VaeOptions options;
        try
        {
            options = VaeConfig.FromJson(file.Config);
            if (KindOf(options) != file.Kind)
                throw new InvalidDataException($"its options are those of a '{KindOf(options)}'");
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{file.Origin}: {exception.Message}. Fit the model again.", exception);
        }
        // Before anything is made of the size the options ask for: the file has to hold as much.
        int latent = options.Architecture.Latent;
        double[] divergences = file.Double(Divergences, latent), variances = file.Double(MeanVariances, latent);
        long[] counts = options.Conditional ? file.Int64(ClassCounts, -1) : [];
        if (options.Conditional && (counts.Length is < 2 or > 256 || counts.Any(count => count < 0) || counts.Sum() == 0))
            throw new InvalidDataException($"{file.Origin}, tensor '{ClassCounts}': expected how often each of 2 to 256 classes was seen. Fit the model again.");
        CheckSizes(file, options.Architecture, provenance.Columns, counts.Length);
        int usageRows = file.TrainedOn["latentUsageRows"] is JsonValue value && value.TryGetValue(out int rows) ? rows : 0;

        var vae = new Vae(options.Architecture, provenance.Columns, counts.Length, new RandomStream(0, "unused"));
        foreach (var parameter in vae.Parameters)
            file.Single(parameter.Name, SizesOf(parameter.Shape)).CopyTo(parameter.Values);
        return new VaeModel(vae, options, provenance, new LatentUsage(usageRows, divergences, variances), counts);
    }

    // The weights of every hidden layer, inputs by outputs.
    private static void CheckSizes(ModelFile file, VaeArchitecture architecture, int columns, int classes)
    {
        foreach (var (network, inputs, sizes) in new[]
        {
            ("encoder", columns + classes, architecture.Hidden), ("decoder", architecture.Latent + classes, [.. architecture.Hidden.Reverse()]),
        })
        {
            int before = inputs;
            for (int layer = 0; layer < sizes.Count; before = sizes[layer++])
                _ = file.Tensor($"{network}.{layer}.weight", before, sizes[layer]);
            _ = network == "encoder"
                ? file.Tensor("posterior.mean.weight", before, architecture.Latent)
                : file.Tensor("observation.weight", before, columns);
        }
    }

    private int DrawClass(RandomStream random)
    {
        double left = random.NextDouble() * Counts.Sum();
        int label = 0;
        while (label < Classes - 1 && (left -= Counts[label]) >= 0)
            label++;
        return label;
    }

    private static long[] SizesOf(Shape shape) => shape.Rank == 1 ? [shape.Columns] : [shape.Rows, shape.Columns];
}
