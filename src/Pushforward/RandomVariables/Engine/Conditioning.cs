using Pushforward.Distributions;
using Pushforward.Numerics;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The law of an expression whose shared variable cannot be separated: given a value of that variable the rest is independent, so the law is the mixture of
/// the conditional laws, P(Z in A) = E[P(Z in A | S)]. A sum over the atoms of S, an integral over its density.
/// </summary>
internal sealed class Conditioning(Calculus calculus)
{
    private const int DeepestNesting = 1;
    private const double LargestError = 1e-4;
    private const double Typical = 0.618; // the part of the mass below a value at which nothing happens to cancel
    private const double Sample = 0.7310585786300049; // a value at which nothing happens to cancel

    /// <summary>The law of an expression by conditioning on one of its shared parts.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="frontier">Independent parts of which it is a function.</param>
    public Computed Compute(Node node, IReadOnlyList<Node> frontier)
    {
        var shared = frontier.Where(part => Appearances(node, part) > 1).ToList();
        var given = shared.Find(part => calculus.Compute(part).Measure.Density is null) ?? shared.MinBy(part => Entangled(node, part))!;
        var law = calculus.Compute(given).Measure;
        Measure At(double s) => new Calculus(calculus).Compute(Substitute(node, given, new ConstantNode(s))).Measure;
        var densities = new List<(LocalDensity, double)>();
        var atoms = new List<Atom>();
        foreach (var atom in law.Atoms)
        {
            var conditional = At(atom.Location);
            if (conditional.Density is { } density)
                densities.Add((density, atom.Probability));
            atoms.AddRange(conditional.Atoms.Select(inner => inner with { Probability = inner.Probability * atom.Probability }));
        }
        if (law.Density is { } continuous)
            Integrate(node, given, continuous, At, densities, atoms);
        var measure = Measure.Create(densities, atoms);
        if (law.Density is not null && measure.Density?.RelativeError > LargestError)
        {
            throw new NumericalException(
                $"{node}: the law could not be integrated over {given}, which appears more than once: its error would be {measure.Density.RelativeError:G2}. Rewrite the expression so that each variable appears once, or compute with a discrete approximation of one of them.");
        }
        return new Computed(measure);
    }

    private void Integrate(
        Node node, Node given, InterpolatedDensity density, Func<double, Measure> lawAt, List<(LocalDensity, double)> densities, List<Atom> atoms)
    {
        if (calculus.Conditions >= DeepestNesting)
        {
            throw new NumericalException(
                $"{node}: several variables appear more than once in a way that cannot be separated; only one can be integrated out. Rewrite the expression so that each variable but one appears once, or compute with a discrete approximation of one of them.");
        }
        calculus.Conditions++;
        try
        {
            // What cannot be done for one value cannot for any, and says why; what can leaves behind the laws of all parts that do not depend on the value.
            double typical = density.Quantile(Typical * density.Mass);
            calculus.Compute(Substitute(node, given, new ConstantNode(typical)));
            var family = new ConditionalFamily(lawAt, density);
            var mixture = new ConditionedDensity(family);
            if (Enumerable.Range(0, mixture.Knots.Length + 1).Any(cell => !mixture.IsEmpty(cell)))
                densities.Add((mixture, 1));
            atoms.AddRange(ConditionedDensity.FixedAtoms(family));
        }
        finally
        {
            calculus.Conditions--;
        }
    }

    // How many appearances of shared variables are left once a part is given.
    private static int Entangled(Node node, Node given)
    {
        var rest = Substitute(node, given, new ConstantNode(Sample));
        return rest.Variables.Sum(variable => Appearances(rest, variable) - 1);
    }

    private static int Appearances(Node node, Node part) => node.Equals(part) ? 1 : node.Children.Sum(child => Appearances(child, part));

    private static Node Substitute(Node node, Node part, Node value)
    {
        if (node.Equals(part))
            return value;
        return node.SharesVariables(part) ? node.With([.. node.Children.Select(child => Substitute(child, part, value))]) : node;
    }
}
