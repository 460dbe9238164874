using Pushforward.Distributions;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables.Engine;

namespace Pushforward.RandomVariables;

/// <summary>
/// A random variable: a base variable with a given law, or a function of others. The same object is the same variable wherever it appears, so
/// x + x is 2x and x - x is 0; two variables made from one law by two calls of <see cref="Of"/> are independent.
/// </summary>
/// <example>
/// <code>
/// var x = RandomVariable.Of(new Uniform(0, 1));
/// var y = RandomVariable.Of(new Uniform(0, 1));
/// Law radius = RandomVariable.Sqrt(x * x + y * y).Law;
/// </code>
/// </example>
public sealed class RandomVariable
{
    private Law? _law;

    internal RandomVariable(Node node) => Node = node;

    internal Node Node { get; }

    /// <summary>The law, computed when first asked for.</summary>
    /// <exception cref="ArgumentException">A function is undefined on part of its argument's support.</exception>
    /// <exception cref="Numerics.NumericalException">The law cannot be computed to a useful precision.</exception>
    public Law Law => ComputeLaw(CancellationToken.None);

    /// <summary>A fresh variable with a law, independent of all others.</summary>
    /// <param name="law">Its law.</param>
    /// <param name="name">What expressions and messages call it; without one, its law stands for it.</param>
    public static RandomVariable Of(Law law, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(law);
        return new(new BaseNode(law, name));
    }

    /// <summary>A constant as a variable.</summary>
    /// <param name="value">A finite number.</param>
    public static RandomVariable Constant(double value) => double.IsFinite(value)
        ? new(new ConstantNode(value))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A constant needs a finite value.");

    /// <summary>A number stands for itself in expressions.</summary>
    /// <param name="value">A finite number.</param>
    public static implicit operator RandomVariable(double value) => Constant(value);

    /// <summary>The sum.</summary>
    public static RandomVariable operator +(RandomVariable left, RandomVariable right) => new(SumNode.Of([(1, N(left)), (1, N(right))]));

    /// <summary>The difference.</summary>
    public static RandomVariable operator -(RandomVariable left, RandomVariable right) => new(SumNode.Of([(1, N(left)), (-1, N(right))]));

    /// <summary>The negative.</summary>
    public static RandomVariable operator -(RandomVariable value) => new(SumNode.Of([(-1, N(value))]));

    /// <summary>The product.</summary>
    public static RandomVariable operator *(RandomVariable left, RandomVariable right) => new(ProductNode.Of([(N(left), 1), (N(right), 1)]));

    /// <summary>The quotient.</summary>
    public static RandomVariable operator /(RandomVariable left, RandomVariable right) => new(ProductNode.Of([(N(left), 1), (N(right), -1)]));

    /// <summary>The sum.</summary>
    /// <param name="left">A variable.</param>
    /// <param name="right">A variable.</param>
    public static RandomVariable Add(RandomVariable left, RandomVariable right) => left + right;

    /// <summary>The difference.</summary>
    /// <param name="left">A variable.</param>
    /// <param name="right">A variable.</param>
    public static RandomVariable Subtract(RandomVariable left, RandomVariable right) => left - right;

    /// <summary>The negative.</summary>
    /// <param name="value">A variable.</param>
    public static RandomVariable Negate(RandomVariable value) => -value;

    /// <summary>The product.</summary>
    /// <param name="left">A variable.</param>
    /// <param name="right">A variable.</param>
    public static RandomVariable Multiply(RandomVariable left, RandomVariable right) => left * right;

    /// <summary>The quotient.</summary>
    /// <param name="left">A variable.</param>
    /// <param name="right">A variable.</param>
    public static RandomVariable Divide(RandomVariable left, RandomVariable right) => left / right;

    /// <summary>The sum of many variables.</summary>
    /// <param name="terms">The variables.</param>
    public static RandomVariable Sum(params IEnumerable<RandomVariable> terms) => new(SumNode.Of([.. terms.Select(term => (1.0, N(term)))]));

    /// <summary>The product of many variables.</summary>
    /// <param name="factors">The variables.</param>
    public static RandomVariable Product(params IEnumerable<RandomVariable> factors) =>
        new(ProductNode.Of([.. factors.Select(factor => (N(factor), 1))]));

    /// <summary>x^p. Powers that are not whole need x >= 0.</summary>
    /// <param name="x">The base.</param>
    /// <param name="exponent">A finite number.</param>
    public static RandomVariable Pow(RandomVariable x, double exponent)
    {
        if (!double.IsFinite(exponent))
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "exponent: expected a finite number.");
        if (exponent == Math.Floor(exponent) && Math.Abs(exponent) <= 1000)
            return new(ProductNode.Of([(N(x), (int)exponent)]));
        return Apply(new PowerMap(exponent), x);
    }

    /// <summary>x^y = exp(y ln x), for x > 0.</summary>
    /// <param name="x">The base, positive.</param>
    /// <param name="exponent">The exponent.</param>
    public static RandomVariable Pow(RandomVariable x, RandomVariable exponent) =>
        N(exponent) is ConstantNode constant ? Pow(x, constant.Value) : Exp(exponent * Log(x));

    /// <summary>e^x.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Exp(RandomVariable x) => Apply(new ExpMap(), x);

    /// <summary>The natural logarithm, for x > 0.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Log(RandomVariable x) => Apply(new LogMap(), x);

    /// <summary>The square root, for x >= 0.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Sqrt(RandomVariable x) => Apply(new PowerMap(0.5), x);

    /// <summary>The absolute value.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Abs(RandomVariable x) => Apply(new AbsoluteMap(), x);

    /// <summary>The sine.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Sin(RandomVariable x) => Apply(new SineMap(isCosine: false), x);

    /// <summary>The cosine.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Cos(RandomVariable x) => Apply(new SineMap(isCosine: true), x);

    /// <summary>The arc tangent.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Atan(RandomVariable x) => Apply(new AtanMap(), x);

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Tanh(RandomVariable x) => Apply(new TanhMap(), x);

    /// <summary>max(x, 0): where x is negative the result is 0, an atom.</summary>
    /// <param name="x">A variable.</param>
    public static RandomVariable Relu(RandomVariable x) => Apply(new LeakyRectifierMap(0), x);

    /// <summary>x where it is positive, slope x elsewhere.</summary>
    /// <param name="x">A variable.</param>
    /// <param name="slope">The slope below zero, a finite number.</param>
    public static RandomVariable LeakyRelu(RandomVariable x, double slope) => double.IsFinite(slope)
        ? Apply(new LeakyRectifierMap(slope), x)
        : throw new ArgumentOutOfRangeException(nameof(slope), slope, "slope: expected a finite number.");

    /// <summary>The larger of two variables.</summary>
    /// <param name="left">A variable.</param>
    /// <param name="right">A variable.</param>
    public static RandomVariable Max(RandomVariable left, RandomVariable right) => new(ExtremeNode.Of(isMaximum: true, [N(left), N(right)]));

    /// <summary>The smaller of two variables.</summary>
    /// <param name="left">A variable.</param>
    /// <param name="right">A variable.</param>
    public static RandomVariable Min(RandomVariable left, RandomVariable right) => new(ExtremeNode.Of(isMaximum: false, [N(left), N(right)]));

    /// <summary>A piecewise monotone function given by the caller.</summary>
    /// <param name="x">A variable.</param>
    /// <param name="function">The function by its branches.</param>
    public static RandomVariable Apply(RandomVariable x, PiecewiseMonotone function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Apply(new PiecewiseMonotoneMap(function), x);
    }

    /// <summary>The law, kept once it was computed, as <see cref="Law"/>; this way the computation can be stopped.</summary>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ArgumentException">A function is undefined on part of its argument's support.</exception>
    /// <exception cref="Numerics.NumericalException">The law cannot be computed to a useful precision.</exception>
    public Law ComputeLaw(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _law) is { } known)
            return known;
        var law = LawOf(new CalculusOptions(), cancellation);
        return Interlocked.CompareExchange(ref _law, law, null) ?? law;
    }

    /// <summary>The law, computed anew under given options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="cancellation">Stops the computation.</param>
    public Law LawOf(CalculusOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Calculus(options, new Workload(cancellation)).LawOf(Node);
    }

    /// <summary>Independent draws, by drawing the base variables and evaluating the expression.</summary>
    /// <param name="count">How many, at least one.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public double[] Sample(int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(random);
        return Simulation.Draw(Node, count, random);
    }

    /// <summary>Holds the law against a simulation of the expression, the second route to it.</summary>
    /// <param name="count">How many values to draw, at least one.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public Verification Verify(int count, RandomStream random) => Verification.Of(Law, Sample(count, random));

    /// <summary>The expression.</summary>
    public override string ToString() => Node.ToString()!;

    private static RandomVariable Apply(ElementaryMap map, RandomVariable x) => new(MapNode.Of(map, N(x)));

    private static Node N(RandomVariable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable.Node;
    }
}
