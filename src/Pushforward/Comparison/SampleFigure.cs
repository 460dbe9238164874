using System.Globalization;

namespace Pushforward.Comparison;

/// <summary>
/// A figure that judges samples: how it is called, which way is better, and where it is known to mislead. A figure is to be believed where it puts training
/// rows first and independent columns last.
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="LowerIsBetter">Which way is better.</param>
/// <param name="Meaning">What it is, in a sentence.</param>
/// <param name="Weakness">Why it may put things in the wrong order.</param>
/// <param name="Value">Its value.</param>
public sealed record SampleFigure(string Name, bool LowerIsBetter, string Meaning, string Weakness, Func<SampleFigures, Spread> Value)
{
    /// <summary>All figures of samples.</summary>
    public static IReadOnlyList<SampleFigure> All { get; } =
    [
        new("Fréchet distance", true,
            "How far apart two normal laws are that have the means and covariances of the samples' and of the real rows' features; zero only if these agree, and larger the fewer rows there are.",
            "it sees means and covariances of features only", figures => figures.Frechet),
        new("Kernel MMD", true,
            "How much likelier two samples, or two real rows, are to be neighbours than one of each; zero in the mean where both come from one law, and then as often below as above.",
            "one bandwidth serves for all distances", figures => figures.KernelMmd),
        new("Told apart", true,
            "The share that a small network, trained to tell samples from real rows by their features, gets right on rows it has not seen; one half where there is nothing to tell them by.",
            "near 100 % it no longer tells bad from worse", figures => figures.TwoSampleAccuracy),
        new("Precision", false,
            "The share of samples that lie where real rows lie, in the ball of some real row that reaches to its third neighbour: do samples look real?",
            "it asks only whether samples fall among real rows, and features learned on real rows alone put noise among them too, crowded where they are thickest", figures => figures.Precision),
        new("Recall", false,
            "The share of real rows that lie in such a ball around a sample: does the model make all there is?",
            "samples far from each other have wide balls, which hold real rows by accident, so noise can score well", figures => figures.Recall),
        new("Density", false,
            "In how many balls of real rows a sample lies, beside how many would be usual; about 1 for real rows.",
            "samples that crowd where real rows are thickest score above real rows, and noise does so in features that were learned without it", figures => figures.Density),
        new("Coverage", false,
            "The share of real rows whose ball holds at least one sample: like recall, but with balls around real rows only, so that stray samples do not help.",
            "it cannot see how unlike real rows the other samples are", figures => figures.Coverage),
    ];

    /// <summary>Where figures put models above training rows or below independent columns, beyond their spread, and the reason that is known.</summary>
    /// <param name="result">The comparison.</param>
    public static IReadOnlyList<string> Misorders(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result is not { Floor: { } floor, Ceiling: { } ceiling })
            return [];
        var remarks = new List<string>();
        foreach (var figure in All)
        {
            string[] above = [.. result.Samples.Where(samples => figure.IsBetter(figure.Value(samples), figure.Value(floor))).Select(samples => Place(figure, samples))];
            string[] below = [.. result.Samples.Where(samples => figure.IsBetter(figure.Value(ceiling), figure.Value(samples))).Select(samples => Place(figure, samples))];
            var faults = new List<string>();
            if (above.Length > 0)
                faults.Add($"{string.Join(" and ", above)} above training rows ({Number(figure.Value(floor))})");
            if (below.Length > 0)
                faults.Add($"{string.Join(" and ", below)} below {ceiling.Name} ({Number(figure.Value(ceiling))})");
            if (faults.Count > 0)
                remarks.Add($"{figure.Name} puts {string.Join(", and ", faults)}, so it is not to be trusted here: {figure.Weakness}.");
        }
        return remarks;
    }

    /// <summary>Whether it puts training rows first and independent columns last, as a figure that is to be believed does.</summary>
    /// <param name="result">The comparison.</param>
    public bool Orders(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result is { Floor: { } floor, Ceiling: { } ceiling }
            && !result.Samples.Any(samples => IsBetter(Value(samples), Value(floor)) || IsBetter(Value(ceiling), Value(samples)));
    }

    private static string Place(SampleFigure figure, SampleFigures samples) => $"{samples.Name} ({Number(figure.Value(samples))})";

    private static string Number(Spread value) => value.Mean.ToString("G3", CultureInfo.InvariantCulture);

    // Beyond twice the spread of the difference, so that chance is not taken for a fault.
    private bool IsBetter(Spread a, Spread b)
    {
        double gap = LowerIsBetter ? b.Mean - a.Mean : a.Mean - b.Mean;
        return gap > 2 * Math.Sqrt(a.Deviation * a.Deviation + b.Deviation * b.Deviation) && gap > 0;
    }
}
