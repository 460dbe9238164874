using Pushforward.Numerics.Tensors.Ops;

namespace Pushforward.Numerics.Tensors;

// Element by element: operators and functions.
public readonly partial struct Tensor
{
    /// <summary>a + b, with broadcasting.</summary>
    /// <param name="a">[rows, columns] or what broadcasts to it.</param>
    /// <param name="b">[rows, columns] or what broadcasts to it.</param>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    public static Tensor operator +(Tensor a, Tensor b) => Binary<BinaryRules.Add>.Apply(a, b);

    /// <summary>a - b, with broadcasting.</summary>
    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor operator -(Tensor a, Tensor b) => Binary<BinaryRules.Subtract>.Apply(a, b);

    /// <summary>a b, element by element, with broadcasting.</summary>
    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor operator *(Tensor a, Tensor b) => Binary<BinaryRules.Multiply>.Apply(a, b);

    /// <summary>a / b, element by element, with broadcasting.</summary>
    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor operator /(Tensor a, Tensor b) => Binary<BinaryRules.Divide>.Apply(a, b);

    /// <summary>-a.</summary>
    /// <param name="a">Any shape.</param>
    public static Tensor operator -(Tensor a) => a.Affine(-1, 0);

    /// <summary>a + b, with one number for all elements.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The number.</param>
    public static Tensor operator +(Tensor a, double b) => a.Affine(1, b);

    /// <summary>a + b, with one number for all elements.</summary>
    /// <param name="a">The number.</param>
    /// <param name="b">Any shape.</param>
    public static Tensor operator +(double a, Tensor b) => b.Affine(1, a);

    /// <summary>a - b, with one number for all elements.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The number.</param>
    public static Tensor operator -(Tensor a, double b) => a.Affine(1, -b);

    /// <summary>a - b, with one number for all elements.</summary>
    /// <param name="a">The number.</param>
    /// <param name="b">Any shape.</param>
    public static Tensor operator -(double a, Tensor b) => b.Affine(-1, a);

    /// <summary>a b, with one number for all elements.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The number.</param>
    public static Tensor operator *(Tensor a, double b) => a.Affine(b, 0);

    /// <summary>a b, with one number for all elements.</summary>
    /// <param name="a">The number.</param>
    /// <param name="b">Any shape.</param>
    public static Tensor operator *(double a, Tensor b) => b.Affine(a, 0);

    /// <summary>a / b, with one number for all elements.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The number.</param>
    public static Tensor operator /(Tensor a, double b) => a.Affine(1 / b, 0);

    /// <summary>a / b, with one number for all elements.</summary>
    /// <param name="a">The number.</param>
    /// <param name="b">Any shape.</param>
    public static Tensor operator /(double a, Tensor b) => b.Reciprocal() * a;

    /// <summary>The larger of a and b, element by element, with broadcasting.</summary>
    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor Max(Tensor a, Tensor b) => Binary<BinaryRules.Maximum>.Apply(a, b);

    /// <summary>The smaller of a and b, element by element, with broadcasting.</summary>
    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor Min(Tensor a, Tensor b) => Binary<BinaryRules.Minimum>.Apply(a, b);

    /// <summary>scale x + shift.</summary>
    /// <param name="scale">The factor.</param>
    /// <param name="shift">The summand.</param>
    public Tensor Affine(double scale, double shift) => Unary<UnaryRules.Affine>.Apply(this, new((Real)scale, (Real)shift));

    /// <summary>e^x.</summary>
    public Tensor Exp() => Unary<UnaryRules.Exp>.Apply(this);

    /// <summary>e^x - 1, exact to the last places also where x is tiny.</summary>
    public Tensor ExpM1() => Unary<UnaryRules.ExpM1>.Apply(this);

    /// <summary>log x; -infinity at 0, NaN below.</summary>
    public Tensor Log() => Unary<UnaryRules.Log>.Apply(this);

    /// <summary>log(1 + x), exact to the last places also where x is tiny; -infinity at -1, NaN below.</summary>
    public Tensor Log1p() => Unary<UnaryRules.Log1p>.Apply(this);

    /// <summary>log(1 + e^x), without overflow.</summary>
    public Tensor Softplus() => Unary<UnaryRules.Softplus>.Apply(this);

    /// <summary>1/(1 + e^-x), without overflow.</summary>
    public Tensor Sigmoid() => Unary<UnaryRules.Sigmoid>.Apply(this);

    /// <summary>log(1/(1 + e^-x)) = -log(1 + e^-x), without overflow.</summary>
    public Tensor LogSigmoid() => -(-this).Softplus();

    /// <summary>tanh x.</summary>
    public Tensor Tanh() => Unary<UnaryRules.Tanh>.Apply(this);

    /// <summary>max(x, 0). The slope at 0 is taken to be 0.</summary>
    public Tensor Relu() => Unary<UnaryRules.Relu>.Apply(this);

    /// <summary>x where it is positive, slope x elsewhere. The slope at 0 is taken to be <paramref name="slope"/>.</summary>
    /// <param name="slope">The slope below zero.</param>
    public Tensor LeakyRelu(double slope = 0.01) => Unary<UnaryRules.LeakyRelu>.Apply(this, new((Real)slope));

    /// <summary>x where it is positive, e^x - 1 elsewhere (Clevert, Unterthiner &amp; Hochreiter 2015).</summary>
    public Tensor Elu() => Unary<UnaryRules.Elu>.Apply(this);

    /// <summary>x².</summary>
    public Tensor Square() => Unary<UnaryRules.Square>.Apply(this);

    /// <summary>√x; NaN below 0.</summary>
    public Tensor Sqrt() => Unary<UnaryRules.Sqrt>.Apply(this);

    /// <summary>|x|. The slope at 0 is taken to be 0.</summary>
    public Tensor Abs() => Unary<UnaryRules.Abs>.Apply(this);

    /// <summary>1/x.</summary>
    public Tensor Reciprocal() => Unary<UnaryRules.Reciprocal>.Apply(this);

    /// <summary>x^exponent, for x greater than 0.</summary>
    /// <param name="exponent">The power.</param>
    public Tensor Pow(double exponent) => Unary<UnaryRules.Power>.Apply(this, new((Real)exponent));

    /// <summary>sinh x = (e^x - e^-x)/2.</summary>
    public Tensor Sinh() => Unary<UnaryRules.Sinh>.Apply(this);

    /// <summary>arsinh x = log(x + √(x² + 1)).</summary>
    public Tensor Asinh() => Unary<UnaryRules.Asinh>.Apply(this);

    /// <summary>x, held within bounds. The gradient passes where x is within them or on them.</summary>
    /// <param name="minimum">The lower bound.</param>
    /// <param name="maximum">The upper bound; not below the lower.</param>
    /// <exception cref="ArgumentException">The bounds are the wrong way round or NaN.</exception>
    public Tensor Clamp(double minimum, double maximum) => minimum <= maximum
        ? Unary<UnaryRules.Clamp>.Apply(this, new((Real)minimum, (Real)maximum))
        : throw new ArgumentException($"clamp: expected minimum <= maximum, got {minimum} and {maximum}.");
}
