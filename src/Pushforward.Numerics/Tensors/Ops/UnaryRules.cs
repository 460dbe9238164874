using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>The functions of one number, a rule each: name, value, slope. At a kink the slope is the one the comment names.</summary>
internal static class UnaryRules
{
    private static Vector<Real> One => Vector<Real>.One;

    private static Vector<Real> Zero => Vector<Real>.Zero;

    /// <summary>Applies a rule's vector arithmetic over spans.</summary>
    private static void Map<TRule>(TRule rule, ReadOnlySpan<Real> x, Span<Real> y)
        where TRule : struct, IUnaryVectorRule
    {
        ref var xStart = ref MemoryMarshal.GetReference(x);
        ref var yStart = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= x.Length - Lanes.Count; i += Lanes.Count)
            Lanes.Store(rule.Value(Lanes.Load(ref xStart, i)), ref yStart, i);
        if (x.Length - i is > 0 and int left)
            Lanes.StorePart(rule.Value(Lanes.LoadPart(ref xStart, i, left)), ref yStart, i, left);
    }

    /// <summary>y = e^x; y' = y.</summary>
    internal readonly struct Exp : IUnaryRule
    {
        public static string Name => "Exp";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.Exp(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => y;
    }

    /// <summary>y = e^x - 1; y' = e^x.</summary>
    internal readonly struct ExpM1 : IUnaryRule
    {
        public static string Name => "ExpM1";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.ExpM1(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => Lanes.Exp(x);
    }

    /// <summary>y = log x; y' = 1/x.</summary>
    internal readonly struct Log : IUnaryRule
    {
        public static string Name => "Log";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.Log(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => One / x;
    }

    /// <summary>y = log(1 + x); y' = 1/(1 + x).</summary>
    internal readonly struct Log1p : IUnaryRule
    {
        public static string Name => "Log1p";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.Log1p(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => One / (One + x);
    }

    /// <summary>y = log(1 + e^x); y' = 1/(1 + e^-x).</summary>
    internal readonly struct Softplus : IUnaryRule
    {
        public static string Name => "Softplus";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.Softplus(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => Lanes.Sigmoid(x);
    }

    /// <summary>y = 1/(1 + e^-x); y' = y (1 - y).</summary>
    internal readonly struct Sigmoid : IUnaryRule
    {
        public static string Name => "Sigmoid";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.Sigmoid(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => y * (One - y);
    }

    /// <summary>y = tanh x; y' = 1 - y².</summary>
    internal readonly struct Tanh : IUnaryRule
    {
        public static string Name => "Tanh";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.Tanh(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => One - y * y;
    }

    /// <summary>y = max(x, 0); y' = 1 for x &gt; 0, 0 elsewhere, so 0 at 0.</summary>
    internal readonly struct Relu : IUnaryVectorRule
    {
        public static string Name => "Relu";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => Vector.Max(x, Zero);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => Vector.ConditionalSelect(Vector.GreaterThan(x, Zero), One, Zero);
    }

    /// <summary>y = x for x &gt; 0, s x elsewhere; y' = 1 or s, so s at 0.</summary>
    internal readonly struct LeakyRelu(Real slope) : IUnaryVectorRule
    {
        public static string Name => "LeakyRelu";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => x * Slope(x, x);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Zero), One, new Vector<Real>(slope));
    }

    /// <summary>y = x for x &gt; 0, e^x - 1 elsewhere; y' = 1 or y + 1, equal at 0.</summary>
    internal readonly struct Elu : IUnaryRule
    {
        public static string Name => "Elu";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Elementwise.Elu(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => Vector.ConditionalSelect(Vector.GreaterThan(x, Zero), One, y + One);
    }

    /// <summary>y = x²; y' = 2 x.</summary>
    internal readonly struct Square : IUnaryVectorRule
    {
        public static string Name => "Square";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => x * x;

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => x + x;
    }

    /// <summary>y = √x; y' = 1/(2 y).</summary>
    internal readonly struct Sqrt : IUnaryVectorRule
    {
        public static string Name => "Sqrt";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => Vector.SquareRoot(x);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => One / (y + y);
    }

    /// <summary>y = |x|; y' = -1, 0, 1 by the sign of x.</summary>
    internal readonly struct Abs : IUnaryVectorRule
    {
        public static string Name => "Abs";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => Vector.Abs(x);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Zero), One, Vector.ConditionalSelect(Vector.LessThan(x, Zero), -One, Zero));
    }

    /// <summary>y = 1/x; y' = -y².</summary>
    internal readonly struct Reciprocal : IUnaryVectorRule
    {
        public static string Name => "Reciprocal";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => One / x;

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => -y * y;
    }

    /// <summary>y = x^p; y' = p y / x.</summary>
    internal readonly struct Power(Real exponent) : IUnaryRule
    {
        public static string Name => "Power";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => TensorPrimitives.Pow(x, exponent, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => new Vector<Real>(exponent) * y / x;
    }

    /// <summary>y = sinh x; y' = √(1 + y²).</summary>
    internal readonly struct Sinh : IUnaryRule
    {
        public static string Name => "Sinh";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => TensorPrimitives.Sinh(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => Vector.SquareRoot(One + y * y);
    }

    /// <summary>y = arsinh x; y' = 1/√(1 + x²).</summary>
    internal readonly struct Asinh : IUnaryRule
    {
        public static string Name => "Asinh";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => TensorPrimitives.Asinh(x, y);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => One / Vector.SquareRoot(One + x * x);
    }

    /// <summary>y = x held within [a, b]; y' = 1 inside and at the ends, 0 outside.</summary>
    internal readonly struct Clamp(Real minimum, Real maximum) : IUnaryVectorRule
    {
        public static string Name => "Clamp";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => Vector.Min(Vector.Max(x, new Vector<Real>(minimum)), new Vector<Real>(maximum));

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => Vector.ConditionalSelect(Vector.Equals(x, y), One, Zero);
    }

    /// <summary>y = s x + t; y' = s. Also the operators - and those with one number.</summary>
    internal readonly struct Affine(Real scale, Real shift) : IUnaryVectorRule
    {
        public static string Name => "Affine";

        public void Forward(ReadOnlySpan<Real> x, Span<Real> y) => Map(this, x, y);

        public Vector<Real> Value(Vector<Real> x) => new Vector<Real>(scale) * x + new Vector<Real>(shift);

        public Vector<Real> Slope(Vector<Real> x, Vector<Real> y) => new(scale);
    }
}
