using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// The first values of a parameter. For weights [in, out], "in" and "out" are what their names say; a vector counts as in = 1.
/// </summary>
public abstract record Initialization
{
    private Initialization()
    {
    }

    /// <summary>All zero.</summary>
    public static Initialization Zero { get; } = new ConstantValue(0);

    /// <summary>One value.</summary>
    /// <param name="value">Every element.</param>
    public static Initialization Constant(double value) => new ConstantValue(value);

    /// <summary>Uniform on ±√(6/(in + out)): keeps the variance through layers of tanh or sigmoid (Glorot &amp; Bengio 2010).</summary>
    /// <param name="random">Where the numbers come from.</param>
    public static Initialization Glorot(RandomStream random) =>
        new UniformValues(random, shape => Math.Sqrt(6.0 / (shape.Rows + shape.Columns)));

    /// <summary>
    /// Normal with deviation √(2/in): keeps the variance through layers of ReLU (He, Zhang, Ren &amp; Sun 2015, arXiv:1502.01852).
    /// </summary>
    /// <param name="random">Where the numbers come from.</param>
    public static Initialization He(RandomStream random) => new NormalValues(random, shape => Math.Sqrt(2.0 / Math.Max(1, shape.Rows)));

    /// <summary>Normal with mean 0 and a deviation.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="deviation">At least 0.</param>
    public static Initialization Normal(RandomStream random, double deviation) => new NormalValues(random, _ => deviation);

    /// <summary>Uniform on [-bound, bound).</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="bound">At least 0.</param>
    public static Initialization Uniform(RandomStream random, double bound) => new UniformValues(random, _ => bound);

    internal abstract void Fill(Span<Real> values, Shape shape);

    private sealed record ConstantValue(double Value) : Initialization
    {
        internal override void Fill(Span<Real> values, Shape shape) => values.Fill((Real)Value);
    }

    private sealed record UniformValues(RandomStream Random, Func<Shape, double> Bound) : Initialization
    {
        internal override void Fill(Span<Real> values, Shape shape)
        {
            Real bound = (Real)Bound(shape);
            Random.FillUniform(values);
            foreach (ref Real value in values)
                value = (2 * value - 1) * bound;
        }
    }

    private sealed record NormalValues(RandomStream Random, Func<Shape, double> Deviation) : Initialization
    {
        internal override void Fill(Span<Real> values, Shape shape)
        {
            Real deviation = (Real)Deviation(shape);
            Random.FillNormal(values);
            foreach (ref Real value in values)
                value *= deviation;
        }
    }
}
