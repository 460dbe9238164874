using System.Diagnostics;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.Training;

namespace Pushforward.Comparison;

/// <summary>
/// Puts models on one footing: likelihoods of the same rows in the same representation, and samples judged against the same held-out rows beside a floor
/// (training rows) and a ceiling (independent columns). What cannot be compared is said, with the reason, and the rest is compared.
/// </summary>
public sealed class ModelComparison
{
    // Below this the figures of neighbourhoods and of the two-sample test mean nothing.
    private const int FewestRows = 100;

    private const int PrincipalFeatures = 64;
    private const double ClassifierShare = 0.4, LikelihoodShare = 0.05;

    private readonly Dataset _data;
    private readonly ComparisonOptions _options;
    private readonly IProgress<ComparisonProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _notes = [];
    private readonly List<LeftOut> _leftOut = [];

    private ModelComparison(Dataset data, ComparisonOptions options, IProgress<ComparisonProgress>? progress, CancellationToken cancellation) =>
        (_data, _options, _progress, _cancellation) = (data, options, progress, cancellation);

    /// <summary>Compares models.</summary>
    /// <param name="models">At least one; names unique.</param>
    /// <param name="data">The data they were trained on, best with a test split.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There is no model, two have one name, or an option is out of range.</exception>
    /// <exception cref="InvalidDataException">The data are damaged, or none of the models suits them.</exception>
    public static ComparisonResult Run(
        IReadOnlyList<ComparedModel> models, Dataset data, ComparisonOptions? options = null, IProgress<ComparisonProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new();
        options.Validate();
        if (models.Count == 0)
            throw new ArgumentException("models: expected at least one to compare, got none.", nameof(models));
        if (models.GroupBy(model => model.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"models: two are called '{twice.Key}'; each needs a name of its own.", nameof(models));
        return new ModelComparison(data, options, progress, cancellation).Run(models);
    }

    private ComparisonResult Run(IReadOnlyList<ComparedModel> given)
    {
        var models = Suitable(given);
        var rows = new ComparisonRows(_data, models, _options.Binarization, _cancellation);
        Note(models, rows);
        Report(0, "likelihoods");
        var bits = rows.AreBits ? OfBits(models, rows) : null;
        var gray = rows.Image is null ? null : OfGray(models, rows);
        var result = new ComparisonResult
        {
            Data = _data.Name,
            Models = models,
            LeftOut = _leftOut,
            Notes = _notes,
            Representation = rows.Representation,
            Split = rows.HeldOutSplit,
            Bits = bits,
            Gray = gray,
            Image = rows.Image,
            ColumnNames = rows.Schema is { } schema ? [.. schema.Select(column => column.Name)] : null,
        };
        if (rows.Image is not null)
            result = result with { Views = new LatentViewing(rows, _options.Seed, _cancellation).Of(models, _notes.Add) };
        result = Judged(result, models, rows);
        return result with { Recommendation = Comparison.Recommendation.Of(result) };
    }

    private List<ComparedModel> Suitable(IReadOnlyList<ComparedModel> given)
    {
        var models = new List<ComparedModel>();
        foreach (var model in given)
        {
            if (ComparisonRows.WhyNot(model.Model, _data, _cancellation) is { } reason)
                _leftOut.Add(new LeftOut(model.Name, reason));
            else
                models.Add(model);
        }
        return models.Count > 0 ? models : throw new InvalidDataException(
            $"none of the models can be compared on {_data.Name}. {string.Join(' ', _leftOut.Select(one => $"{one.Name}: {one.Reason}"))} Name the data they were fitted to.");
    }

    private void Note(List<ComparedModel> models, ComparisonRows rows)
    {
        if (models.Count == 1)
            _notes.Add($"There is one model only ({models[0].Name}), so it is compared with training rows and with independent columns, and with no other model.");
        foreach (var model in models.Where(model => model.Model.Provenance.Source != _data.Name))
            _notes.Add($"{model.Name} was trained on '{model.Model.Provenance.Source}' and is compared on '{_data.Name}': if these are other data, its figures say how it carries over, not how well it was fitted.");
        foreach (var model in models.Where(model => rows is { AreBits: true, Image: not null } && model.Model.Provenance.GrayLevels is null && !SameBits(model.Model.Provenance.Binarization, rows.Binarization)))
            _notes.Add($"{model.Name} was trained on images {model.Model.Provenance.Representation}, and all are compared on images {rows.Representation}, which puts it at a disadvantage.");
        if (rows.AreBits && models.Any(model => model.Model.Provenance.GrayLevels is not null))
        {
            _notes.Add($"Gray samples of {Join(models.Where(model => model.Model.Provenance.GrayLevels is not null))} are made bits in the same way as the data before they are compared, "
                + "and what their model says of bits is a lower bound, a loose one: most of what a density of gray levels knows is about shades, which bits do not have.");
        }
        if (!rows.IsDivided)
            _notes.Add($"{_data.Name} has one split only, so nothing was held out: likelihoods are of rows the models were fitted to, and of these every second one stands in for held-out rows.");
        if (rows.HeldOutBits?.Weights is not null)
            _notes.Add("Row weights count in likelihoods; in the figures of samples every row counts once.");
    }

    // A threshold ignores its seed.
    private static bool SameBits(BinarizationOptions a, BinarizationOptions b) =>
        a.Method == b.Method && (a.Method == Binarization.Threshold || a.Seed == b.Seed);

    private static string Join(IEnumerable<ComparedModel> models) => string.Join(", ", models.Select(model => model.Name));

    private LikelihoodComparison? OfBits(List<ComparedModel> models, ComparisonRows rows)
    {
        var entries = new List<LikelihoodEntry>();
        GrayAsBits? bound = null;
        foreach (var (name, model) in models)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (IsConditional(model))
            {
                _notes.Add($"{name} was given labels: its likelihoods are of rows given their label, and cannot be set beside those of models that see no labels.");
            }
            else if (model is IBitLikelihood ofBits && model.Provenance.GrayLevels is null)
            {
                var (perRow, figure) = ofBits.ScoreBits(rows.HeldOutBits!, _options.ImportanceSamples, _cancellation);
                entries.Add(new LikelihoodEntry(name, figure, null) { PerRow = perRow });
            }
            else if (model is IGrayLikelihood ofGray && model.Provenance.GrayLevels is not null && rows.TrainImages is { } train)
            {
                bound ??= new GrayAsBits(train, rows.Binarization.Method);
                var (perRow, figure) = bound.Score(ofGray, rows.HeldOutBits!, _options, _cancellation);
                entries.Add(new LikelihoodEntry(name, figure, "a loose bound: a model of gray levels asked about bits") { PerRow = perRow });
            }
            else
            {
                _notes.Add($"{name} gives no likelihood of bits.");
            }
        }
        return entries.Count == 0 ? null : LikelihoodComparison.Of(rows.Representation, entries, rows.HeldOutBits!.Weights);
    }

    private static bool IsConditional(TrainedModel model) => model is IConditional { Classes: > 0 };

    private LikelihoodComparison? OfGray(List<ComparedModel> models, ComparisonRows rows)
    {
        var entries = new List<LikelihoodEntry>();
        foreach (var (name, model) in models.Where(model => model.Model.Provenance.GrayLevels is not null))
        {
            if (model is not IGrayLikelihood gray || IsConditional(model))
                continue;
            var (perRow, figure) = gray.ScoreGray(
                rows.HeldOutImages!, $"{_data.Name}, {rows.HeldOutSplit.Word()} split", _options.ImportanceSamples, _cancellation);
            entries.Add(new LikelihoodEntry(name, figure, null) { PerRow = perRow });
        }
        return entries.Count == 0 ? null : LikelihoodComparison.Of("256 gray levels", entries, null);
    }

    private ComparisonResult Judged(ComparisonResult result, List<ComparedModel> models, ComparisonRows rows)
    {
        var (train, heldOut) = rows.Points();
        int count = Math.Min(_options.Samples, Math.Min(train.Rows, heldOut.Rows));
        if (count < FewestRows)
        {
            _notes.Add($"Samples are not judged: that takes at least {FewestRows} training and as many held-out rows, and there are {train.Rows} and {heldOut.Rows}.");
            return result;
        }
        if (count < Math.Min(_options.Samples, heldOut.Rows))
            _notes.Add($"Samples are judged {count} at a time, as there are no more training rows to set beside them.");

        var classifier = Classifier(rows);
        IFeatureMap features = classifier is not null ? classifier
            : rows.Image is null && train.Columns <= PrincipalFeatures ? new PlainColumns()
            : new PrincipalComponents(train, PrincipalFeatures);
        var real = heldOut.Pick(Some(heldOut.Rows, count, "real-rows", 0));
        SampleJudge judge;
        try
        {
            judge = new SampleJudge(train, real, features, calibrates: rows.Image is null, _options);
        }
        catch (ArgumentException e)
        {
            // Held-out rows that are all the same, for instance.
            _notes.Add($"Samples are not judged: {e.Message}");
            return result;
        }
        if (count <= judge.FeatureCount)
            _notes.Add($"There are fewer rows ({count}) than features ({judge.FeatureCount}), so covariances are singular; Fréchet distances compare only the directions that rows show.");

        int steps = (models.Count + 2) * _options.SampleSeeds, step = 0;
        double start = LikelihoodShare + ClassifierShare;
        SampleFigures Judge(string name, SampleOrigin origin, Func<int, (PointSet, double)> draw) => judge.Judge(name, origin, seed =>
        {
            Report(start + (1 - start) * step / steps, $"samples of {name}, draw {seed + 1} of {_options.SampleSeeds}");
            return draw(seed);
        }, () => step++, _cancellation);

        return result with
        {
            Floor = Judge("training rows", SampleOrigin.TrainingRows, seed => (train.Pick(Some(train.Rows, count, "floor", seed)), 0)),
            Samples = [.. models.Select(model => Judge(model.Name, SampleOrigin.Model, seed =>
            {
                var clock = Stopwatch.StartNew();
                var drawn = rows.Sample(model.Model, count, _options.Seed + seed);
                return (drawn, clock.Elapsed.TotalSeconds);
            }))],
            Ceiling = Judge(rows.Image is null ? "independent columns" : "independent pixels", SampleOrigin.IndependentColumns, seed => (Independent(train, count, seed), 0)),
            SampleRows = count,
            SampleSeeds = _options.SampleSeeds,
            Features = features.Description,
            Bandwidth = judge.Bandwidth,
            Classifier = classifier,
            RealExamples = real.Slice(0, Math.Min(60, real.Rows)),
        };
    }

    private ImageClassifier? Classifier(ComparisonRows rows)
    {
        if (rows.TrainImages is not { } train)
            return null;
        if (!train.HasLabels || train.Labels.Span.IndexOfAnyExcept(train.Labels.Span[0]) < 0)
        {
            _notes.Add($"{_data.Name} has {(train.HasLabels ? "one class only" : "no labels")}, so no classifier can be trained on it; samples are compared by their pixels' principal components, which see less of shapes.");
            return null;
        }
        var options = _options.Classifier with { Bits = rows.AreBits ? rows.Binarization : null };
        var classifier = ImageClassifierCache.GetOrTrain(
            train, options, _options.CacheFolder, _notes.Add, new TrainingStatus(this), _cancellation);
        if (rows.HeldOutImages is { HasLabels: true } heldOut && rows.IsDivided)
        {
            var seen = rows.AreBits ? PointSet.Of(rows.HeldOutBits!.Bits) : PointSet.Of(heldOut);
            classifier.Accuracy = ImageClassifierTraining.Accuracy(classifier, seen, heldOut.Labels.Span);
        }
        return classifier;
    }

    // Without replacement; all of them where all are wanted.
    private int[] Some(int rows, int count, string purpose, int step)
    {
        int[] order = BatchOrder.Permutation(rows, new RandomStream(_options.Seed, purpose, step));
        int[] some = order[..count];
        Array.Sort(some);
        return some;
    }

    private PointSet Independent(PointSet train, int count, int seed)
    {
        var stream = new RandomStream(_options.Seed, "independent-columns");
        var values = new float[count * train.Columns];
        for (int n = 0; n < count; n++)
        {
            var random = stream.At(seed, n);
            for (int d = 0; d < train.Columns; d++)
                values[n * train.Columns + d] = train.Row(random.NextInt32(train.Rows))[d];
        }
        return new PointSet(count, train.Columns, values);
    }

    private void Report(double fraction, string status) => _progress?.Report(new ComparisonProgress(fraction, status));

    private sealed class TrainingStatus(ModelComparison owner) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => owner.Report(
            LikelihoodShare + ClassifierShare * value.Fraction, $"training a classifier to compare by, epoch {value.Epoch}");
    }
}
