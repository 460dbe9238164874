using System.Globalization;
using Pushforward.Evaluation;

namespace Pushforward.Comparison;

/// <summary>Reads the figures aloud: which model for which purpose, why, and how sure that is. Nothing is said that no figure supports.</summary>
internal static class Recommendation
{
    // Of the spread from draw to draw: a difference of two figures has to exceed twice that of their difference.
    private const double Decided = 2;

    /// <summary>The sentences, the conclusion first.</summary>
    public static IReadOnlyList<string> Of(ComparisonResult result)
    {
        var reasons = new List<string>();
        string? likeliest = Likeliest(result, reasons), drawn = BestSamples(result, reasons);
        Copies(result, reasons);
        Cost(result, reasons);
        return [Conclusion(result, likeliest, drawn), .. reasons];
    }

    private static string Conclusion(ComparisonResult result, string? likeliest, string? drawn)
    {
        if (result.Models.Count == 1)
            return $"With one model there is nothing to choose; the figures say how far {result.Models[0].Name} is from the data.";
        string flagged = drawn is not null && result.SamplesOf(drawn)!.Memorization.IsFlagged ? " (but see below: its samples stand next to training rows)" : "";
        return (likeliest, drawn) switch
        {
            (null, null) => "These figures do not single out a model: where they differ, the differences are within chance or hidden behind bounds.",
            (not null, null) => $"To score data or fill gaps, take {likeliest}{Unless(result)}. For drawing new rows the figures do not single out a model.",
            (null, not null) => $"To draw new rows, take {drawn}{flagged}. For scoring data the figures do not single out a model.",
            _ when likeliest == drawn => $"Take {likeliest}{flagged}: it makes held-out rows likeliest{Unless(result)}, and its samples are nearest to real rows.",
            _ => $"It depends on the use. To score data or fill gaps, take {likeliest}{Unless(result)}; to draw new rows, take {drawn}{flagged}.",
        };
    }

    // A bound below the best is no proof: what it hides has to be said beside the choice.
    private static string Unless(ComparisonResult result)
    {
        string[] hidden = [.. result.Common!.Pairs.Where(pair => pair.SecondIsBound).Select(pair => pair.Second)];
        return hidden.Length == 0 ? "" : $" (of {string.Join(" and ", hidden)} only a lower bound is known)";
    }

    private static string? Likeliest(ComparisonResult result, List<string> reasons)
    {
        if (result.Common is not { Pairs.Count: > 0 } common)
        {
            if (result.Models.Count > 1)
                reasons.Add("Likelihood: at most one model gives a likelihood of the common rows, so none can be set against another.");
            return null;
        }
        string best = common.Entries[0].Model;
        var open = common.Pairs.FirstOrDefault(pair => !pair.IsProven);
        var next = common.Pairs[0];
        reasons.Add(string.Create(CultureInfo.InvariantCulture,
            $"Likelihood: {best} comes first, {next.Difference.Mean:F2} nats per row ahead of {next.Second} on the same {next.Difference.Rows:N0} rows (95 % interval {next.Difference.Lower:F2} to {next.Difference.Upper:F2})"
            + $"{(next.Difference.IsDecided ? "" : ", which chance alone may explain")}. {Kinds(common)}"));
        if (open is not null && open.Difference.Lower > 0)
            reasons.Add($"That is no proof against {string.Join(" or ", common.Pairs.Where(pair => pair.SecondIsBound).Select(pair => pair.Second))}, whose figure is only a lower bound and may be far below the truth.");
        // A loose bound cannot unseat what an exact figure shows, but neither can it be ruled out: it is said, and the choice stands among the others.
        return common.Pairs.All(pair => pair.Difference.Lower > 0) ? best : null;
    }

    private static string Kinds(LikelihoodComparison common) => common.Entries[0].Figure.Estimate switch
    {
        LikelihoodEstimate.Exact => "Its figure is exact.",
        LikelihoodEstimate.LowerBound => "Its figure is a lower bound, so the truth can only be better.",
        _ => "Its figure is an estimate by importance sampling, which in the mean is a little too low.",
    };

    private static string? BestSamples(ComparisonResult result, List<string> reasons)
    {
        if (result.Samples.Count < 2 || result.Floor is not { } floor)
            return null;
        SampleFigures[] byFrechet = [.. result.Samples.OrderBy(figures => figures.Frechet.Mean)];
        var (best, next) = (byFrechet[0], byFrechet[1]);
        double gap = next.Frechet.Mean - best.Frechet.Mean;
        bool decided = gap > Decided * Math.Sqrt(best.Frechet.Deviation * best.Frechet.Deviation + next.Frechet.Deviation * next.Frechet.Deviation);
        bool agree = best.KernelMmd.Mean <= next.KernelMmd.Mean && best.Coverage.Mean >= next.Coverage.Mean;
        reasons.Add(string.Create(CultureInfo.InvariantCulture,
            $"Samples: {best.Name} has the smallest Fréchet distance, {best.Frechet.Mean:G3} where training rows have {floor.Frechet.Mean:G3}; {next.Name} follows with {next.Frechet.Mean:G3}"
            + $"{(decided ? "" : ", which is within the spread from draw to draw")}. The kernel distance and the coverage {(agree ? "say the same" : $"do not both agree ({best.KernelMmd.Mean:G3} against {next.KernelMmd.Mean:G3}; {best.Coverage.Mean:P0} against {next.Coverage.Mean:P0})")}."));
        if (best.TwoSampleAccuracy.Mean - floor.TwoSampleAccuracy.Mean > 3 * best.TwoSampleStandardError)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture,
                $"No samples here pass for real: a small network still tells those of {best.Name} from real rows {best.TwoSampleAccuracy.Mean:P0} of the time, training rows {floor.TwoSampleAccuracy.Mean:P0}."));
        }
        return decided && agree ? best.Name : null;
    }

    private static void Copies(ComparisonResult result, List<string> reasons)
    {
        foreach (var figures in result.Samples.Where(figures => figures.Memorization.IsFlagged))
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture,
                $"Warning: {figures.Memorization.NearCopies:P0} of the samples of {figures.Name} lie nearer to a training row than 99 % of held-out rows do. It copies, or draws only the simplest rows; look at the nearest training rows."));
        }
    }

    private static void Cost(ComparisonResult result, List<string> reasons)
    {
        if (result.Models.Count < 2)
            return;
        var fast = result.Models.MinBy(model => model.Model.Provenance.Seconds)!;
        var slow = result.Models.MaxBy(model => model.Model.Provenance.Seconds)!;
        var (few, many) = (fast.Model.Provenance.Seconds, slow.Model.Provenance.Seconds);
        if (few > 0 && many > 2 * few)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"Cost: {fast.Name} was fitted in {few:G3} s, {slow.Name} in {many:G3} s, each on the machine and under the load of its own fit."));
    }
}
