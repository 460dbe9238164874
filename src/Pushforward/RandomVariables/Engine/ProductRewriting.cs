namespace Pushforward.RandomVariables.Engine;

/// <summary>Other ways to write a product.</summary>
internal static class ProductRewriting
{
    /// <summary>Equivalent expressions, for better or worse.</summary>
    /// <param name="product">A product whose factors share variables.</param>
    /// <param name="lawOf">The law of a part, asked where a rewriting needs it to be nowhere zero.</param>
    public static IEnumerable<Node> Candidates(ProductNode product, Func<Node, Computed> lawOf) =>
        ProportionalSums(product).Concat(DividedSums(product, lawOf)).Concat(DividedRoots(product, lawOf)).Concat(SumRewriting.Expanded(product, lawOf));

    // (k S + c) / S = k + c / S
    private static IEnumerable<Node> ProportionalSums(ProductNode product)
    {
        if (product is not { Children: [var first, var second] } || product.Powers[0] * product.Powers[1] != -1)
            yield break;
        var (top, bottom) = product.Powers[0] > 0 ? (SumNode.Parts(first), second) : (SumNode.Parts(second), first);
        var divisor = SumNode.Parts(bottom);
        if (bottom is not SumNode || top.Terms.Count != divisor.Terms.Count)
            yield break;
        var coefficients = divisor.Terms.ToDictionary(part => part.Term, part => part.Coefficient);
        double k = double.NaN;
        foreach (var (coefficient, term) in top.Terms)
        {
            if (!coefficients.TryGetValue(term, out double below) || (!double.IsNaN(k) && coefficient != k * below))
                yield break;
            k = coefficient / below;
        }
        yield return SumNode.Of([(top.Constant - k * divisor.Constant, ProductNode.Of([(bottom, -1)]))], k);
    }

    // t^p S^q ... = t^(p + q) (S / t)^q ... for every sum S that shares variables with t, if t is nowhere 0.
    private static IEnumerable<Node> DividedSums(ProductNode product, Func<Node, Computed> lawOf)
    {
        var parts = ProductNode.Parts(product);
        foreach (var t in Divisors(parts))
        {
            if (ProductNode.Parts(t).Any(part => Rewriting.MayBeZero(part.Factor, lawOf)))
                continue;
            int power = 0;
            var others = new List<(Node, int)>();
            foreach (var (factor, q) in parts)
            {
                if (factor is SumNode sum && sum.SharesVariables(t))
                {
                    others.Add((Divided(sum, t), q));
                    power += q;
                }
                else
                {
                    others.Add((factor, q));
                }
            }
            yield return Rewriting.WithoutCancelled(ProductNode.Of([.. others, (t, power)]));
        }
    }

    // sqrt(S)^q = t^q sqrt(S / t^2)^q for a positive t whose square a sum of products is divided by.
    private static IEnumerable<Node> DividedRoots(ProductNode product, Func<Node, Computed> lawOf)
    {
        var parts = ProductNode.Parts(product);
        for (int k = 0; k < parts.Count; k++)
        {
            var (factor, q) = parts[k];
            if (factor is not MapNode { Map: PowerMap { Power: 0.5 }, Children: [SumNode sum] } root)
                continue;
            foreach (var t in Divisors([(sum, 1)]).Select(HalfPower).OfType<Node>().Distinct())
            {
                if (!ProductNode.Parts(t).All(part => Signs.IsPositive(lawOf(part.Factor).Measure)))
                    continue;
                var divided = root.With([Divided(sum, ProductNode.Of([(t, 2)]))]);
                yield return Rewriting.WithoutCancelled(ProductNode.Of([.. parts.Where((_, at) => at != k), (t, q), (divided, q)]));
            }
        }
    }

    // t with t^2 the given product, if all its powers are even.
    private static Node? HalfPower(Node square) => ProductNode.Parts(square).All(part => part.Power % 2 == 0)
        ? ProductNode.Of([.. ProductNode.Parts(square).Select(part => (part.Factor, part.Power / 2))])
        : null;

    private static Node Divided(SumNode sum, Node t) => SumNode.Of(
    [
        .. sum.Coefficients.Zip(sum.Children, (c, term) => (c, Rewriting.WithoutCancelled(ProductNode.Of([(term, 1), (t, -1)])))),
        (sum.Constant, ProductNode.Of([(t, -1)])),
    ]);

    // What sums may be divided by: each factor, each term, and the least common multiple of the terms of a sum.
    private static IEnumerable<Node> Divisors(IReadOnlyList<(Node Factor, int Power)> parts)
    {
        var sums = parts.Select(part => part.Factor).OfType<SumNode>().ToList();
        var factors = parts.Select(part => part.Factor).Concat(sums.SelectMany(sum => sum.Children))
            .SelectMany(part => ProductNode.Parts(part).Select(factor => factor.Factor));
        var multiples = sums.Select(sum => ProductNode.Of(
        [
            .. sum.Children.SelectMany(ProductNode.Parts).Where(part => part.Power > 0).GroupBy(part => part.Factor)
                .Select(group => (group.Key, group.Max(part => part.Power))),
        ]));
        return factors.Concat(sums.SelectMany(sum => sum.Children)).Concat(multiples)
            .Where(t => t is not ConstantNode && !ProductNode.Parts(t).Any(part => part.Factor is SumNode)).Distinct();
    }
}
