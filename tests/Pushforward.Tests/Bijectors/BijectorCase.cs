using Pushforward.Bijectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Tests.Bijectors;

/// <summary>
/// Every bijector of the library, with random parameters for any number of columns. Compiled twice: against the library, and in the project that tests the
/// engine in double.
/// </summary>
public sealed partial class BijectorCase
{
    // Of marginals; such that no probe of the checker's lies on the very edge of a bin.
    private const int Bins = 7;

    private readonly Func<RandomStream, int, Bijector> _make;

    private BijectorCase(string name, Func<RandomStream, int, Bijector> make) => (Name, _make) = (name, make);

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, BijectorCase> All { get; } = Cases().ToDictionary(c => c.Name);

    public string Name { get; }

    /// <summary>One with random parameters.</summary>
    public Bijector Make(long seed, int features) => _make(new RandomStream(seed, "bijector", 0, features), features);

    /// <summary>Random points of its domain.</summary>
    public static double[][] Points(Bijector bijector, long seed, int features, int count = 3)
    {
        var random = new RandomStream(seed, "points");
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, features).Select(_ => AwayFromEdges(bijector, Point(bijector.Domain, random))).ToArray())];
    }

    // Where the slope jumps all over, differences in single precision need some room; the jumps themselves are looked at by the checker's probes.
    private static double AwayFromEdges(Bijector bijector, double point)
    {
        if (bijector is not Marginals)
            return point;
        double place = point * Bins;
        return (Math.Floor(place) + 0.3 + 0.4 * (place - Math.Floor(place))) / Bins;
    }

    private static double Point(Domain domain, RandomStream random)
    {
        double z = 1.5 * random.NextNormal();
        return (double.IsFinite(domain.Lower), double.IsFinite(domain.Upper)) switch
        {
            (true, true) => domain.Lower + (domain.Upper - domain.Lower) / (1 + Math.Exp(-z)),
            (true, false) => domain.Lower + Math.Exp(z),
            (false, true) => domain.Upper - Math.Exp(z),
            _ => domain.Hole is { } hole ? hole + Math.Sign(z) * (Math.Abs(z) + 0.1) : z,
        };
    }

    private static IEnumerable<BijectorCase> Cases()
    {
        yield return new("shift", (random, n) => new Shift(Numbers(random, n)));
        yield return new("shift, one for all", (random, _) => new Shift(random.NextNormal()));
        yield return new("shift, trained", (random, n) => Trained(random, set => new Shift(set, "b", n)));
        yield return new("scale", (random, n) => new Scale(Factors(random, n)));
        yield return new("scale, one for all", (random, _) => new Scale(Factors(random, 1)));
        yield return new("scale, trained", (random, n) => Trained(random, set => new Scale(set, "s", n)));
        yield return new("triangular", (random, n) => new TriangularAffine(Matrix(random, n, (i, j) => i >= j), Numbers(random, n)));
        yield return new("triangular, trained", (random, n) => Trained(random, set => new TriangularAffine(set, "t", n)));
        yield return new("affine", (random, n) => new LuAffine(Matrix(random, n, (_, _) => true), Numbers(random, n)));
        yield return new("affine, trained", (random, n) => Trained(random, set => new LuAffine(set, "w", n, random)));
        yield return new("leaky-relu", (random, _) => new LeakyRelu(Math.Exp(random.NextNormal())));
        yield return new("leaky-relu, slight", (_, _) => new LeakyRelu());
        yield return new("elu", (_, _) => new Elu());
        yield return new("elu, bent", (random, _) => new Elu(Math.Exp(random.NextNormal())));
        yield return new("softplus", (_, _) => new Softplus());
        yield return new("exp", (_, _) => new Exp());
        yield return new("log", (_, _) => new Log());
        yield return new("sigmoid", (_, _) => new Sigmoid());
        yield return new("logit", (_, _) => new Logit());
        yield return new("tanh", (_, _) => new Tanh());
        yield return new("power", (random, _) => new Power(Factors(random, 1)[0]));
        yield return new("reciprocal", (_, _) => new Reciprocal());
        yield return new("sinh-arcsinh", (random, _) => new SinhArcsinh(0.5 * random.NextNormal(), Math.Exp(0.5 * random.NextNormal())));
        yield return new("permute", (random, n) => new Permute(Shuffled(random, n)));
        yield return new("reverse", (_, _) => new Reverse());

        foreach (var split in CouplingSplit.All)
        {
            yield return new($"additive coupling, {split}", (random, n) => Trained(random, set => new AdditiveCoupling(set, "m", n, split, [5, 4], random)));
            yield return new($"affine coupling, {split}", (random, n) => Trained(random, set => new AffineCoupling(set, "m", n, split, [5], random)));
            yield return new($"spline coupling, {split}", (random, n) => Trained(random, set => new SplineCoupling(set, "m", n, split, [5], random, 4, 2)));
            yield return new($"logistic-mixture coupling, {split}", (random, n) => Trained(random, set => new LogisticMixtureCoupling(set, "m", n, split, [5], random, 3)));
            // Narrow components leave all but flat stretches beside the threshold, whose slopes differences cannot tell in single precision (HurdleCouplingTests do, in double).
            yield return new($"hurdle coupling, {split}", (random, n) => Trained(
                random, set => new HurdleCoupling(set, "m", n, split, Numbers(random, split.Count(n).Moved), [5], random, 3, logScaleBound: 1)));
        }
        yield return new("coupling of some columns", (random, n) => Trained(
            random, set => new AffineCoupling(set, "m", n, CouplingSplit.Leading(1, Math.Max(1, n - 2)), [5], random)));
        yield return new("marginals", (random, n) => new Marginals(Masses(random, n, Bins)));
        yield return new("bijector of some columns", (random, n) => new OnColumns(new SinhArcsinh(0.3, 1.2), n, n / 3, n / 2));
        yield return new("coupling around a function", (_, n) => new AdditiveCoupling(
            n, CouplingSplit.First, still => still.SumOverColumns().AsColumn().MatMul(Tensor.Full(Shape.Matrix(1, n / 2), 0.5))));
        yield return new("masked autoregressive", (random, n) => Trained(random, set => new MaskedAutoregressive(set, "made", n, [9, 8], random)));
        yield return new("act-norm", (random, n) => Trained(random, set => new ActNorm(set, "norm", n)));

        yield return new("invert", (random, _) => new Invert(new LeakyRelu(Math.Exp(random.NextNormal()))));
        yield return new("invert onto an interval", (_, _) => new Invert(new Logit()));
        yield return new("chain, empty", (_, _) => new Chain());
        yield return new("chain", (random, n) => new Chain(
            new Permute(Shuffled(random, n)), new LeakyRelu(0.3), new Scale(Factors(random, n)), new LuAffine(Matrix(random, n, (_, _) => true)), new SinhArcsinh(0.1, 0.9)));
        yield return new("chain of chains and inverses", (random, n) => new Chain(
            new Chain(new SinhArcsinh(0.1, 1.2), new Sigmoid()), new Invert(new Chain(new Shift(Numbers(random, n)), new Sigmoid())), new Softplus()));
    }

    private static Bijector Trained(RandomStream random, Func<ParameterSet, Bijector> make)
    {
        var set = new ParameterSet();
        var bijector = make(set);
        foreach (var parameter in set)
        {
            var values = parameter.Values;
            for (int i = 0; i < values.Length; i++)
                values[i] += (float)(0.3 * random.NextNormal());
        }
        return bijector;
    }

    private static double[] Numbers(RandomStream random, int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];

    // Either sign, well away from 0.
    private static double[] Factors(RandomStream random, int n) =>
        [.. Enumerable.Range(0, n).Select(_ => (random.NextDouble() < 0.5 ? -1 : 1) * Math.Exp(0.5 * random.NextNormal()))];

    // From nearly nothing to nearly all.
    private static double[,] Masses(RandomStream random, int columns, int bins)
    {
        var masses = new double[columns, bins];
        for (int d = 0; d < columns; d++)
        {
            for (int k = 0; k < bins; k++)
                masses[d, k] = Math.Exp(1.5 * random.NextNormal());
        }
        return masses;
    }

    // Dominated by its diagonal, so that it can be inverted with few digits lost.
    private static double[,] Matrix(RandomStream random, int n, Func<int, int, bool> keeps)
    {
        var matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                matrix[i, j] = i == j ? Factors(random, 1)[0] * 2 : keeps(i, j) ? random.NextNormal() / n : 0;
        }
        return matrix;
    }

    private static int[] Shuffled(RandomStream random, int n)
    {
        int[] places = [.. Enumerable.Range(0, n)];
        for (int i = n - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (places[i], places[j]) = (places[j], places[i]);
        }
        return places;
    }
}
