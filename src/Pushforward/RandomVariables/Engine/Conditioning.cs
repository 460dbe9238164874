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
    private const long MostWork = 60_000_000; // some seconds
    private const int FewestLaws = 50; // that any integral takes
    private const double Typical = 0.618; // the part of the mass below a value at which nothing happens to cancel
    private const double Sample = 0.7310585786300049; // a value at which nothing happens to cancel

    /// <summary>The law of an expression by conditioning on one of its shared parts.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="frontier">Independent parts of which it is a function.</param>
    /// <exception cref="NumericalException">It cannot be integrated over the part, or would take too long.</exception>
    public Computed Compute(Node node, IReadOnlyList<Node> frontier)
    {
        var shared = frontier.Where(part => node.Appearances(part) > 1).ToList();
        var given = shared.Find(part => calculus.Compute(part).Measure.Density is null) ?? shared.MinBy(part => Entangled(node, part))!;
        var law = calculus.Compute(given).Measure;
        var densities = new List<(LocalDensity, double)>();
        var atoms = new List<Atom>();
        if (law.Density is not { } continuous)
        {
            AddAtoms(calculus);
            return new Computed(Measure.Create(densities, atoms));
        }
        try
        {
            var inner = new Calculus(calculus, calculus.Work.Part(calculus.Conditions == 0 ? MostWork : MostWork / FewestLaws));
            AddAtoms(inner);
            Integrate(inner, continuous, At, densities, atoms);
            var measure = Measure.Create(densities, atoms);
            return !(measure.Density?.RelativeError > LargestError)
                ? new Computed(measure)
                : throw new NumericalException(FormattableString.Invariant($"the error would be {measure.Density.RelativeError:G2}"));
        }
        catch (NumericalException error) when (calculus.Conditions == 0)
        {
            throw Failure(calculus.Originals.GetValueOrDefault(node, node), given, error);
        }

        Measure At(Calculus conditional, double s) => conditional.Compute(Given(node, given, s)).Measure;

        void AddAtoms(Calculus conditional)
        {
            foreach (var atom in law.Atoms)
                At(conditional, atom.Location).AddTo(atom.Probability, densities, atoms);
        }
    }

    private static void Integrate(
        Calculus inner, InterpolatedDensity density, Func<Calculus, double, Measure> lawAt, List<(LocalDensity, double)> densities, List<Atom> atoms)
    {
        if (++inner.Conditions > DeepestNesting)
            throw new NumericalException("given one of them, others still cannot be separated, and only one can be integrated out");
        // What cannot be done for one value cannot for any, and says why; what can leaves behind the laws of all parts that do not depend on the value.
        long before = inner.Work.Done;
        lawAt(inner, density.Quantile(Typical * density.Mass));
        long each = inner.Work.Done - before;
        if (each > MostWork / FewestLaws)
            throw new NumericalException(FormattableString.Invariant($"each law that remains when it is given takes {each:N0} evaluations of densities, and hundreds are needed"));
        var family = new ConditionalFamily(s => lawAt(new Calculus(inner, inner.Work), s), density, inner.Work);
        var mixture = new ConditionedDensity(family, inner.Work);
        if (Enumerable.Range(0, mixture.Knots.Length + 1).Any(cell => !mixture.IsEmpty(cell)))
            densities.Add((mixture, 1));
        atoms.AddRange(ConditionedDensity.FixedAtoms(family));
    }

    private static NumericalException Failure(Node node, Node given, NumericalException error)
    {
        var shared = node.Variables.Where(variable => node.Appearances(variable) > 1).Select(variable => variable.ToString()).Order(StringComparer.Ordinal).ToList();
        string names = shared.Count == 1 ? $"{shared[0]} appears" : $"{string.Join(", ", shared.SkipLast(1))} and {shared[^1]} appear";
        return new NumericalException(
            $"{node}: {names} more than once in a way that cannot be separated, and the law cannot be integrated over {given}: {error.Message.TrimEnd('.')}. "
            + "Rewrite the expression so that each variable appears once, take a discrete law for one that does not, or simulate it (in C#, RandomVariable.Sample).", error);
    }

    // How many appearances of shared variables are left once a part is given.
    private static int Entangled(Node node, Node given)
    {
        var rest = Given(node, given, Sample);
        return rest.Variables.Sum(variable => rest.Appearances(variable) - 1);
    }

    private static Node Given(Node node, Node part, double value) => node.Substitute(new Dictionary<Node, Node> { [part] = new ConstantNode(value) });
}
