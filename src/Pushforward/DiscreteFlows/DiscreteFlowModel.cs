using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Mixtures;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.Training;

namespace Pushforward.DiscreteFlows;

/// <summary>A discrete flow with its options and provenance: what <c>fit discrete-flow</c> writes and <c>sample</c>, <c>score</c> and <c>describe</c> read.</summary>
public sealed class DiscreteFlowModel : TrainedModel, IBitLikelihood
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "discrete-flow";

    private const string FlowTensor = "flow", WeightsTensor = "base.weights", MeansTensor = "base.means";
    private const int LargestHeldOut = 10_000, HeldOutPart = 6;

    /// <summary>Puts a flow together with where it comes from.</summary>
    /// <param name="flow">The law.</param>
    /// <param name="options">How it was found.</param>
    /// <param name="provenance">What on.</param>
    public DiscreteFlowModel(DiscreteFlow flow, DiscreteFlowOptions options, Provenance provenance)
        : base(provenance)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(options);
        (Flow, Options) = (flow, options);
    }

    /// <summary>The law.</summary>
    public DiscreteFlow Flow { get; }

    /// <summary>How it was found.</summary>
    public DiscreteFlowOptions Options { get; }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <summary>The base's free parameters, and the whole numbers that write the map down.</summary>
    public override long ParameterCount => Flow.Base.ParameterCount + BijectionCodec.Write(Flow.Map).Length;

    /// <inheritdoc/>
    public override LikelihoodEstimate Estimate => LikelihoodEstimate.Exact;

    /// <summary>Searches on a data set's training split, and scores every split there is.</summary>
    /// <param name="data">Images or a table of binary columns. Without a validation split a sixth of the training rows is held out, at most 10,000.</param>
    /// <param name="options">How to search.</param>
    /// <param name="binarization">How gray pixels become bits; fixed for all splits.</param>
    /// <param name="progress">Told every layer.</param>
    /// <param name="cancellation">Ends the search after the current layer; what there is is scored and returned.</param>
    /// <returns>The model, and the record of its search.</returns>
    /// <exception cref="InvalidDataException">The data cannot be read, are not binary, or their rows are weighted.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or there are too few rows.</exception>
    public static (DiscreteFlowModel Model, DiscreteFlowFit Fit) Fit(
        Dataset data, DiscreteFlowOptions options, BinarizationOptions binarization,
        IProgress<LayerRecord>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(binarization);
        options.Validate();
        var all = Bits(data, DataSplit.Train, binarization, null, cancellation);
        var splits = new Dictionary<DataSplit, BitMatrix>();
        if (data.Has(DataSplit.Validation))
            (splits[DataSplit.Train], splits[DataSplit.Validation]) = (all.Bits, Bits(data, DataSplit.Validation, binarization, all.Columns, cancellation).Bits);
        else
            (splits[DataSplit.Train], splits[DataSplit.Validation]) = HoldOut(all, options.Seed);

        PeakMemory.Restart();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var fit = DiscreteFlowTrainer.Fit(splits[DataSplit.Train], splits[DataSplit.Validation], options, all.Image, progress, cancellation: cancellation);
        double seconds = clock.Elapsed.TotalSeconds;
        if (data.Has(DataSplit.Test))
            splits[DataSplit.Test] = Bits(data, DataSplit.Test, binarization, all.Columns, CancellationToken.None).Bits;

        string representation = all.Representation.Description;
        var provenance = new Provenance
        {
            Source = data.Name,
            Rows = splits[DataSplit.Train].Rows,
            Columns = all.Columns,
            Representation = representation,
            Binarization = binarization,
            Image = all.Image,
            Schema = all.Schema,
            Seed = options.Seed,
            StopReason = fit.StopReason.ToString().ToLowerInvariant(),
            Seconds = seconds,
            PeakBytes = PeakMemory.Bytes,
            Figures = splits.ToDictionary(
                split => split.Key,
                split => LogLikelihood.Of(fit.Flow.LogProb(split.Value), all.Columns, LikelihoodEstimate.Exact, representation)),
        };
        return (new DiscreteFlowModel(fit.Flow, fit.Options, provenance), fit);
    }

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["method"] = Options.Method.ToString().ToLowerInvariant(),
        ["layers"] = Options.Layers,
        ["proposals"] = Options.Proposals,
        ["depth"] = Options.Depth,
        ["splitGain"] = Options.SplitGain,
        ["leafRows"] = Options.LeafRows,
        ["window"] = Options.Window,
        ["block"] = Options.Block,
        ["hidden"] = Options.Hidden,
        ["epochs"] = Options.Epochs,
        ["components"] = Options.Components,
        ["minutes"] = Options.Minutes,
        ["seed"] = Options.Seed,
    };

    /// <inheritdoc/>
    public override (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ScoreBits(data.ToBits(split, Provenance.Binarization, cancellation), draws: 0, cancellation);
    }

    /// <inheritdoc/>
    public (double[] PerRow, LogLikelihood Summary) ScoreBits(BinaryData rows, int draws, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        cancellation.ThrowIfCancellationRequested();
        CheckColumns(rows, Flow.Columns);
        double[] perRow = Flow.LogProb(rows.Bits);
        return (perRow, LogLikelihood.Of(perRow, Flow.Columns, Estimate, rows.Representation.Description, rows.Weights));
    }

    /// <summary>New rows; as means, the base's means of each draw's component cannot be decoded (they are no bits), so means are refused.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Means are asked for.</exception>
    public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws)
    {
        if (kind != SampleKind.Draws)
            throw new ArgumentException("--means: a discrete flow maps bits to bits and has no mean row to show; draw samples instead.", nameof(kind));
        var rows = Flow.Sample(count, random);
        var values = new float[checked(count * Flow.Columns)];
        for (int n = 0; n < count; n++)
        {
            for (int c = 0; c < Flow.Columns; c++)
                values[n * Flow.Columns + c] = rows[n, c] ? 1 : 0;
        }
        return new SampleSet(count, Flow.Columns, values, kind, Provenance.Image, Provenance.Schema);
    }

    /// <inheritdoc/>
    public override ModelFile ToFile()
    {
        int[] map = BijectionCodec.Write(Flow.Map);
        return ProvenanceJson.ToFile(
            this,
            new NamedTensor(WeightsTensor, [Flow.Base.Components], Flow.Base.Weights.ToArray()),
            new NamedTensor(MeansTensor, [Flow.Base.Components, Flow.Columns], Flow.Base.Means.ToArray()),
            new NamedTensor(FlowTensor, [map.Length], map));
    }

    /// <summary>Reads a model back.</summary>
    /// <param name="file">A model file of this kind.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or what it holds is no flow.</exception>
    public static DiscreteFlowModel FromFile(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var provenance = ProvenanceJson.Read(file.Require(KindName));
        double[] weights = file.Double(WeightsTensor, -1);
        double[] means = file.Double(MeansTensor, weights.Length, provenance.Columns);
        long[] numbers = file.Int64(FlowTensor, -1);
        try
        {
            var map = BijectionCodec.Read(Array.ConvertAll(numbers, number => checked((int)number)));
            var config = file.Config;
            var options = new DiscreteFlowOptions
            {
                Method = Enum.Parse<DiscreteFlowMethod>(config["method"]!.GetValue<string>(), ignoreCase: true),
                Layers = config["layers"]?.GetValue<int>(),
                Proposals = config["proposals"]?.GetValue<int>(),
                Depth = config["depth"]!.GetValue<int>(),
                SplitGain = config["splitGain"]?.GetValue<double>(),
                LeafRows = config["leafRows"]?.GetValue<int>(),
                Window = config["window"]?.GetValue<int>() ?? new DiscreteFlowOptions().Window,
                Block = config["block"]?.GetValue<int>(),
                Hidden = config["hidden"]!.GetValue<int>(),
                Epochs = config["epochs"]!.GetValue<int>(),
                Components = weights.Length,
                Minutes = config["minutes"]?.GetValue<double>(),
                Seed = file.Seed,
            };
            return new DiscreteFlowModel(new DiscreteFlow(new BernoulliMixture(weights, means, provenance.Columns), map), options, provenance);
        }
        catch (Exception e) when (e is ArgumentException or NullReferenceException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{file.Origin}: what it holds is no discrete flow ({e.Message}). Fit the model again.", e);
        }
    }

    private static BinaryData Bits(Dataset data, DataSplit split, BinarizationOptions binarization, int? columns, CancellationToken cancellation)
    {
        var bits = data.ToBits(split, binarization, cancellation);
        if (columns is { } expected)
            CheckColumns(bits, expected);
        return bits.Weights is null
            ? bits
            : throw new InvalidDataException($"{bits.Source}: a discrete flow is searched for by counting rows, and these are weighted. Leave --weights out, or repeat the rows.");
    }

    private static void CheckColumns(BinaryData rows, int columns)
    {
        if (rows.Columns != columns)
        {
            throw new InvalidDataException(
                $"{rows.Source}, {rows.Split.Word()} split: the model has {columns} columns, these data have {rows.Columns}; score data of the kind it was fitted to.");
        }
    }

    private static (BitMatrix Train, BitMatrix Validation) HoldOut(BinaryData all, long seed)
    {
        if (all.Rows < 2)
            throw new ArgumentException($"{all.Source}: {all.Rows} rows are too few to learn from some and validate on others; give more rows, or --validation.");
        int[] order = BatchOrder.Permutation(all.Rows, new RandomStream(seed, "validation-split"));
        int held = Math.Clamp(all.Rows / HeldOutPart, 1, LargestHeldOut);
        return (Take(order[held..]), Take(order[..held]));

        BitMatrix Take(int[] rows)
        {
            Array.Sort(rows);
            var taken = new BitMatrix(rows.Length, all.Columns);
            for (int n = 0; n < rows.Length; n++)
                all.Bits.Row(rows[n]).CopyTo(taken.MutableRow(n));
            return taken;
        }
    }
}
