using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// Expressions that can be written with fewer appearances once the signs of their variables are known, as x y / sqrt(x^2 + y^2) = 1 / sqrt(1/x^2 + 1/y^2) for
/// positive x and y: the law is the mixture over the signs.
/// </summary>
internal sealed class SignSplitting(Calculus calculus)
{
    private const int MostParts = 3;

    /// <summary>The law of the expression; null if knowing signs does not help.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="frontier">The independent parts of which it is a function.</param>
    public Computed? Compute(Node node, IReadOnlyList<Node> frontier)
    {
        var parts = frontier.Where(part => node.Appearances(part) > 1 && HasBothSigns(calculus.Compute(part).Measure)).ToList();
        if (parts.Count is 0 or > MostParts)
            return null;
        var cases = new List<(Dictionary<Node, Node> Values, double Probability)> { ([], 1) };
        foreach (var part in parts)
        {
            var halves = Array.ConvertAll([1, -1], sign => Half(part, sign));
            cases = [.. from known in cases from half in halves select (new Dictionary<Node, Node>(known.Values) { [part] = half.Value }, known.Probability * half.Probability)];
        }
        if (!cases.Exists(known => Rewriting.FewerAppearances(node.Substitute(known.Values), calculus.Compute) is not null))
            return null;
        var densities = new List<(LocalDensity, double)>();
        var atoms = new List<Atom>();
        foreach (var (values, probability) in cases)
            calculus.Compute(node.Substitute(values)).Measure.AddTo(probability, densities, atoms);
        return new Computed(Measure.Create(densities, atoms));
    }

    private static bool HasBothSigns(Measure measure) => Signs.Has(measure, 1) && Signs.Has(measure, -1) && measure.AtomAt(0) == 0;

    private (Node Value, double Probability) Half(Node part, int sign)
    {
        var half = Signs.Half(calculus.Compute(part).Measure, sign, out double probability);
        return (SumNode.Of([(sign, new BaseNode(new ComputedLaw($"|{part}|", half)))]), probability);
    }
}
