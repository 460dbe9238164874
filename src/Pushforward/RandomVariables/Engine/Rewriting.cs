namespace Pushforward.RandomVariables.Engine;

/// <summary>Equivalent expressions in which variables appear less often.</summary>
internal static class Rewriting
{
    /// <summary>The equivalent expression found that hangs together least through shared variables; null if none does so less than the given one.</summary>
    /// <param name="node">An expression whose operands share variables.</param>
    /// <param name="lawOf">The law of a part, asked where a rewriting needs it to be nowhere zero.</param>
    public static Node? FewerAppearances(Node node, Func<Node, Computed> lawOf)
    {
        IEnumerable<Node> candidates = node switch
        {
            SumNode sum => SumRewriting.Candidates(sum, lawOf),
            ProductNode product => ProductRewriting.Candidates(product, lawOf),
            ExtremeNode extreme => CommonTerms(extreme),
            _ => [],
        };
        var best = candidates.Select(candidate => (Node: candidate, Size: Size(candidate))).DefaultIfEmpty().MinBy(candidate => candidate.Size);
        return best.Node is not null && best.Size.CompareTo(Size(node)) < 0 ? best.Node : null;
    }

    /// <summary>Whether a part is 0 with positive probability.</summary>
    public static bool MayBeZero(Node part, Func<Node, Computed> lawOf) => lawOf(part).Atoms.Any(atom => atom.Location == 0);

    /// <summary>Factors of power 0 removed: only where they are known not to vanish.</summary>
    public static Node WithoutCancelled(Node node)
    {
        if (node is SumNode { Constant: 0, Children: [ProductNode inner] } scaled)
            return SumNode.Of([(scaled.Coefficients[0], WithoutCancelled(inner))]);
        return node is ProductNode product && product.Powers.Contains(0)
            ? ProductNode.Of([.. ProductNode.Parts(product).Where(part => part.Power != 0)])
            : node;
    }

    // max(x + a, x + b) = x + max(a, b)
    private static IEnumerable<Node> CommonTerms(ExtremeNode extreme)
    {
        var operands = extreme.Children.Select(SumNode.Parts).ToList();
        foreach (var (coefficient, term) in operands[0].Terms)
        {
            if (!operands.TrueForAll(operand => operand.Terms.Any(other => other.Coefficient == coefficient && other.Term.Equals(term))))
                continue;
            var rest = extreme.Children.Select(child => SumNode.Of([(1, child), (-coefficient, term)])).ToList();
            yield return SumNode.Of([(coefficient, term), (1, ExtremeNode.Of(extreme.IsMaximum, rest))]);
        }
    }

    private static (int Appearances, int Leaves) Size(Node node)
    {
        // Equal parts of a function of one variable count once.
        var frontier = Dependence.Frontier(node);
        int leaves = Leaves(node);
        return (frontier.Count == 1 && frontier[0] is not BaseNode ? frontier[0].Variables.Count : leaves, leaves);
    }

    // How many leaves the expression has when written out.
    private static int Leaves(Node node) => node is BaseNode ? 1 : node.Children.Sum(Leaves);
}
