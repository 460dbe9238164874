using Pushforward.Data;
using Pushforward.Mixtures.Inference;

namespace Pushforward.Mixtures.Selection;

/// <summary>
/// Tries mixtures of several sizes on one data set and recommends one: by BIC, by rows held out in turn, or by the validation split, where the
/// strength of the prior is chosen too and every start is stopped when the validation rows no longer become likelier.
/// </summary>
public sealed class MixtureSelector
{
    // A walk to larger K ends when so many in turn are no likelier on held-out rows: the next are the dearest, and would be no better.
    private const int WorseInTurn = 3;

    // The strength of the prior is sought from one pseudo-row upwards in large steps, each with a walk of its own because a stronger prior bears
    // more components, and then around the best in small ones.
    private const double FirstPrior = 1, LargeStep = 5, SmallStep = 2, LeastPrior = 0.02, LargestPrior = 200;

    // Where a fit costs little, several starts make the comparison of candidates less a matter of luck: cells times components for one start more.
    private const double WorkOfStart = 1e8;
    private const int MostStarts = 5;

    private readonly MixtureFitting _fitting;
    private readonly MixtureSelectionOptions _options;
    private readonly IProgress<SelectionProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<MixtureCandidate> _candidates = [];
    private readonly List<string> _warnings = [];
    private readonly IReadOnlyList<int> _grid;
    private double _done;

    private MixtureSelector(
        MixtureFitting fitting, MixtureSelectionOptions options, IProgress<SelectionProgress>? progress, CancellationToken cancellation)
    {
        (_fitting, _options, _progress, _cancellation) = (fitting, options, progress, cancellation);
        int distinct = fitting.Train.Answers.Distinct(options.Components[^1]);
        _grid = [.. options.Components.Where(count => count <= distinct)];
        if (_grid.Count == 0)
        {
            throw new ArgumentException(
                $"components: expected at most {distinct}, as many as {fitting.Data.Name} has different rows, got {options.Components[0]} and more.");
        }
        if (_grid.Count < options.Components.Count)
            _warnings.Add($"{fitting.Data.Name} has {distinct} different rows; more components than that were not tried.");
    }

    /// <summary>Selects.</summary>
    /// <param name="fitting">The data. Its validation split decides if there is one.</param>
    /// <param name="options">What to try, and how.</param>
    /// <param name="progress">Told of every iteration.</param>
    /// <param name="cancellation">Ends the selection after the current iteration; the recommendation is then among what was tried.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the data have fewer distinct rows than the fewest components.</exception>
    public static MixtureSelection Select(
        MixtureFitting fitting, MixtureSelectionOptions options, IProgress<SelectionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fitting);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var selector = new MixtureSelector(fitting, options, progress, cancellation);
        return fitting.Data.Has(DataSplit.Validation) ? selector.ByValidation() : selector.ByCriteria();
    }

    private MixtureSelection ByCriteria()
    {
        double prior = _options.Prior ?? 0;
        foreach (int components in _grid)
        {
            var candidate = Try(components, prior, _options.Fit.Restarts, _done + 1.0 / _grid.Count);
            if (_cancellation.IsCancellationRequested)
                break;
            if (_options.Folds > 0)
                candidate = candidate with { HeldOut = CrossValidation.Run(_fitting.Train, _options.Fit with { Components = components, PriorStrength = prior }, _options.Folds, _cancellation) };
            if (_options.Bootstrap > 0 && _candidates.Count > 1)
                candidate = candidate with { Test = LikelihoodRatioTest.Run(_fitting.Train, _candidates[^2].Fit.Model, candidate.Fit.Model, _options.Bootstrap, _cancellation) };
            _candidates[^1] = candidate;
        }

        var judged = _candidates.Where(candidate => candidate.HeldOut is not null).DefaultIfEmpty(_candidates[0]).ToList();
        var byBic = _candidates.MinBy(candidate => candidate.Criteria.Bic)!;
        var best = _options.Folds > 0 ? judged.MaxBy(candidate => candidate.HeldOut?.Mean ?? double.NegativeInfinity)! : byBic;
        Warn(best);
        return new MixtureSelection(
            _candidates, best, _options.Folds > 0 ? SelectionCriterion.CrossValidation : SelectionCriterion.Bic,
            _options.Folds > 0 ? HeldOutReason(best, "rows held out in turn") : BicReason(best), _warnings);
    }

    private MixtureSelection ByValidation()
    {
        double prior = _options.Prior ?? FirstPrior;
        Walk(_grid, prior);
        if (_options.Prior is null)
        {
            // Every other K is enough to see whether a stronger prior is better.
            int[] coarse = [.. _grid.Where((_, place) => place % 2 == 0)];
            for (prior *= LargeStep; prior <= LargestPrior; prior *= LargeStep)
            {
                var before = Likeliest();
                Walk(coarse, prior);
                if (Likeliest() == before)
                    break;
            }
            Step(Likeliest().Components, SmallStep);
            StepComponents();
        }
        if (_options.FinalRestarts > Likeliest().Fit.Restarts.Count && !_cancellation.IsCancellationRequested)
            Try(Likeliest().Components, Likeliest().Prior, _options.FinalRestarts, 1);

        var best = Likeliest();
        WarnAtTop(best);
        return new MixtureSelection(_candidates, best, SelectionCriterion.Validation, HeldOutReason(best, "the validation rows"), _warnings);
    }

    /// <summary>Tries ever more components, until held-out rows get no likelier, or only less likely than under the priors tried before.</summary>
    private void Walk(IReadOnlyList<int> grid, double prior)
    {
        // The cost of a fit grows with K; a walk on all of a grid takes about half of everything.
        double work = grid.Sum() * 2.0, highest = double.NegativeInfinity;
        var (falling, beaten) = (0, 0);
        foreach (int components in grid)
        {
            if (_cancellation.IsCancellationRequested && _candidates.Count > 0)
                return;
            double same = _candidates.Where(other => other.Components == components).Select(other => other.HeldOut!.Value.Mean).DefaultIfEmpty(double.NegativeInfinity).Max();
            double reached = Try(components, prior, Starts(components), Math.Min(0.9, _done + (1 - _done) * components / work)).HeldOut!.Value.Mean;
            falling = reached <= highest ? falling + 1 : 0;
            beaten = reached <= same ? beaten + 1 : 0;
            highest = Math.Max(highest, reached);
            if (falling == WorseInTurn || beaten == WorseInTurn)
                return;
        }
    }

    /// <summary>Changes the prior at the best K by small steps, stronger or weaker, as long as that helps.</summary>
    private void Step(int components, double factor)
    {
        double from = Likeliest().Prior;
        bool stronger = false;
        for (double prior = from * factor; prior <= LargestPrior && Improves(components, prior); prior *= factor)
            stronger = true;
        for (double prior = from / factor; !stronger && prior >= LeastPrior && Improves(components, prior);)
            prior /= factor;
    }

    /// <summary>Changes K at the best prior by steps of the grid, either way, as long as that helps.</summary>
    private void StepComponents()
    {
        int place = _grid.Index().First(entry => entry.Item == Likeliest().Components).Index;
        bool more = false;
        for (int next = place + 1; next < _grid.Count && Improves(_grid[next], Likeliest().Prior); next++)
            more = true;
        for (int next = place - 1; !more && next >= 0 && Improves(_grid[next], Likeliest().Prior);)
            next--;
    }

    private int Starts(int components)
    {
        double cells = (double)_fitting.Train.Rows * _fitting.Train.Answers.Layout.Bits;
        return (int)Math.Clamp(WorkOfStart / (cells * components), 1, MostStarts);
    }

    private bool Improves(int components, double prior)
    {
        var before = Likeliest();
        if (_cancellation.IsCancellationRequested || _candidates.Any(candidate => candidate.Components == components && candidate.Prior == prior))
            return false;
        Try(components, prior, Starts(components), Math.Min(0.95, _done + 0.04));
        return Likeliest() != before;
    }

    private MixtureCandidate Likeliest() => _candidates.MaxBy(candidate => candidate.HeldOut!.Value.Mean)!;

    private MixtureCandidate Try(int components, double prior, int restarts, double doneAfter)
    {
        bool validated = _fitting.Data.Has(DataSplit.Validation);
        var options = _options.Fit with { Components = components, PriorStrength = prior, Restarts = restarts };
        double before = _done;
        var sink = _progress is null ? null : new Sink(iteration =>
            _progress.Report(new SelectionProgress(components, prior, before + (doneAfter - before) * iteration.Restart / restarts, iteration)));
        var fit = _fitting.Fit(options, validated, profiles: !validated, sink, _cancellation);
        _done = doneAfter;
        var classification = Classification.Of(fit.Model.Responsibilities(_fitting.Train.Answers), components, _fitting.Train.Weights);
        var criteria = new InformationCriteria(
            fit.Model.Provenance.Figures[DataSplit.Train].Mean * classification.TotalWeight, fit.Model.ParameterCount, classification.TotalWeight, classification.Entropy);
        var candidate = new MixtureCandidate(
            fit, prior, criteria, classification.EntropyRSquared, ClassFigures.ReplicatedBy(fit.Restarts, classification.TotalWeight))
        {
            HeldOut = validated && fit.Model.Provenance.Figures[DataSplit.Validation] is var held ? new HeldOutLikelihood(held.Mean, held.StandardError) : null,
        };
        _candidates.Add(candidate);
        _progress?.Report(new SelectionProgress(components, prior, _done, null));
        return candidate;
    }

    private string BicReason(MixtureCandidate best)
    {
        var rest = _candidates.Where(candidate => candidate != best).ToList();
        if (rest.Count == 0)
            return FormattableString.Invariant($"K = {best.Components} is the only one that was tried; its BIC is {best.Criteria.Bic:F2}.");
        var second = rest.MinBy(candidate => candidate.Criteria.Bic)!;
        string others = string.Join(", ", new (string Name, Func<InformationCriteria, double> Value)[]
            {
                ("AIC", c => c.Aic), ("sample-size adjusted BIC", c => c.SampleSizeAdjustedBic), ("CAIC", c => c.Caic), ("ICL", c => c.Icl),
            }
            .Select(criterion => (criterion.Name, Choice: _candidates.MinBy(candidate => criterion.Value(candidate.Criteria))!))
            .Where(choice => choice.Choice != best)
            .Select(choice => $"{choice.Name} would take {choice.Choice.Components}"));
        return FormattableString.Invariant(
            $"K = {best.Components} has the lowest BIC, {best.Criteria.Bic:F2}, {second.Criteria.Bic - best.Criteria.Bic:F2} below K = {second.Components}")
            + (others.Length == 0 ? "; the other criteria agree." : $"; {others}.");
    }

    private string HeldOutReason(MixtureCandidate best, string rows)
    {
        var held = best.HeldOut!.Value;
        var second = _candidates.Where(candidate => candidate.Components != best.Components && candidate.HeldOut is not null).MaxBy(candidate => candidate.HeldOut!.Value.Mean);
        string than = second is null ? "" : FormattableString.Invariant($", {held.Mean - second.HeldOut!.Value.Mean:F4} above the best of K = {second.Components}");
        return FormattableString.Invariant(
            $"K = {best.Components} with a prior of {best.Prior:G3} pseudo-rows makes {rows} likeliest: {held.Mean:F4} ± {held.StandardError:F4} nats per row{than}.");
    }

    private void Warn(MixtureCandidate best)
    {
        int restarts = best.Fit.Restarts.Count;
        if (best.Components > 1 && restarts > 1 && best.Replicated == 1)
        {
            _warnings.Add($"The best maximum of K = {best.Components} was found by 1 of {restarts} starts only; there may be a better one. Raise --restarts.");
        }
        if (best.Fit.Model.Figures?.Errors.Status == StandardErrorStatus.NotIdentified)
        {
            _warnings.Add(
                $"K = {best.Components} is not identified by these data: other parameters give the same likelihood. Class sizes and profiles are then arbitrary in part; prefer fewer components.");
        }
        WarnAtTop(best);
    }

    private void WarnAtTop(MixtureCandidate best)
    {
        if (best.Components == _grid[^1] && _grid.Count > 1)
            _warnings.Add($"K = {best.Components} is the most that was tried; more may be better still. Widen --components.");
    }

    private sealed class Sink(Action<EmIteration> action) : IProgress<EmIteration>
    {
        public void Report(EmIteration value) => action(value);
    }
}
