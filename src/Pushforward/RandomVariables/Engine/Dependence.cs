namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// Laws of expressions in which variables appear more than once. The expression is seen as a function of its frontier: the coarsest parts below its root that
/// are pairwise equal or share no variable. One such part leaves a function of one variable; otherwise the expression is rewritten with fewer
/// appearances, a quadratic form of normal variables is written in its principal axes, or the law is conditioned on a shared variable.
/// </summary>
internal sealed class Dependence(Calculus calculus)
{
    /// <summary>The law of an expression whose operands share variables.</summary>
    public Computed Compute(Node node)
    {
        if (Rewriting.FewerAppearances(node, part => calculus.Compute(part)) is { } simpler)
        {
            calculus.Originals[simpler] = calculus.Originals.GetValueOrDefault(node, node);
            return calculus.Compute(simpler);
        }
        if (calculus.Options.UseClosedForms && QuadraticForm.AsIndependentTerms(node) is { } terms)
            return calculus.Compute(terms);
        var frontier = Frontier(node);
        if (new Homogeneity(calculus).Compute(node, frontier) is { } homogeneous)
            return homogeneous;
        if (frontier.Count == 1)
        {
            var inner = calculus.Compute(frontier[0]).Measure;
            return new Computed(MapOperation.Apply(inner, new CompositeMap(node, frontier[0], inner, calculus.Work)));
        }
        if (new SignSplitting(calculus).Compute(node, frontier) is { } split)
            return split;
        return new Conditioning(calculus).Compute(node, frontier);
    }

    /// <summary>The coarsest distinct parts of which the expression is a function and of which no two share a variable.</summary>
    public static List<Node> Frontier(Node node)
    {
        var frontier = node.Children.Distinct().ToList();
        while (true)
        {
            var overlapping = frontier.Where(part => part is not BaseNode && frontier.Exists(other => !other.Equals(part) && other.SharesVariables(part)))
                .MaxBy(part => part.Depth);
            if (overlapping is null)
                return [.. frontier.Where(part => part is not ConstantNode)];
            frontier.Remove(overlapping);
            frontier = [.. frontier.Concat(overlapping.Children).Distinct()];
        }
    }
}
