using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    private const int BlockParameters = 3072;

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

    protected override void ForwardPart(int part)
    {
        var block = new Elements(this, part, stackalloc Real[3 * _components * _perBlock], stackalloc Vector<Real>[Components.PerComponent * _components]);
        Span<Real> x = stackalloc Real[_perBlock], value = stackalloc Real[_perBlock], slope = stackalloc Real[_perBlock];
        block.Of(_x.Values).CopyTo(x);
        for (int i = 0; i < block.Count; i += Lanes.Count)
        {
            var (below, above, density) = block.At(i, Load(x, i)).Sums();
            var v = below - above;
            Store(v, value, i);
            // The two sums add up to that of the weights, whose logarithm is therefore the larger's and log(1 + e^-|v|) more.
            Store(density - Vector.Min(below, above) + Lanes.Softplus(-Vector.Abs(v)), slope, i);
        }
        value[..block.Count].CopyTo(block.Of(Output.Row(0)));
        slope[..block.Count].CopyTo(block.Of(Output.Row(1)));
    }

    protected override void BackwardPart(int part)
    {
        var block = new Elements(this, part, stackalloc Real[3 * _components * _perBlock], stackalloc Vector<Real>[Components.PerComponent * _components]);
        Span<Real> x = stackalloc Real[_perBlock], ofValue = stackalloc Real[_perBlock], ofSlope = stackalloc Real[_perBlock];
        block.Of(_x.Values).CopyTo(x);
        block.Of(Output.GradientValues[.._x.Shape.Length]).CopyTo(ofValue);
        block.Of(Output.GradientValues[_x.Shape.Length..]).CopyTo(ofSlope);
        // The gradients take the place of the parameters, and that of x.
        for (int i = 0; i < block.Count; i += Lanes.Count)
            Store(block.At(i, Load(x, i)).Differentiate(Load(ofValue, i), Load(ofSlope, i)), x, i);

        if (_x.IsTracked)
            Put(x[..block.Count], block.Of(_x.GradientValues), _accumulateX);
        if (_parameters.IsTracked)
            block.PutGradients(_parameters.GradientValues, _accumulateParameters);
    }

    private static Vector<Real> Load(Span<Real> values, int i) => Lanes.Load(ref MemoryMarshal.GetReference(values), i);

    private static void Store(Vector<Real> value, Span<Real> values, int i) => Lanes.Store(value, ref MemoryMarshal.GetReference(values), i);

    private static void Put(ReadOnlySpan<Real> added, Span<Real> gradient, bool accumulate)
    {
        if (accumulate)
            System.Numerics.Tensors.TensorPrimitives.Add(gradient, added, gradient);
        else
            added.CopyTo(gradient);
    }

    /// <summary>Some elements in a row, and their parameters component by component: parameter j of element i at j PerBlock + i.</summary>
    private readonly ref struct Elements
    {
        private readonly LogisticMixture _op;
        private readonly Span<Real> _turned;
        private readonly Span<Vector<Real>> _work;
        private readonly int _start;

        public Elements(LogisticMixture op, int part, Span<Real> turned, Span<Vector<Real>> work)
        {
            (_op, _start) = (op, part * op._perBlock);
            _turned = turned;
            _work = work;
            Count = Math.Min(op._perBlock, op._x.Shape.Length - _start);
            int width = 3 * op._components;
            Lanes.Transpose(op._parameters.Slice(_start * width, Count * width), width, turned, op._perBlock);
        }

        public int Count { get; }

        public Span<Real> Of(Span<Real> elements) => elements.Slice(_start, Count);

        public Components At(int i, Vector<Real> x) => new(_op, _turned[i..], _work, x);

        public void PutGradients(Span<Real> gradients, bool accumulate)
        {
            int width = 3 * _op._components;
            var into = gradients.Slice(_start * width, Count * width);
            if (!accumulate)
            {
                Lanes.TransposeBack(_turned, _op._perBlock, into, width);
                return;
            }
            Span<Real> added = stackalloc Real[into.Length];
            Lanes.TransposeBack(_turned, _op._perBlock, added, width);
            Put(added, into, accumulate: true);
        }
    }

    /// <summary>The mixtures of a vector of elements, one in each lane.</summary>
    private readonly ref struct Components
    {
        /// <summary>Vectors of work space a component needs.</summary>
        public const int PerComponent = 7;

        private readonly LogisticMixture _op;
        private readonly Span<Real> _parameters;
        private readonly Span<Vector<Real>> _z, _inverseScale, _tanh, _tail, _below, _above, _density;

        public Components(LogisticMixture op, Span<Real> parameters, Span<Vector<Real>> work, Vector<Real> x)
        {
            _op = op;
            _parameters = parameters;
            int k = op._components;
            _z = work[..k];
            _inverseScale = work.Slice(k, k);
            _tanh = work.Slice(2 * k, k);
            _tail = work.Slice(3 * k, k);
            _below = work.Slice(4 * k, k);
            _above = work.Slice(5 * k, k);
            _density = work.Slice(6 * k, k);
            var bound = new Vector<Real>(op._bound);
            var places = op._places.Values;
            for (int i = 0; i < k; i++)
            {
                _tanh[i] = Lanes.Tanh(Parameter(2, i) / bound);
                var s = bound * _tanh[i];
                _inverseScale[i] = Lanes.Exp(-s);
                var z = (x - (Parameter(1, i) + new Vector<Real>(places[i]))) * _inverseScale[i];
                var a = Parameter(0, i);
                _z[i] = z;
                _tail[i] = Lanes.Exp(-Vector.Abs(z));
                _below[i] = a + Vector.Min(z, Vector<Real>.Zero);
                _above[i] = a - Vector.Max(z, Vector<Real>.Zero);
                _density[i] = a - Vector.Abs(z) - s;
            }
        }

        /// <summary>
        /// The logarithms of Σ e^a σ(z), Σ e^a σ(-z) and Σ e^(a - s) σ(z) σ(-z); leaves in the work space what each component has of the sums, as a share.
        /// </summary>
        public (Vector<Real> Below, Vector<Real> Above, Vector<Real> Density) Sums() =>
            (Sum(_below, squared: false), Sum(_above, squared: false), Sum(_density, squared: true));

        /// <summary>Leaves the gradient in the place of the parameters, given those of v and l.</summary>
        /// <returns>The gradient of x.</returns>
        public Vector<Real> Differentiate(Vector<Real> ofValue, Vector<Real> ofSlope)
        {
            var (below, above, _) = Sums();
            // v = below - above, l = density - below - above + log of the weights' sum, which is log(e^below + e^above).
            Vector<Real> ofBelow = ofValue - ofSlope, ofAbove = -ofValue - ofSlope, f = Lanes.Sigmoid(below - above), rest = Lanes.Sigmoid(above - below);
            var ofX = Vector<Real>.Zero;
            for (int i = 0; i < _op._components; i++)
            {
                Vector<Real> fromBelow = ofBelow * _below[i], fromAbove = ofAbove * _above[i], fromDensity = ofSlope * _density[i];
                var near = Vector<Real>.One / (Vector<Real>.One + _tail[i]);
                var far = _tail[i] * near;
                var isAbove = Vector.GreaterThan(_z[i], Vector<Real>.Zero);
                Vector<Real> sigmoid = Vector.ConditionalSelect(isAbove, near, far), mirrored = Vector.ConditionalSelect(isAbove, far, near);
                var ofZ = (fromBelow + fromDensity) * mirrored - (fromAbove + fromDensity) * sigmoid;
                var ofMean = -ofZ * _inverseScale[i];
                ofX -= ofMean;
                Parameter(0, i) = fromBelow + fromAbove + fromDensity + ofSlope * (f * _below[i] + rest * _above[i]);
                Parameter(1, i) = ofMean;
                Parameter(2, i) = -(fromDensity + ofZ * _z[i]) * (Vector<Real>.One - _tanh[i] * _tanh[i]);
            }
            return ofX;
        }

        // The kind's parameter of component i: logits of weights, then means, then scales.
        private ref Vector<Real> Parameter(int kind, int i) =>
            ref Unsafe.As<Real, Vector<Real>>(ref _parameters[(kind * _op._components + i) * _op._perBlock]);

        // log Σ e^exponent r, or r² in place of r; the exponents become the terms' shares in the sum.
        private Vector<Real> Sum(Span<Vector<Real>> exponents, bool squared)
        {
            var largest = exponents[0];
            for (int i = 1; i < exponents.Length; i++)
                largest = Vector.Max(largest, exponents[i]);
            var sum = Vector<Real>.Zero;
            for (int i = 0; i < exponents.Length; i++)
            {
                var divisor = Vector<Real>.One + _tail[i];
                var term = Lanes.Exp(exponents[i] - largest) / (squared ? divisor * divisor : divisor);
                exponents[i] = term;
                sum += term;
            }
            var inverse = Vector<Real>.One / sum;
            for (int i = 0; i < exponents.Length; i++)
                exponents[i] *= inverse;
            return largest + Lanes.Log(sum);
        }
    }
}
