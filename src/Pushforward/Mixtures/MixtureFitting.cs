using System.Diagnostics;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Mixtures.Inference;
using Pushforward.Models;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>A fitted mixture of either emission with the record of its fit.</summary>
/// <param name="Model">The best restart's mixture, scored on every split there is.</param>
/// <param name="Restarts">Every start that was run.</param>
/// <param name="Best">Index of the best among them.</param>
/// <param name="Precision">Single or Double: what Auto resolved to.</param>
public sealed record MixtureFit(MixtureModel Model, IReadOnlyList<EmRestart> Restarts, int Best, MixturePrecision Precision)
{
    /// <summary>The restart the model comes from.</summary>
    public EmRestart BestRestart => Restarts[Best];
}

/// <summary>Fits mixtures to one data set, as many as are asked for; the data are read once.</summary>
public sealed class MixtureFitting
{
    // The figures of social science are for tables a person reads: beyond this many probabilities nobody reads a profile.
    private const int MostProfileProbabilities = 20_000;

    private readonly Dataset _data;
    private readonly BinarizationOptions _binarization;
    private readonly ColumnLevelLimit _limit;
    private readonly Dictionary<DataSplit, CategoricalData> _loaded = [];

    /// <summary>Reads the training split.</summary>
    /// <param name="data">Images or a table.</param>
    /// <param name="binarization">How gray pixels become bits; fixed for all splits.</param>
    /// <param name="emission">The law of a column.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The data cannot be read, or are not of the kind the emission asks for.</exception>
    public MixtureFitting(Dataset data, BinarizationOptions binarization, MixtureEmission emission = MixtureEmission.Auto, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(binarization);
        (_data, _binarization) = (data, binarization);
        _limit = emission.Levels();
        Train = Split(DataSplit.Train, cancellation);
        IsBernoulli = emission.IsBernoulli(Train.Answers.Layout);
    }

    /// <summary>The processes that share the rows, each of which does the same with the same data; null for this one alone.</summary>
    public ICollective? Ranks { get; init; }

    /// <summary>The rows that are fitted to.</summary>
    public CategoricalData Train { get; }

    /// <summary>Whether the law of a column is a Bernoulli.</summary>
    public bool IsBernoulli { get; }

    /// <summary>The data set.</summary>
    public Dataset Data => _data;

    /// <summary>A split, read when it is first asked for.</summary>
    /// <param name="split">Which.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    public CategoricalData Split(DataSplit split, CancellationToken cancellation = default)
    {
        if (!_loaded.TryGetValue(split, out var data))
        {
            data = _data.ToCategorical(split, _binarization, _limit, cancellation);
            if (split != DataSplit.Train)
                MixtureModel.CheckColumns(data, Train.Columns);
            _loaded[split] = data;
        }
        return data;
    }

    /// <summary>Fits to the training split, and scores every split there is.</summary>
    /// <param name="options">How to fit.</param>
    /// <param name="earlyStopping">Whether the validation split stops a restart and decides between restarts.</param>
    /// <param name="profiles">Whether standard errors and classification are computed, for a table that is not too large for them.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="cancellation">Ends the fit after the current iteration; what there is is scored and returned.</param>
    /// <exception cref="ArgumentException">An option is out of range, there are fewer distinct rows than components, or no validation split to stop by.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">EM failed.</exception>
    public MixtureFit Fit(
        BernoulliMixtureOptions options,
        bool earlyStopping = false,
        bool profiles = true,
        IProgress<EmIteration>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (earlyStopping && !_data.Has(DataSplit.Validation))
            throw new ArgumentException($"early stopping: {_data.Name} has no validation split to stop by; name one with --validation.");
        RequireDistinct(_data.Name, Train.Answers.Distinct(atMost: options.Components), options.Components);
        var held = earlyStopping ? Split(DataSplit.Validation, cancellation) : null;
        PeakMemory.Restart();
        var clock = Stopwatch.StartNew();
        var fit = CategoricalMixtureTrainer.FitBits(Train.Answers, options, Train.Weights, held?.Answers, held?.Weights, null, progress, null, Ranks, cancellation);
        double seconds = clock.Elapsed.TotalSeconds;
        var model = Model(fit, options, seconds, profiles);
        return new MixtureFit(model, fit.Restarts, fit.Best, fit.Precision);
    }

    private MixtureModel Model(EmResult fit, BernoulliMixtureOptions options, double seconds, bool profiles)
    {
        var provenance = new Provenance
        {
            Source = _data.Name,
            Rows = Train.Rows,
            Columns = Train.Columns,
            Representation = Train.Representation.Description,
            Binarization = _binarization,
            Image = Train.Image,
            Schema = Train.Schema,
            Seed = options.Seed,
            StopReason = fit.Restarts[fit.Best].StopReason.Word(),
            Seconds = seconds,
            PeakBytes = PeakMemory.Bytes,
        };
        var model = Model(fit, options, provenance, null);
        var figures = new Dictionary<DataSplit, LogLikelihood>();
        foreach (var split in _data.Splits)
        {
            // Even after an interruption: what there is is scored.
            var data = Split(split, CancellationToken.None);
            figures[split] = LogLikelihood.Of(
                model.LogProb(data.Answers), data.Columns, LikelihoodEstimate.Exact, data.Representation.Description, data.Weights);
        }
        var classes = profiles && Train.Image is null && IsForProfiles(fit.Weights.Length, Train.Answers.Layout)
            ? ClassFigures.Of(model.Classes, Train.Answers, Train.Weights, options.PriorStrength, fit.Restarts)
            : null;
        return Model(fit, options, provenance with { Figures = figures }, classes);
    }

    private MixtureModel Model(EmResult fit, BernoulliMixtureOptions options, Provenance provenance, ClassFigures? classes) =>
        MixtureModel.Of(fit, IsBernoulli, options, provenance, classes);

    /// <summary>Whether a table is small enough for somebody to read its profiles.</summary>
    internal static bool IsForProfiles(int components, BitLayout layout) => (long)components * layout.Levels.ToArray().Sum() <= MostProfileProbabilities;

    /// <summary>Refuses more components than there are different rows.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    internal static void RequireDistinct(string name, int distinct, int components)
    {
        if (distinct < components)
        {
            throw new ArgumentException(
                $"components: expected at most {distinct}, as many as {name} has different rows, got {components}. "
                + "More components than that have nothing to tell them apart.");
        }
    }
}
