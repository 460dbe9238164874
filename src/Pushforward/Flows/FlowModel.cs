using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>A trained flow with its options and provenance: what <c>fit nice</c> and <c>fit realnvp</c> write and <c>sample</c>, <c>score</c> and <c>describe</c> read.</summary>
public sealed partial class FlowModel : TrainedModel, IGrayLikelihood, ILatentModel
{
    /// <summary>What a figure of points is a density of.</summary>
    internal const string PointRepresentation = "real numbers, density in the units of the columns";

    private const string MeanTensor = "mean", DeviationTensor = "deviation", FrequenciesTensor = "frequencies";
    private const int ScoredRows = 512;

    private readonly Dequantization? _dequantization;
    private readonly Standardization? _standardization;
    private readonly Lazy<DoubleFlow> _inDouble;

    /// <summary>Puts a flow together with where it comes from.</summary>
    /// <param name="flow">The law.</param>
    /// <param name="options">How it was made and trained.</param>
    /// <param name="provenance">What on.</param>
    public FlowModel(Flow flow, FlowOptions options, Provenance provenance)
        : base(provenance)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(options);
        (Flow, Options, _dequantization) = (flow, options, options.Points ? null : options.Dequantization);
        _standardization = !options.Points ? null
            : flow.Start.Standardization ?? throw new ArgumentException("flow: a flow of points needs to know how their columns are scaled; give a standardization in its start.");
        _inDouble = new(() => DoubleFlow.Of(flow, options));
    }

    /// <summary>The law.</summary>
    public Flow Flow { get; }

    /// <summary>How it was made and trained.</summary>
    public FlowOptions Options { get; }

    /// <inheritdoc/>
    public override string Kind => Options.Kind;

    /// <inheritdoc/>
    public override long ParameterCount => Flow.Parameters.ElementCount + Provenance.Columns + (Flow.Start.Frequencies?.Length ?? 0);

    /// <summary>
    /// Of points, exact. A lower bound for gray levels: the density is exact where noise has put the pixels, and its mean over noise falls short by Jensen's inequality.
    /// </summary>
    public override LikelihoodEstimate Estimate => Options.Points ? LikelihoodEstimate.Exact : LikelihoodEstimate.LowerBound;

    /// <inheritdoc/>
    public override JsonObject Config() => FlowConfig.Write(Options);

    /// <inheritdoc/>
    public override (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default) =>
        Score(RowsOf(data, split, cancellation), cancellation);

    /// <inheritdoc/>
    public (double[] PerRow, LogLikelihood Summary) ScoreGray(ImageSet images, string name, int draws, CancellationToken cancellation = default) =>
        Score(RowsOf(images, name), cancellation);

    /// <summary>log p of every row, nats: of gray levels as a density on [0, 1]^D, of points in the units of their columns.</summary>
    /// <param name="rows">As <see cref="RowsOf(Dataset, DataSplit, CancellationToken)"/> gives them.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public (double[] PerRow, LogLikelihood Summary) Score(IRowSource rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var perRow = new double[rows.Rows];
        double logDet = _standardization?.LogDet ?? 0;
        Pass(rows, (start, x) =>
        {
            var logProb = Flow.LogProb(x).AsSpan();
            for (int n = 0; n < logProb.Length; n++)
                perRow[start + n] = logProb[n] + logDet;
        }, cancellation);
        var summary = LogLikelihood.Of(perRow, rows.Columns, Estimate, Provenance.Representation) with { Levels = _dequantization?.Levels ?? 1 };
        return (perRow, summary);
    }

    /// <summary>The rows of a data set, as the model was trained on them.</summary>
    /// <param name="data">The data.</param>
    /// <param name="split">Which part.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The data are not of the kind or size the model was fitted to.</exception>
    public IRowSource RowsOf(Dataset data, DataSplit split, CancellationToken cancellation = default)
    {
        return Options.Points
            ? RowsOf((data ?? throw new ArgumentNullException(nameof(data))).ToPoints(split, cancellation))
            : RowsOf(GrayImages.Of(data, split, cancellation), $"{data.Name}, {split.Word()} split");
    }

    /// <summary>Points, scaled as those the model was trained on.</summary>
    /// <param name="points">The points.</param>
    /// <exception cref="InvalidDataException">They have another number of columns, or the model is none of points.</exception>
    public IRowSource RowsOf(PointData points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return points.Columns == Provenance.Columns && _standardization is { } standardization
            ? new PointRows(points, standardization)
            : throw new InvalidDataException(
                $"{points.Name}: the model has {Provenance.Columns} {(Options.Points ? "columns" : "pixels")}, these points have {points.Columns} columns; score what it was trained on.");
    }

    /// <summary>Rows as the points x that the flow sees; noise is fixed by the seed of the fit and the row's place.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    /// <returns>[count, columns].</returns>
    public Tensor PointsOf(IRowSource rows, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Tensor levels = Tensor.Zeros(count, rows.Columns), noise = Tensor.Zeros(count, rows.Columns);
        for (int n = 0; n < count; n++)
        {
            rows.CopyRow(start + n, levels.Row(n));
            _dequantization?.Noise(start + n).FillUniform(noise.Row(n));
        }
        return _dequantization?.ToUnit(levels, noise) ?? levels;
    }

    /// <summary>The latent codes of rows, whose law under the model is the prior; in double, so that <see cref="Decode"/> leads back.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>h, row-major. Shape [rows, columns].</returns>
    public double[] Encode(IRowSource rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int columns = rows.Columns;
        var codes = new double[checked(rows.Rows * columns)];
        Pass(rows, (start, x) => _inDouble.Value.Encode(x.AsSpan(), columns, codes.AsSpan(start * columns, x.Length)), cancellation);
        return codes;
    }

    /// <summary>The rows of latent codes.</summary>
    /// <param name="codes">h, row-major. Shape [rows, columns].</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">They are no whole number of rows.</exception>
    public SampleSet Decode(ReadOnlySpan<double> codes, CancellationToken cancellation = default)
    {
        int columns = Provenance.Columns;
        if (codes.Length % columns != 0)
            throw new ArgumentException($"codes: {codes.Length} numbers are no whole number of rows of {columns}.");
        double[] points = codes.ToArray();
        for (int start = 0; start < points.Length; start += ScoredRows * columns)
        {
            cancellation.ThrowIfCancellationRequested();
            _inDouble.Value.Decode(points.AsSpan(start, Math.Min(ScoredRows * columns, points.Length - start)), columns);
        }
        return Shown(Array.ConvertAll(points, value => (float)value));
    }

    /// <summary>How well the flow's inverse inverts it on rows, by way of codes as <see cref="Encode"/> gives them.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public ReconstructionError Reconstruct(IRowSource rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var worst = new ReconstructionError(rows.Rows, 0, 0, 0, 0, 0);
        double sum = 0;
        long beyond = 0;
        Pass(rows, (start, x) =>
        {
            var points = x.AsSpan();
            var back = new double[points.Length];
            _inDouble.Value.Encode(points, rows.Columns, back);
            _inDouble.Value.Decode(back, rows.Columns);
            for (int i = 0; i < points.Length; i++)
            {
                double error = Math.Abs(back[i] - points[i]);
                sum += error;
                if (!(error <= ReconstructionError.Tolerance))
                    beyond++;
                if (!(error <= worst.Largest))
                    worst = worst with { Largest = error, Row = start + i / rows.Columns, Column = i % rows.Columns };
            }
        }, cancellation);
        return worst with { Mean = sum / ((double)rows.Rows * rows.Columns), Beyond = beyond };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Means were asked for: given its latent coordinates, a row of a flow is certain.</exception>
    public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws) => kind == SampleKind.Means
        ? throw new ArgumentException("--means: given its latent part, a row of a flow is certain and has no mean apart from itself. Draw samples instead.")
        : Sample(count, random, temperature: 1);

    /// <summary>New rows from a prior that is drawn in or spread out, <see cref="Flow.Sample"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; any row can be drawn alone.</param>
    /// <param name="temperature">T, at least 0.</param>
    /// <exception cref="ArgumentException">The temperature is negative or not finite.</exception>
    public SampleSet Sample(int count, RandomStream random, double temperature)
    {
        var values = new float[checked(count * Provenance.Columns)];
        var tape = new Tape();
        for (int start = 0; start < count; start += ScoredRows)
        {
            using var _ = tape.Evaluate();
            Flow.Sample(Math.Min(ScoredRows, count - start), random, start, temperature).AsSpan().CopyTo(values.AsSpan(start * Provenance.Columns));
        }
        return Shown(values);
    }

    /// <summary>Points x as rows that can be shown: of gray images the brightness of the level each pixel falls in.</summary>
    /// <param name="points">x, row-major. Shape [rows, columns].</param>
    public SampleSet Show(ReadOnlySpan<float> points) => Shown(points.ToArray());

    /// <summary>Overwrites columns that are missing by the means of the training rows, from where <see cref="Inpainting"/> sets out.</summary>
    /// <param name="x">Points; changed in place. Shape [rows, columns].</param>
    /// <param name="missing">For each column, whether it is.</param>
    public void Forget(Tensor x, bool[] missing)
    {
        ArgumentNullException.ThrowIfNull(missing);
        for (int n = 0; n < x.Rows; n++)
        {
            for (int d = 0; d < missing.Length; d++)
            {
                if (missing[d])
                    x.Row(n)[d] = (float)(_dequantization?.Unbend(Flow.Start.Columns.Means[d]) ?? 0);
            }
        }
    }

    private ImageRows RowsOf(ImageSet images, string name)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Columns == Provenance.Columns && !Options.Points
            ? new ImageRows(images, name)
            : throw new InvalidDataException(
                $"{name}: the model has {Provenance.Columns} columns{(Options.Points ? " of real numbers" : "")}, these images have {images.Columns} pixels; score images of the size it was trained on.");
    }

    private SampleSet Shown(float[] points)
    {
        _dequantization?.ToBrightness(points);
        _standardization?.Undo(points);
        return new SampleSet(points.Length / Provenance.Columns, Provenance.Columns, points, SampleKind.Draws, Provenance.Image, Provenance.Schema);
    }

    private void Pass(IRowSource rows, Action<int, Tensor> part, CancellationToken cancellation)
    {
        var tape = new Tape();
        for (int start = 0; start < rows.Rows; start += ScoredRows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var _ = tape.Evaluate();
            part(start, PointsOf(rows, start, Math.Min(ScoredRows, rows.Rows - start)));
        }
    }

    /// <inheritdoc/>
    public override ModelFile ToFile()
    {
        var (means, deviations) = (_standardization?.Means ?? Flow.Start.Columns.Means, _standardization?.Deviations ?? Flow.Start.Columns.Deviations);
        var tensors = new List<NamedTensor>
        {
            new(MeanTensor, [Provenance.Columns], means.ToArray()),
            new(DeviationTensor, [Provenance.Columns], deviations.ToArray()),
        };
        if (Flow.Start.Frequencies is { } frequencies)
            tensors.Add(new NamedTensor(FrequenciesTensor, [frequencies.GetLength(0), frequencies.GetLength(1)], frequencies.Cast<double>().ToArray()));
        tensors.AddRange(Flow.Parameters.Select(parameter => new NamedTensor(parameter.Name, SizesOf(parameter.Shape), parameter.Values.ToArray())));
        return ProvenanceJson.ToFile(this, tensors);
    }

    /// <summary>Reads a model back.</summary>
    /// <param name="file">A model file of one of <see cref="FlowConfig.Kinds"/>.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or what it holds is no such flow.</exception>
    public static FlowModel FromFile(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var provenance = ProvenanceJson.Read(FlowConfig.Kinds.Contains(file.Kind) ? file : file.Require(FlowConfig.Kinds[0]));
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
            return FlowConfig.Read(file.Kind, file.Config);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{file.Origin}: {exception.Message}", exception);
        }
    }

    private static FlowStart StartOf(ModelFile file, FlowOptions options, Provenance provenance)
    {
        double[] means = file.Double(MeanTensor, provenance.Columns), deviations = file.Double(DeviationTensor, provenance.Columns);
        if (!deviations.All(deviation => deviation > 0 && double.IsFinite(deviation)) || !means.All(double.IsFinite))
            throw new ArgumentException($"{DeviationTensor}: expected finite numbers greater than 0");
        if (options.Points)
        {
            double[] zeros = new double[means.Length], ones = [.. means.Select(_ => 1.0)];
            return new FlowStart(new ColumnMoments(zeros, ones)) { Standardization = new Standardization(means, deviations) };
        }
        var start = new FlowStart(new ColumnMoments(means, deviations)) { Image = provenance.Image };
        if (!options.NeedsFrequencies)
            return start;
        double[] flat = file.Double(FrequenciesTensor, provenance.Columns, options.Dequantization.Levels);
        var frequencies = new double[provenance.Columns, options.Dequantization.Levels];
        Buffer.BlockCopy(flat, 0, frequencies, 0, flat.Length * sizeof(double));
        return start with { Frequencies = frequencies };
    }

    private static long[] SizesOf(Shape shape) => shape.Rank == 1 ? [shape.Columns] : [shape.Rows, shape.Columns];
}
