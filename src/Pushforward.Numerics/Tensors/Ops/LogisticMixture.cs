using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// v = logit F(x) and l = log dv/dx, F the distribution function of a mixture of K logistics of its own for each x: with weights softmax(a), means
/// μ = m + place, log-scales s = c tanh(q/c) and z = (x - μ) e^-s, F = Σ π σ(z), v = log F - log(1 - F), l = log Σ π e^-s σ(z) σ(-z) - log F - log(1 - F).
/// The gradient is that of both, by the shares that components have in the three sums.
/// </summary>
/// <remarks>
/// Three sums over components, each with the largest exponent taken out, so that nothing underflows however far x lies from every mean; and no logarithm of a
/// component: log σ(z) = min(z, 0) - log(1 + e^-|z|), whose second term goes into the sums as the factor r = 1/(1 + e^-|z|). The weights' sum need not be known
/// either, because F + (1 - F) is it. Parameters lie x by x in memory and are computed on component by component, so blocks of them are transposed on the way.
/// </remarks>
internal sealed class LogisticMixture : Op
{
    // Parameters of a block: with what is computed from them they stay in the first-level cache.
    private const int BlockParameters = 1536;

    private TensorNode _x = null!, _parameters = null!, _places = null!;
    private int _components, _perBlock;
    private Real _bound;
    private bool _accumulateX, _accumulateParameters;

    public override string Name => "LogisticMixture";

    public override TensorNode[] Inputs => [_x, _parameters];

    public static Tensor Apply(Tensor x, Tensor parameters, Tensor places, double bound)
    {
        var (input, outputs, centers) = (x.Node, parameters.Node, places.Node);
        int components = centers.Shape.Length;
        if (components == 0 || outputs.Shape.Rows != input.Shape.Length || outputs.Shape.Columns != 3 * components)
        {
            throw new ArgumentException(
                $"shape mismatch in LogisticMixture: {input.Shape} with parameters {outputs.Shape} and places {centers.Shape}; expected a row of "
                + $"{3 * components} parameters, three a place, for each of {input.Shape.Length} elements.");
        }
        if (!(bound > 0))
            throw new ArgumentOutOfRangeException(nameof(bound), bound, $"bound: expected a number greater than 0, got {bound} (LogisticMixture).");
        var tape = Tape.Current;
        var op = tape.Rent<LogisticMixture>();
        (op._x, op._parameters, op._places, op._components, op._bound) = (input, outputs, centers, components, (Real)bound);
        op._perBlock = Math.Max(1, BlockParameters / (3 * components) / Lanes.Count) * Lanes.Count;
        op.Output = tape.Allocate(Shape.Matrix(2, input.Shape.Length));
        op.RunForward(op.Parts, outputs.Shape.Length);
        return tape.Finish(op, tape.Tracks(input) | tape.Tracks(outputs));
    }

    public override void Backward()
    {
        if (_x.IsTracked)
            _accumulateX = _x.TouchGradient(Tape);
        if (_parameters.IsTracked)
            _accumulateParameters = _parameters.TouchGradient(Tape);
        RunBackward(Parts, _parameters.Shape.Length);
    }

    private int Parts => (_x.Shape.Length + _perBlock - 1) / _perBlock;

    [SkipLocalsInit]
    protected override void ForwardPart(int part)
    {
        var mixtures = new Mixtures(this, part, stackalloc Real[Mixtures.Room(_components, _perBlock)]);
        Span<Real> below = stackalloc Real[_perBlock], above = stackalloc Real[_perBlock], density = stackalloc Real[_perBlock];
        mixtures.Sum(below, above, density);
        for (int i = 0; i < _perBlock; i += Lanes.Count)
        {
            Vector<Real> logBelow = Load(below, i), logAbove = Load(above, i), v = logBelow - logAbove;
            Store(v, below, i);
            // The two sums add up to that of the weights, whose logarithm is therefore the larger's and log(1 + e^-|v|) more.
            Store(Load(density, i) - Vector.Min(logBelow, logAbove), density, i);
            Store(-Vector.Abs(v), above, i);
        }
        Elementwise.Softplus(above, above);
        TensorPrimitives.Add(density, above, density);
        below[..mixtures.Count].CopyTo(mixtures.Own(Output.Row(0)));
        density[..mixtures.Count].CopyTo(mixtures.Own(Output.Row(1)));
    }

    [SkipLocalsInit]
    protected override void BackwardPart(int part)
    {
        var mixtures = new Mixtures(this, part, stackalloc Real[Mixtures.Room(_components, _perBlock)]);
        Span<Real> ofX = stackalloc Real[_perBlock], ofValue = stackalloc Real[_perBlock], ofSlope = stackalloc Real[_perBlock];
        Span<Real> below = stackalloc Real[_perBlock], above = stackalloc Real[_perBlock];
        mixtures.Sum(below, above, ofX);
        TensorPrimitives.Subtract(below, above, below);
        Elementwise.Sigmoid(below, below);
        mixtures.Take(Output.GradientValues[.._x.Shape.Length], ofValue);
        mixtures.Take(Output.GradientValues[_x.Shape.Length..], ofSlope);
        mixtures.Differentiate(below, ofValue, ofSlope, ofX);

        if (_x.IsTracked)
            Put(ofX[..mixtures.Count], mixtures.Own(_x.GradientValues), _accumulateX);
        if (!_parameters.IsTracked)
            return;
        int width = 3 * _components;
        var into = _parameters.GradientValues.Slice(part * _perBlock * width, mixtures.Count * width);
        if (!_accumulateParameters)
        {
            Lanes.TransposeBack(mixtures.Parameters, _perBlock, into, width);
            return;
        }
        Span<Real> added = stackalloc Real[into.Length];
        Lanes.TransposeBack(mixtures.Parameters, _perBlock, added, width);
        Put(added, into, accumulate: true);
    }

    private static Vector<Real> Load(Span<Real> values, int i) => Lanes.Load(ref MemoryMarshal.GetReference(values), i);

    private static void Store(Vector<Real> value, Span<Real> values, int i) => Lanes.Store(value, ref MemoryMarshal.GetReference(values), i);

    private static void Put(ReadOnlySpan<Real> added, Span<Real> gradient, bool accumulate)
    {
        if (accumulate)
            TensorPrimitives.Add(gradient, added, gradient);
        else
            added.CopyTo(gradient);
    }

    /// <summary>The mixtures of some elements in a row: arrays in which component k of element i is at k PerBlock + i.</summary>
    private readonly ref struct Mixtures
    {
        // The parameters, which the gradients replace, and what is computed from them.
        private const int Logit = 0, Mean = 1, Scale = 2, Z = 3, InverseScale = 4, Tanh = 5, Tail = 6, Below = 7, Above = 8, Density = 9, Arrays = 10;

        private readonly LogisticMixture _op;
        private readonly Span<Real> _arrays;
        private readonly int _start, _perBlock;

        /// <summary>Reads the parameters of a part and computes what all results need.</summary>
        public Mixtures(LogisticMixture op, int part, Span<Real> room)
        {
            (_op, _perBlock) = (op, op._perBlock);
            _start = part * _perBlock;
            _arrays = room;
            Count = Math.Min(_perBlock, op._x.Shape.Length - _start);
            int width = 3 * op._components;
            Lanes.Transpose(op._parameters.Slice(_start * width, Count * width), width, Parameters, _perBlock);
            Spread();
        }

        /// <summary>How many elements there are; beyond them the arrays hold anything.</summary>
        public int Count { get; }

        /// <summary>The parameters; after <see cref="Differentiate"/> their gradients.</summary>
        public Span<Real> Parameters => _arrays[..(3 * Length)];

        private int Length => _op._components * _perBlock;

        /// <summary>How many numbers the arrays hold.</summary>
        public static int Room(int components, int perBlock) => Arrays * components * perBlock;

        /// <summary>Some of the numbers that there are one an element of.</summary>
        public Span<Real> Own(Span<Real> elements) => elements.Slice(_start, Count);

        /// <summary>Copies them, and makes zeros of what is beyond.</summary>
        public void Take(Span<Real> elements, Span<Real> into)
        {
            Own(elements).CopyTo(into);
            into[Count..].Clear();
        }

        /// <summary>
        /// The logarithms of Σ e^a σ(z), Σ e^a σ(-z) and Σ e^(a - s) σ(z) σ(-z); leaves in the arrays what each component has of the sums, as a share.
        /// </summary>
        public void Sum(Span<Real> below, Span<Real> above, Span<Real> density)
        {
            Sum(Array(Below), below, squared: false);
            Sum(Array(Above), above, squared: false);
            Sum(Array(Density), density, squared: true);
        }

        /// <summary>Puts the gradients in the place of the parameters, after <see cref="Sum(Span{Real}, Span{Real}, Span{Real})"/>.</summary>
        /// <param name="f">F.</param>
        /// <param name="ofValue">The gradient of v.</param>
        /// <param name="ofSlope">The gradient of l.</param>
        /// <param name="ofX">Becomes the gradient of x.</param>
        public void Differentiate(Span<Real> f, Span<Real> ofValue, Span<Real> ofSlope, Span<Real> ofX)
        {
            ofX.Clear();
            Span<Real> logit = Array(Logit), mean = Array(Mean), scale = Array(Scale), zs = Array(Z), inverseScale = Array(InverseScale), tanh = Array(Tanh);
            Span<Real> tail = Array(Tail), below = Array(Below), above = Array(Above), density = Array(Density);
            var one = Vector<Real>.One;
            for (int at = 0; at < Length; at += Lanes.Count)
            {
                int i = at % _perBlock;
                // v = below - above, l = density - below - above + the logarithm of the weights' sum.
                Vector<Real> dv = Load(ofValue, i), dl = Load(ofSlope, i), shareBelow = Load(below, at), shareAbove = Load(above, at), z = Load(zs, at);
                Vector<Real> fromBelow = (dv - dl) * shareBelow, fromAbove = -(dv + dl) * shareAbove, fromDensity = dl * Load(density, at);
                Vector<Real> near = one / (one + Load(tail, at)), far = Load(tail, at) * near;
                var isAbove = Vector.GreaterThan(z, Vector<Real>.Zero);
                Vector<Real> sigmoid = Vector.ConditionalSelect(isAbove, near, far), mirrored = Vector.ConditionalSelect(isAbove, far, near);
                var ofZ = (fromBelow + fromDensity) * mirrored - (fromAbove + fromDensity) * sigmoid;
                var ofMean = -ofZ * Load(inverseScale, at);
                Store(Load(ofX, i) - ofMean, ofX, i);
                // A component's share of the weights is its share of F and of 1 - F, in that proportion.
                var weight = shareAbove + Load(f, i) * (shareBelow - shareAbove);
                Store(fromBelow + fromAbove + fromDensity + dl * weight, logit, at);
                Store(ofMean, mean, at);
                var t = Load(tanh, at);
                Store(-(fromDensity + ofZ * z) * (one - t * t), scale, at);
            }
        }

        private Span<Real> Array(int which) => _arrays.Slice(which * Length, Length);

        // Means, scales and distances, and the exponents of the three sums.
        private void Spread()
        {
            Span<Real> x = stackalloc Real[_perBlock];
            Take(_op._x.Values, x);
            Span<Real> logit = Array(Logit), mean = Array(Mean), z = Array(Z), inverseScale = Array(InverseScale), tanh = Array(Tanh), tail = Array(Tail);
            Span<Real> below = Array(Below), above = Array(Above), density = Array(Density);
            TensorPrimitives.Divide(Array(Scale), _op._bound, tanh);
            Elementwise.Tanh(tanh, tanh);
            TensorPrimitives.Multiply(tanh, -_op._bound, inverseScale);
            Elementwise.Exp(inverseScale, inverseScale);
            var places = _op._places.Values;
            var bound = new Vector<Real>(_op._bound);
            for (int at = 0; at < Length; at += Lanes.Count)
            {
                var distance = (Load(x, at % _perBlock) - (Load(mean, at) + new Vector<Real>(places[at / _perBlock]))) * Load(inverseScale, at);
                Vector<Real> a = Load(logit, at), magnitude = Vector.Abs(distance);
                Store(distance, z, at);
                Store(-magnitude, tail, at);
                Store(a + Vector.Min(distance, Vector<Real>.Zero), below, at);
                Store(a - Vector.Max(distance, Vector<Real>.Zero), above, at);
                Store(a - magnitude - bound * Load(tanh, at), density, at);
            }
            Elementwise.Exp(tail, tail);
        }

        // log Σ e^exponent r, or r² in place of r; the exponents become the terms' shares in the sum.
        private void Sum(Span<Real> exponents, Span<Real> log, bool squared)
        {
            Span<Real> tail = Array(Tail), largest = stackalloc Real[_perBlock];
            exponents[.._perBlock].CopyTo(largest);
            for (int at = _perBlock; at < Length; at += _perBlock)
                TensorPrimitives.Max(largest, exponents.Slice(at, _perBlock), largest);
            for (int at = 0; at < Length; at += _perBlock)
                TensorPrimitives.Subtract(exponents.Slice(at, _perBlock), largest, exponents.Slice(at, _perBlock));
            Elementwise.Exp(exponents, exponents);
            log.Clear();
            for (int at = 0; at < Length; at += Lanes.Count)
            {
                var divisor = Vector<Real>.One + Load(tail, at);
                var term = Load(exponents, at) / (squared ? divisor * divisor : divisor);
                Store(term, exponents, at);
                Store(Load(log, at % _perBlock) + term, log, at % _perBlock);
            }
            for (int at = 0; at < Length; at += _perBlock)
                TensorPrimitives.Divide(exponents.Slice(at, _perBlock), log, exponents.Slice(at, _perBlock));
            Elementwise.Log(log, log);
            TensorPrimitives.Add(log, largest, log);
        }
    }
}
