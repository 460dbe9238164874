namespace Pushforward.RandomVariables.Engine;

/// <summary>Equivalent expressions in which variables appear less often.</summary>
internal static class Rewriting
{
    /// <summary>An equivalent expression that no longer hangs together through shared variables, or does so less; null if none is found.</summary>
    /// <param name="node">An expression whose operands share variables.</param>
    /// <param name="lawOf">The law of a part, asked where a rewriting needs it to be nowhere zero.</param>
    public static Node? FewerAppearances(Node node, Func<Node, Computed> lawOf)
    {
        var size = (Appearances(node), Leaves(node));
        return Candidates(node, lawOf).FirstOrDefault(candidate => (Appearances(candidate), Leaves(candidate)).CompareTo(size) < 0);
    }

    private static IEnumerable<Node> Candidates(Node node, Func<Node, Computed> lawOf) => node switch
    {
        SumNode sum => CommonFactors(sum).Concat(CompletedSquares(sum)).Concat(Ranges(sum)),
        ProductNode product => ProportionalSums(product).Concat(DividedSums(product, lawOf)),
        ExtremeNode extreme => CommonTerms(extreme),
        _ => [],
    };

    // x y + x z = x (y + z)
    private static IEnumerable<Node> CommonFactors(SumNode sum)
    {
        if (sum.Constant != 0)
            yield break;
        var terms = sum.Children.Select(term => ProductNode.Parts(term).ToDictionary(part => part.Factor, part => part.Power)).ToList();
        foreach (var factor in terms[0].Keys)
        {
            if (!terms.TrueForAll(term => term.ContainsKey(factor)))
                continue;
            int power = terms.Select(term => term[factor]).MinBy(Math.Abs);
            if (terms.Exists(term => Math.Sign(term[factor]) != Math.Sign(power)))
                continue;
            var rest = sum.Coefficients.Zip(sum.Children, (c, term) => (c, ProductNode.Of([(term, 1), (factor, -power)])));
            yield return ProductNode.Of([(factor, power), (SumNode.Of([.. rest.Select(part => (part.c, WithoutCancelled(part.Item2)))]), 1)]);
        }
    }

    // a x^2 + b x + c = a (x + b / 2a)^2 + c - b^2 / 4a
    private static IEnumerable<Node> CompletedSquares(SumNode sum)
    {
        for (int k = 0; k < sum.Children.Count; k++)
        {
            if (sum.Children[k] is not ProductNode { Children.Count: 1 } square || square.Powers[0] != 2)
                continue;
            var root = square.Children[0];
            int linear = sum.Children.ToList().IndexOf(root);
            if (linear < 0)
                continue;
            double a = sum.Coefficients[k], b = sum.Coefficients[linear];
            var completed = ProductNode.Of([(SumNode.Of([(1, root)], b / (2 * a)), 2)]);
            var others = sum.Coefficients.Zip(sum.Children).Where((_, index) => index != k && index != linear);
            yield return SumNode.Of([(a, completed), .. others], sum.Constant - b * b / (4 * a));
        }
    }

    // max(x, y) - min(x, y) = |x - y|, max(x, y) + min(x, y) = x + y
    private static IEnumerable<Node> Ranges(SumNode sum)
    {
        for (int k = 0; k < sum.Children.Count; k++)
        {
            if (sum.Children[k] is not ExtremeNode { IsMaximum: true, Children: [var x, var y] } maximum)
                continue;
            int other = sum.Children.ToList().IndexOf(ExtremeNode.Of(isMaximum: false, maximum.Children));
            double c = sum.Coefficients[k];
            if (other < 0 || Math.Abs(sum.Coefficients[other]) != Math.Abs(c))
                continue;
            var united = sum.Coefficients[other] == c
                ? SumNode.Of([(1, x), (1, y)])
                : MapNode.Of(new AbsoluteMap(), SumNode.Of([(1, x), (-1, y)]));
            var others = sum.Coefficients.Zip(sum.Children).Where((_, index) => index != k && index != other);
            yield return SumNode.Of([(c, united), .. others], sum.Constant);
        }
    }

    // (k S + c) / S = k + c / S
    private static IEnumerable<Node> ProportionalSums(ProductNode product)
    {
        if (product is not { Children: [SumNode a, SumNode b] } || product.Powers[0] * product.Powers[1] != -1)
            yield break;
        var (top, bottom) = product.Powers[0] > 0 ? (a, b) : (b, a);
        if (!top.Children.SequenceEqual(bottom.Children))
            yield break;
        double k = top.Coefficients[0] / bottom.Coefficients[0];
        if (top.Coefficients.Zip(bottom.Coefficients).All(pair => pair.First == k * pair.Second))
            yield return SumNode.Of([(top.Constant - k * bottom.Constant, ProductNode.Of([(bottom, -1)]))], k);
    }

    // t^p S^q ... = t^(p + q) (S / t)^q ... for every sum S in which t appears, if t is nowhere 0.
    private static IEnumerable<Node> DividedSums(ProductNode product, Func<Node, Computed> lawOf)
    {
        var parts = ProductNode.Parts(product);
        var candidates = parts.Select(part => part.Factor)
            .Concat(parts.Where(part => part.Factor is SumNode).SelectMany(part => part.Factor.Children))
            .SelectMany(part => ProductNode.Parts(part).Select(factor => factor.Factor))
            .Where(part => part is not SumNode and not ConstantNode).Distinct();
        foreach (var t in candidates)
        {
            if (lawOf(t).Atoms.Any(atom => atom.Location == 0))
                continue;
            int power = 0;
            bool divides = false;
            var others = new List<(Node, int)>();
            foreach (var (factor, q) in parts)
            {
                if (factor is SumNode sum && sum.Variables.Overlaps(t.Variables))
                {
                    var divided = sum.Coefficients.Zip(sum.Children, (c, term) => (c, WithoutCancelled(ProductNode.Of([(term, 1), (t, -1)]))));
                    others.Add((SumNode.Of([.. divided, (sum.Constant, ProductNode.Of([(t, -1)]))]), q));
                    power += q;
                    divides = true;
                }
                else
                {
                    others.Add((factor, q));
                }
            }
            if (divides)
                yield return WithoutCancelled(ProductNode.Of([.. others, (t, power)]));
        }
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

    // Factors of power 0 removed: only where they are known not to vanish.
    private static Node WithoutCancelled(Node node)
    {
        if (node is SumNode { Constant: 0, Children: [ProductNode inner] } scaled)
            return SumNode.Of([(scaled.Coefficients[0], WithoutCancelled(inner))]);
        return node is ProductNode product && product.Powers.Contains(0)
            ? ProductNode.Of([.. ProductNode.Parts(product).Where(part => part.Power != 0)])
            : node;
    }

    // How many leaves the expression has when written out; equal parts of a function of one variable count once.
    private static int Appearances(Node node)
    {
        var frontier = Dependence.Frontier(node);
        return frontier.Count == 1 && frontier[0] is not BaseNode ? frontier[0].Variables.Count : Leaves(node);
    }

    private static int Leaves(Node node) => node is BaseNode ? 1 : node.Children.Sum(Leaves);
}
