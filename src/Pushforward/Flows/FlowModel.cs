using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>A trained flow with its options and provenance: what <c>fit nice</c> and <c>fit realnvp</c> write and <c>sample</c>, <c>score</c> and <c>describe</c> read.</summary>
public sealed class FlowModel : TrainedModel, IGrayLikelihood
{
    private const string MeanTensor = "mean", FrequenciesTensor = "frequencies";
    private const int ScoredRows = 512;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Dequantization _dequantization;

    /// <summary>Puts a flow together with where it comes from.</summary>
    /// <param name="flow">The law.</param>
    /// <param name="options">How it was made and trained.</param>
    /// <param name="provenance">What on.</param>
    public FlowModel(Flow flow, FlowOptions options, Provenance provenance)
        : base(provenance)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(options);
        (Flow, Options, _dequantization) = (flow, options, options.Dequantization);
    }

    /// <summary>The law.</summary>
    public Flow Flow { get; }

    /// <summary>How it was made and trained.</summary>
    public FlowOptions Options { get; }

    /// <inheritdoc/>
    public override string Kind => Options.Kind;

    /// <inheritdoc/>
    public override long ParameterCount => Flow.Parameters.ElementCount + Provenance.Columns + (Flow.Start.Frequencies?.Length ?? 0);

    /// <summary>A lower bound for the gray levels themselves: the density is exact where noise has put the pixels, and its mean over noise falls short by Jensen's inequality.</summary>
    public override LikelihoodEstimate Estimate => LikelihoodEstimate.LowerBound;

    /// <inheritdoc/>
    public override JsonObject Config() => ConfigOf(Options);

    /// <summary>The kinds of flow there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [NiceOptions.KindName, RealNvpOptions.KindName];

    /// <summary>Options as JSON: what config.json and the model file hold.</summary>
    /// <param name="options">The options.</param>
    public static JsonObject ConfigOf(FlowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = JsonSerializer.SerializeToNode(options, options.GetType(), Json)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(options.Training, Json)!.AsObject().ToArray())
            json[name] = value?.DeepClone();
        return json;
    }

    /// <summary>Reads options back from their JSON.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="config">What <see cref="ConfigOf"/> gave.</param>
    /// <exception cref="InvalidDataException">A value is missing, of the wrong type or out of its range, or there is no such kind of flow.</exception>
    public static FlowOptions OptionsOf(string kind, JsonObject config)
    {
        try
        {
            FlowOptions options = kind switch
            {
                NiceOptions.KindName => config.Deserialize<NiceOptions>(Json)!,
                RealNvpOptions.KindName => config.Deserialize<RealNvpOptions>(Json)!,
                _ => throw new ArgumentException($"kind: expected {string.Join(" or ", Kinds)}, got '{kind}'."),
            };
            options = options with { Training = config.Deserialize<TrainingOptions>(Json)! };
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException or InvalidOperationException or NotSupportedException)
        {
            throw new InvalidDataException($"the options of a '{kind}' are damaged: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default)
    {
        return ScoreGray(GrayImages.Of(data, split, cancellation), $"{data.Name}, {split.Word()} split", draws: 1, cancellation);
    }

    /// <inheritdoc/>
    public (double[] PerRow, LogLikelihood Summary) ScoreGray(ImageSet images, string name, int draws, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Columns == Provenance.Columns
            ? Score(new ImageRows(images, name), cancellation)
            : throw new InvalidDataException(
                $"{name}: the model has {Provenance.Columns} columns, these images have {images.Columns} pixels; score images of the size it was trained on.");
    }

    /// <summary>log p of every row of gray levels, nats, as a density on [0, 1]^D.</summary>
    /// <param name="rows">Levels.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public (double[] PerRow, LogLikelihood Summary) Score(IRowSource rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var perRow = new double[rows.Rows];
        var tape = new Tape();
        for (int start = 0; start < rows.Rows; start += ScoredRows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var _ = tape.Evaluate();
            int count = Math.Min(ScoredRows, rows.Rows - start);
            Tensor levels = Tensor.Zeros(count, rows.Columns), noise = Tensor.Zeros(count, rows.Columns);
            for (int n = 0; n < count; n++)
            {
                rows.CopyRow(start + n, levels.Row(n));
                _dequantization.Noise(start + n).FillUniform(noise.Row(n));
            }
            var logProb = Flow.LogProb(_dequantization.ToUnit(levels, noise)).AsSpan();
            for (int n = 0; n < count; n++)
                perRow[start + n] = logProb[n];
        }
        var summary = LogLikelihood.Of(perRow, rows.Columns, Estimate, Provenance.Representation) with { Levels = _dequantization.Levels };
        return (perRow, summary);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Means were asked for: given its latent coordinates, a row of a flow is certain.</exception>
    public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws)
    {
        if (kind == SampleKind.Means)
            throw new ArgumentException("--means: given its latent part, a row of a flow is certain and has no mean apart from itself. Draw samples instead.");
        var values = new float[checked(count * Provenance.Columns)];
        var tape = new Tape();
        for (int start = 0; start < count; start += ScoredRows)
        {
            using var _ = tape.Evaluate();
            Flow.Sample(Math.Min(ScoredRows, count - start), random, start).AsSpan().CopyTo(values.AsSpan(start * Provenance.Columns));
        }
        _dequantization.ToBrightness(values);
        return new SampleSet(count, Provenance.Columns, values, kind, Provenance.Image);
    }

    /// <inheritdoc/>
    public override ModelFile ToFile()
    {
        var tensors = new List<NamedTensor> { new(MeanTensor, [Provenance.Columns], Flow.Start.Columns.Means.ToArray()) };
        if (Flow.Start.Frequencies is { } frequencies)
            tensors.Add(new NamedTensor(FrequenciesTensor, [frequencies.GetLength(0), frequencies.GetLength(1)], frequencies.Cast<double>().ToArray()));
        tensors.AddRange(Flow.Parameters.Select(parameter => new NamedTensor(parameter.Name, SizesOf(parameter.Shape), parameter.Values.ToArray())));
        return ProvenanceJson.ToFile(this, tensors);
    }

    /// <summary>Reads a model back.</summary>
    /// <param name="file">A model file of one of <see cref="Kinds"/>.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or what it holds is no such flow.</exception>
    public static FlowModel FromFile(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var provenance = ProvenanceJson.Read(Kinds.Contains(file.Kind) ? file : file.Require(Kinds[0]));
        Flow flow;
        FlowOptions options;
        try
        {
            options = OptionsIn(file);
            // Before anything is made of the size the options ask for: the file has to hold as much.
            foreach (var (name, sizes) in options.Networks(provenance.Columns, provenance.Image))
            {
                for (int layer = 0; layer < sizes.Length - 1; layer++)
                    _ = file.Tensor($"{name}.{layer}.weight", sizes[layer], sizes[layer + 1]);
            }
            flow = options.Create(StartOf(file, options, provenance));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{file.Origin}: what it holds is no '{file.Kind}' ({exception.Message}). Fit the model again.", exception);
        }
        foreach (var parameter in flow.Parameters)
            file.Single(parameter.Name, SizesOf(parameter.Shape)).CopyTo(parameter.Values);
        return new FlowModel(flow, options, provenance);
    }

    private static FlowOptions OptionsIn(ModelFile file)
    {
        try
        {
            return OptionsOf(file.Kind, file.Config);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{file.Origin}: {exception.Message}", exception);
        }
    }

    // Deviations only tell where training begins.
    private static FlowStart StartOf(ModelFile file, FlowOptions options, Provenance provenance)
    {
        double[] means = file.Double(MeanTensor, provenance.Columns);
        var start = new FlowStart(new ColumnMoments(means, [.. means.Select(_ => 1.0)])) { Image = provenance.Image };
        if (!options.NeedsFrequencies)
            return start;
        double[] flat = file.Double(FrequenciesTensor, provenance.Columns, options.Dequantization.Levels);
        var frequencies = new double[provenance.Columns, options.Dequantization.Levels];
        Buffer.BlockCopy(flat, 0, frequencies, 0, flat.Length * sizeof(double));
        return start with { Frequencies = frequencies };
    }

    private static long[] SizesOf(Shape shape) => shape.Rank == 1 ? [shape.Columns] : [shape.Rows, shape.Columns];
}
