using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Mixtures.Inference;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// A fitted mixture with its options and provenance, of Bernoullis or of categorical laws: what <c>fit mixture</c> writes and <c>sample</c>, <c>score</c>,
/// <c>impute</c> and <c>describe</c> read.
/// </summary>
public abstract class MixtureModel : TrainedModel
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "mixture";

    private protected const string WeightsTensor = "weights";

    private const string EmissionKey = "emission";
    private const string WeightErrorsTensor = "weight_errors", ProbabilityErrorsTensor = "probability_errors", ClassificationTensor = "classification",
        CriteriaTensor = "criteria";

    // What stands for "not a number" in the file, which holds none.
    private const double NoError = -1;

    private protected MixtureModel(BernoulliMixtureOptions options, Provenance provenance, ClassFigures? figures)
        : base(provenance)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, Figures) = (options, figures);
    }

    /// <summary>The law on answers, some of which may be missing.</summary>
    public abstract CategoricalMixture Classes { get; }

    /// <summary>How it was fitted.</summary>
    public BernoulliMixtureOptions Options { get; }

    /// <summary>Standard errors, criteria and classification of a fit to a table; null for images.</summary>
    public ClassFigures? Figures { get; }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override LikelihoodEstimate Estimate => LikelihoodEstimate.Exact;

    private protected abstract string Emission { get; }

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["components"] = Options.Components,
        ["restarts"] = Options.Restarts,
        ["prior"] = Options.PriorStrength,
        ["tolerance"] = Options.Tolerance,
        ["maxIterations"] = Options.MaxIterations,
        ["patience"] = Options.Patience,
        [EmissionKey] = Emission,
        ["precision"] = Options.Precision.ToString().ToLowerInvariant(),
        ["seed"] = Options.Seed,
    };

    /// <summary>A split as answers in the levels of the model.</summary>
    /// <param name="data">Data of the kind it was fitted to, opened with its schema.</param>
    /// <param name="split">Which part.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The data are of another width, or a value does not occur in the training data.</exception>
    public CategoricalData Answers(Dataset data, DataSplit split, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var answers = data.ToCategorical(split, Provenance.Binarization, ColumnLevelLimit.Any, cancellation);
        CheckColumns(answers, Classes.Columns);
        return answers;
    }

    /// <inheritdoc/>
    public override (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default)
    {
        var answers = Answers(data, split, cancellation);
        double[] perRow = LogProb(answers.Answers);
        return (perRow, LogLikelihood.Of(perRow, answers.Columns, Estimate, answers.Representation.Description, answers.Weights));
    }

    /// <summary>log p of what each row answers, of rows that are read as they are needed.</summary>
    /// <param name="data">Rows in the levels of the model, e.g. a table opened with its schema.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows; null for this one alone.</param>
    /// <returns>The values [rows] and their summary.</returns>
    /// <exception cref="InvalidDataException">The data are of other columns, or damaged.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public (double[] PerRow, LogLikelihood Summary) Score(IBitSource data, ThreadTeam? team = null, ICollective? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        StreamedMixture.CheckColumns(Classes.Levels, "the model", data);
        using var pass = Pass(new StreamedRows(data, ranks), team, ranks, again: false);
        double[] perRow = pass.LogProb();
        return (perRow, LogLikelihood.Of(perRow, data.Columns, Estimate, StreamedMixture.RepresentationOf(data.Layout).Description, data.Weights));
    }

    /// <summary>The same summary without the values, none of which is held: rows are walked twice instead.</summary>
    /// <param name="data">Rows in the levels of the model, e.g. a table opened with its schema.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows, which do hold the values; null for this one alone.</param>
    /// <exception cref="InvalidDataException">The data are of other columns, or damaged.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public LogLikelihood Summarize(IBitSource data, ThreadTeam? team = null, ICollective? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (ranks is { Size: > 1 })
            return Score(data, team, ranks).Summary;
        StreamedMixture.CheckColumns(Classes.Levels, "the model", data);
        using var pass = Pass(new StreamedRows(data), team, null, again: true);
        return LogLikelihood.Of(pass.LogProbs, data.Columns, Estimate, StreamedMixture.RepresentationOf(data.Layout).Description, data.Weights);
    }

    /// <summary>r_nk = p(k | what row n answers) of rows that are read as they are needed.</summary>
    /// <param name="data">Rows in the levels of the model, e.g. a table opened with its schema.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <returns>Row after row. Shape [components] each.</returns>
    /// <exception cref="InvalidDataException">The data are of other columns, or damaged.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public IEnumerable<double[]> Responsibilities(IBitSource data, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        StreamedMixture.CheckColumns(Classes.Levels, "the model", data);
        return Rows();

        IEnumerable<double[]> Rows()
        {
            using var pass = Pass(new StreamedRows(data), team, null, again: false);
            foreach (var block in pass.Posteriors())
            {
                for (int n = 0; n < block.Rows; n++)
                    yield return block.Of(n).ToArray();
            }
        }
    }

    /// <summary>r_nk = p(k | what row n answers).</summary>
    /// <param name="rows">Answers in the levels of the model. Shape [rows, columns].</param>
    /// <returns>Row-major. Shape [rows, components].</returns>
    public virtual double[] Responsibilities(CategoricalRows rows) => Classes.Responsibilities(rows);

    /// <summary>Reads a model back, of either emission.</summary>
    /// <param name="file">A model file of this kind.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or what it holds is no mixture.</exception>
    public static MixtureModel FromFile(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var provenance = ProvenanceJson.Read(file.Require(KindName));
        try
        {
            double[] weights = file.Double(WeightsTensor, -1);
            var options = new BernoulliMixtureOptions
            {
                Components = weights.Length,
                Restarts = file.Config["restarts"]!.GetValue<int>(),
                PriorStrength = file.Config["prior"]!.GetValue<double>(),
                Tolerance = file.Config["tolerance"]!.GetValue<double>(),
                MaxIterations = file.Config["maxIterations"]!.GetValue<int>(),
                Patience = file.Config["patience"]?.GetValue<int>() ?? new BernoulliMixtureOptions().Patience,
                Seed = file.Seed,
                Precision = Enum.Parse<MixturePrecision>(file.Config["precision"]!.GetValue<string>(), ignoreCase: true),
            };
            return file.Config[EmissionKey]?.GetValue<string>() == CategoricalMixtureModel.EmissionName
                ? CategoricalMixtureModel.Read(file, weights, options, provenance)
                : BernoulliMixtureModel.Read(file, weights, options, provenance);
        }
        catch (Exception e) when (e is ArgumentException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{file.Origin}: what it holds is no mixture ({e.Message}). Fit the model again.", e);
        }
    }

    /// <summary>log p of what each row answers.</summary>
    internal virtual double[] LogProb(CategoricalRows rows) => Classes.LogProb(rows);

    /// <summary>A walk over rows, in the form of the law that their layout asks for.</summary>
    private protected virtual AnswerPass Pass(EmRows rows, ThreadTeam? team, ICollective? ranks, bool again) => new(Classes, rows, team, ranks, again);

    /// <summary>The model that EM has found.</summary>
    internal static MixtureModel Of(EmResult fit, bool isBernoulli, BernoulliMixtureOptions options, Provenance provenance, ClassFigures? figures)
    {
        if (!isBernoulli)
            return new CategoricalMixtureModel(CategoricalMixtureTrainer.ToMixture(fit, fit.Bits), options, provenance, figures);
        var bits = fit.Bits;
        var means = new double[checked(fit.Weights.Length * bits.Columns)];
        for (int k = 0; k < fit.Weights.Length; k++)
        {
            // The one of a column is its last bit, whether or not its zero has a bit of its own.
            for (int column = 0; column < bits.Columns; column++)
                means[k * bits.Columns + column] = fit.Means[k * bits.Bits + bits.FirstBit(column + 1) - 1];
        }
        return new BernoulliMixtureModel(new BernoulliMixture(fit.Weights, means, bits.Columns), options, provenance, figures);
    }

    /// <summary>The model as a file: its own tensors, and those of the figures.</summary>
    private protected ModelFile ToFile(params IEnumerable<NamedTensor> parameters)
    {
        var tensors = parameters.ToList();
        if (Figures is { } figures)
        {
            int components = Classes.Components;
            var criteria = figures.Criteria;
            tensors.Add(new(WeightErrorsTensor, [components], WithoutNaN(figures.Errors.Weights)));
            tensors.Add(new(ProbabilityErrorsTensor, [components, Classes.TotalLevels], WithoutNaN(figures.Errors.Probabilities)));
            tensors.Add(new(ClassificationTensor, [components, components], figures.ClassificationTable.Cast<double>().ToArray()));
            double[] numbers = [criteria.LogLikelihood, criteria.TotalWeight, criteria.Entropy, figures.Restarts, figures.Replicated, (double)figures.Errors.Status];
            tensors.Add(new(CriteriaTensor, [numbers.Length], numbers));
        }
        return ProvenanceJson.ToFile(this, [.. tensors]);
    }

    private protected static ClassFigures? ReadFigures(ModelFile file, CategoricalMixture mixture)
    {
        if (!file.Tensors.Any(tensor => tensor.Name == CriteriaTensor))
            return null;
        int components = mixture.Components;
        double[] criteria = file.Double(CriteriaTensor, 6), table = file.Double(ClassificationTensor, components, components);
        var classification = new double[components, components];
        Buffer.BlockCopy(table, 0, classification, 0, table.Length * sizeof(double));
        var status = (StandardErrorStatus)(int)criteria[5];
        if (!Enum.IsDefined(status))
            throw new FormatException($"status of standard errors: {criteria[5]}");
        return new ClassFigures(
            new StandardErrors(WithNaN(file.Double(WeightErrorsTensor, components)), WithNaN(file.Double(ProbabilityErrorsTensor, components, mixture.TotalLevels)), status),
            new InformationCriteria(criteria[0], mixture.ParameterCount, criteria[1], criteria[2]),
            classification,
            (int)criteria[3],
            (int)criteria[4]);
    }

    internal static void CheckColumns(CategoricalData data, int columns)
    {
        if (data.Columns != columns)
        {
            throw new InvalidDataException(
                $"{data.Source}, {data.Split.Word()} split: the model has {columns} columns, these data have {data.Columns}; "
                + "score data of the kind it was fitted to.");
        }
    }

    private static double[] WithoutNaN(double[] values) => Array.ConvertAll(values, value => double.IsNaN(value) ? NoError : value);

    private static double[] WithNaN(double[] values) => Array.ConvertAll(values, value => value < 0 ? double.NaN : value);
}
