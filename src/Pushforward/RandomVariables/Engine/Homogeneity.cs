using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// Expressions h(x, y) that do not change when both variables are multiplied by one positive number, as x / sqrt(x^2 + y^2): functions of the share
/// u = x / (x + y) of positive variables, h(u, 1 - u), whose ends are both finite, or else of y / |x| for each sign of x, h(+-1, y / |x|).
/// </summary>
internal sealed class Homogeneity(Calculus calculus)
{
    /// <summary>The law of the expression; null if it is not of this kind.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="frontier">The independent parts of which it is a function.</param>
    public Computed? Compute(Node node, IReadOnlyList<Node> frontier)
    {
        // A power counts by what is raised: x / sqrt(x^2 + y^2) is a function of x and y^2.
        frontier = [.. frontier.Select(part => part is ProductNode { Children: [var root] } ? root : part)];
        if (frontier is not [var x, var y] || Scaling.Of(node, frontier, positive: true) is not { Degree: 0 })
            return null;
        var (lawOfX, lawOfY) = (calculus.Compute(x).Measure, calculus.Compute(y).Measure);
        if (lawOfX.AtomAt(0) > 0)
            return null;
        if (Signs.Has(lawOfX, -1) || Signs.Has(lawOfY, -1))
        {
            // An even power of the number that comes out is positive whatever the number is.
            if (!Signs.Has(lawOfX, -1) || Scaling.Of(node, frontier, positive: false) is { IsOdd: false })
                return OfRatio(node, x, y, x, 1);
            var densities = new List<(LocalDensity, double)>();
            var atoms = new List<Atom>();
            foreach (int sign in new[] { 1, -1 }.Where(sign => Signs.Has(lawOfX, sign)))
            {
                var half = Signs.Half(lawOfX, sign, out double probability);
                OfRatio(node, x, y, new BaseNode(new ComputedLaw($"|{x}|", half)), sign).Measure.AddTo(probability, densities, atoms);
            }
            return new Computed(Measure.Create(densities, atoms));
        }
        var share = ProductNode.Of([(SumNode.Of([(1, ProductNode.Of([(y, 1), (x, -1)]))], 1), -1)]);
        Node u = Variable(share);
        return calculus.Compute(node.Substitute(new Dictionary<Node, Node> { [x] = u, [y] = SumNode.Of([(-1, u)], 1) }));
    }

    // h(sign, y / |x|)
    private Computed OfRatio(Node node, Node x, Node y, Node size, int sign) =>
        calculus.Compute(node.Substitute(new Dictionary<Node, Node> { [x] = new ConstantNode(sign), [y] = Variable(ProductNode.Of([(y, 1), (size, -1)])) }));

    private BaseNode Variable(Node node)
    {
        var computed = calculus.Compute(node);
        return new BaseNode(computed.Named ?? new ComputedLaw(node.ToString(), computed.Measure));
    }

    /// <summary>What happens to an expression when its variables are multiplied by t: it is by |t|^Degree, and by the sign of t if odd.</summary>
    private readonly record struct Scaling(double Degree, bool IsOdd)
    {
        public static Scaling? Of(Node node, IReadOnlyList<Node> parts, bool positive)
        {
            if (parts.Contains(node))
                return new Scaling(1, !positive);
            var children = new List<Scaling>();
            foreach (var child in node.Children)
            {
                if (Of(child, parts, positive) is not { } scaling)
                    return null;
                children.Add(scaling);
            }
            switch (node)
            {
                case ConstantNode:
                    return new Scaling(0, false);
                case SumNode sum when children.TrueForAll(child => child == children[0]) && (sum.Constant == 0 || children[0] == new Scaling(0, false)):
                    return children[0];
                case ProductNode product:
                    return new Scaling(
                        children.Zip(product.Powers, (child, power) => child.Degree * power).Sum(),
                        children.Zip(product.Powers, (child, power) => child.IsOdd && power % 2 != 0).Aggregate(false, (a, b) => a ^ b));
                case ExtremeNode when children.TrueForAll(child => child == children[0] && !child.IsOdd):
                    return children[0];
                case MapNode { Map: AbsoluteMap }:
                    return children[0] with { IsOdd = false };
                case MapNode when children[0] == new Scaling(0, false):
                    return children[0];
                case MapNode { Map: PowerMap power } when !children[0].IsOdd:
                    return new Scaling(children[0].Degree * power.Power, false);
                case MapNode { Map: LeakyRectifierMap } when !children[0].IsOdd:
                    return children[0];
                default:
                    return null;
            }
        }
    }
}
