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
        if (Has(lawOfX, -1) || Has(lawOfY, -1))
        {
            // An even power of the number that comes out is positive whatever the number is.
            if (!Has(lawOfX, -1) || Scaling.Of(node, frontier, positive: false) is { IsOdd: false })
                return OfRatio(node, x, y, x, 1);
            var densities = new List<(LocalDensity, double)>();
            var atoms = new List<Atom>();
            foreach (int sign in new[] { 1, -1 }.Where(sign => Has(lawOfX, sign)))
            {
                var half = Half(lawOfX, sign, out double probability);
                var law = OfRatio(node, x, y, new BaseNode(new ComputedLaw($"|{x}|", half)), sign).Measure;
                if (law.Density is { } density)
                    densities.Add((density, probability));
                atoms.AddRange(law.Atoms.Select(atom => atom with { Probability = probability * atom.Probability }));
            }
            return new Computed(Measure.Create(densities, atoms));
        }
        var share = ProductNode.Of([(SumNode.Of([(1, ProductNode.Of([(y, 1), (x, -1)]))], 1), -1)]);
        Node u = Variable(share);
        return calculus.Compute(Substitute(node, new() { [x] = u, [y] = SumNode.Of([(-1, u)], 1) }));
    }

    // h(sign, y / |x|)
    private Computed OfRatio(Node node, Node x, Node y, Node size, int sign) =>
        calculus.Compute(Substitute(node, new() { [x] = new ConstantNode(sign), [y] = Variable(ProductNode.Of([(y, 1), (size, -1)])) }));

    private BaseNode Variable(Node node)
    {
        var computed = calculus.Compute(node);
        return new BaseNode(computed.Named ?? new ComputedLaw(node.ToString(), computed.Measure));
    }

    private static bool Has(Measure measure, int sign) => measure.Atoms.Any(atom => atom.Location * sign > 0)
        || (measure.Density is { } density && (sign > 0 ? density.MassAbove(0) : density.MassBelow(0)) > 0);

    // The law of the absolute value given its sign.
    private static Measure Half(Measure measure, int sign, out double probability)
    {
        var atoms = measure.Atoms.Where(atom => atom.Location * sign > 0).Select(atom => new Atom(Math.Abs(atom.Location), atom.Probability)).ToList();
        var densities = new List<(LocalDensity Density, double)>();
        double mass = 0;
        if (measure.Density is { } density)
        {
            mass = sign > 0 ? density.MassAbove(0) : density.MassBelow(0);
            var map = new AbsoluteMap();
            var cut = MapOperation.Cut(density, map);
            for (int cell = 0; cell <= cut.Knots.Length; cell++)
            {
                bool isPositive = cell > 0 && cut.Knots[cell - 1].Place >= 0;
                if (!cut.IsEmpty(cell) && isPositive == (sign > 0))
                    densities.Add((new MappedDensity(cut, cell, map), 1));
            }
        }
        double all = probability = mass + atoms.Sum(atom => atom.Probability);
        return Measure.Create(densities.ConvertAll(part => (part.Density, 1 / all)), atoms.Select(atom => atom with { Probability = atom.Probability / all }));
    }

    private static Node Substitute(Node node, Dictionary<Node, Node> values)
    {
        if (values.TryGetValue(node, out var value))
            return value;
        return node.Children.Count == 0 ? node : node.With([.. node.Children.Select(child => Substitute(child, values))]);
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
