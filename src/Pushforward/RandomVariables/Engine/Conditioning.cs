using Pushforward.Distributions;
using Pushforward.Numerics;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The law of an expression whose shared variable cannot be separated: given a value of that variable the rest is independent, so the law is the mixture of
/// the conditional laws, P(Z in A) = E[P(Z in A | S)]. Exact for a discrete S.
/// </summary>
internal sealed class Conditioning(Calculus calculus)
{
    /// <summary>The law of an expression by conditioning on its shared variables.</summary>
    public Computed Compute(Node node)
    {
        var shared = node.Variables.Where(variable => Appearances(node, variable) > 1).ToList();
        var discrete = shared.Find(variable => calculus.Compute(variable).Measure.Density is null);
        if (discrete is null)
        {
            throw new NumericalException(
                $"{node}: {string.Join(" and ", shared.Select(variable => variable.ToString()))} appear(s) more than once in a way that cannot be separated. Rewrite the expression so that each variable appears once, or compute with a discrete approximation of one of them.");
        }
        var densities = new List<(LocalDensity, double)>();
        var atoms = new List<Atom>();
        foreach (var atom in calculus.Compute(discrete).Atoms)
        {
            var conditional = calculus.Compute(Substitute(node, discrete, new ConstantNode(atom.Location))).Measure;
            if (conditional.Density is { } density)
                densities.Add((density, atom.Probability));
            atoms.AddRange(conditional.Atoms.Select(inner => inner with { Probability = inner.Probability * atom.Probability }));
        }
        return new Computed(Measure.Create(densities, atoms));
    }

    private static int Appearances(Node node, BaseNode variable) =>
        node.Equals(variable) ? 1 : node.Variables.Contains(variable) ? node.Children.Sum(child => Appearances(child, variable)) : 0;

    private static Node Substitute(Node node, BaseNode variable, Node value)
    {
        if (node.Equals(variable))
            return value;
        return node.Variables.Contains(variable) ? node.With([.. node.Children.Select(child => Substitute(child, variable, value))]) : node;
    }
}
