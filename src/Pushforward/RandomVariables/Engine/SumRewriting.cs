namespace Pushforward.RandomVariables.Engine;

/// <summary>Other ways to write a sum.</summary>
internal static class SumRewriting
{
    private const int MostTerms = 64;
    private const int LargestPower = 4;

    /// <summary>Equivalent expressions, for better or worse.</summary>
    /// <param name="sum">A sum whose terms share variables.</param>
    /// <param name="lawOf">The law of a part, asked where a rewriting needs it to be nowhere zero.</param>
    public static IEnumerable<Node> Candidates(SumNode sum, Func<Node, Computed> lawOf) => Gathered(sum).Concat(Ranges(sum)).Concat(Expanded(sum, lawOf));

    /// <summary>Products of sums multiplied out, (x + y) (x - y) = x^2 - y^2, and what can be gathered from that: x (y + c) + c y = (x + c) (y + c) - c^2.</summary>
    /// <param name="node">A sum or a product.</param>
    /// <param name="lawOf">The law of a part, asked where a factor cancels.</param>
    public static IEnumerable<Node> Expanded(Node node, Func<Node, Computed> lawOf) =>
        MultipliedOut(node, lawOf).SelectMany(expanded => expanded is SumNode sum ? Gathered(sum).Prepend(expanded) : [expanded]);

    private static IEnumerable<Node> Gathered(SumNode sum) => CommonFactors(sum).Concat(CompletedSquares(sum)).Concat(CompletedProducts(sum));

    // None if there is nothing to multiply out, or too much comes of it.
    private static IEnumerable<Node> MultipliedOut(Node node, Func<Node, Computed> lawOf)
    {
        var (parts, constant) = SumNode.Parts(node);
        if (!parts.Any(part => ProductNode.Parts(part.Term).Any(IsExpandable)))
            yield break;
        var terms = new List<(double Coefficient, Node Term)>();
        foreach (var (coefficient, term) in parts)
        {
            var products = new List<(double Coefficient, Node Term)> { (coefficient, new ConstantNode(1)) };
            foreach (var (factor, power) in ProductNode.Parts(term))
            {
                bool expands = IsExpandable((factor, power));
                for (int k = 0; k < (expands ? power : 1); k++)
                {
                    var (summands, rest) = expands ? SumNode.Parts(factor) : ([(1, ProductNode.Of([(factor, power)]))], 0);
                    var all = rest == 0 ? summands : [.. summands, (rest, new ConstantNode(1))];
                    products = [.. from p in products from s in all select (p.Coefficient * s.Coefficient, ProductNode.Of([(p.Term, 1), (s.Term, 1)]))];
                    if (products.Count > MostTerms)
                        yield break;
                }
            }
            terms.AddRange(products);
        }
        var cancelled = terms.SelectMany(term => ProductNode.Parts(term.Term)).Where(part => part.Power == 0).Select(part => part.Factor).Distinct();
        if (!cancelled.Any(factor => Rewriting.MayBeZero(factor, lawOf)))
            yield return SumNode.Of([.. terms.Select(term => (term.Coefficient, Rewriting.WithoutCancelled(term.Term)))], constant);
    }

    private static bool IsExpandable((Node Factor, int Power) part) => part is { Factor: SumNode, Power: >= 1 and <= LargestPower };

    // x y + x z + w = x (y + z) + w
    private static IEnumerable<Node> CommonFactors(SumNode sum)
    {
        var terms = sum.Children.Select(term => ProductNode.Parts(term).ToDictionary(part => part.Factor, part => part.Power)).ToList();
        foreach (var factor in terms.SelectMany(term => term.Keys).Distinct())
        {
            foreach (int sign in new[] { 1, -1 })
            {
                var with = Enumerable.Range(0, terms.Count).Where(k => terms[k].TryGetValue(factor, out int p) && p * sign > 0).ToList();
                if (with.Count < 2)
                    continue;
                int power = sign * with.Min(k => Math.Abs(terms[k][factor]));
                var rest = with.Select(k => (sum.Coefficients[k], Rewriting.WithoutCancelled(ProductNode.Of([(sum.Children[k], 1), (factor, -power)]))));
                var common = ProductNode.Of([(factor, power), (SumNode.Of([.. rest]), 1)]);
                yield return SumNode.Of([(1, common), .. Except(sum, with)], sum.Constant);
            }
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
            yield return SumNode.Of([(a, completed), .. Except(sum, [k, linear])], sum.Constant - b * b / (4 * a));
        }
    }

    // a x y + b x + c y = a (x + c / a) (y + b / a) - b c / a, for factors x and what y they stand beside
    private static IEnumerable<Node> CompletedProducts(SumNode sum)
    {
        var terms = sum.Children.ToList();
        for (int k = 0; k < terms.Count; k++)
        {
            if (terms[k] is not ProductNode { Children.Count: > 1 } product)
                continue;
            foreach (var (factor, power) in ProductNode.Parts(product))
            {
                Node x = ProductNode.Of([(factor, power)]), y = ProductNode.Of([.. ProductNode.Parts(product).Where(part => !part.Factor.Equals(factor))]);
                int xAt = terms.IndexOf(x), yAt = terms.IndexOf(y);
                if (xAt < 0 && yAt < 0)
                    continue;
                double a = sum.Coefficients[k], b = xAt < 0 ? 0 : sum.Coefficients[xAt], c = yAt < 0 ? 0 : sum.Coefficients[yAt];
                var completed = ProductNode.Of([(SumNode.Of([(1, x)], c / a), 1), (SumNode.Of([(1, y)], b / a), 1)]);
                yield return SumNode.Of([(a, completed), .. Except(sum, [k, xAt, yAt])], sum.Constant - b * c / a);
            }
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
            yield return SumNode.Of([(c, united), .. Except(sum, [k, other])], sum.Constant);
        }
    }

    private static IEnumerable<(double Coefficient, Node Term)> Except(SumNode sum, List<int> indices) =>
        sum.Coefficients.Zip(sum.Children).Where((_, index) => !indices.Contains(index));
}
