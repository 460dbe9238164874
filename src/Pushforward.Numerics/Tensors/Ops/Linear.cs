using System.Numerics;
using System.Runtime.InteropServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y = f(x W + b), with x [rows, in], W [in, out], b [out]: product, bias and activation in one pass over y.
/// With dz = dy f'(z): dW += xᵀ dz, dx += dz Wᵀ, db += the sum of dz over rows. All f' follow from y, so z is not kept.
/// </summary>
internal sealed class Linear : Op
{
    private const int ColumnsPerPart = 128;

    private TensorNode _x = null!, _weight = null!;
    private TensorNode? _bias;
    private Activation _activation;
    private Real _slope;
    private bool _accumulateBias;

    public override string Name => _bias is null && _activation == Activation.None ? "MatMul" : "Linear";

    public override TensorNode[] Inputs => _bias is null ? [_x, _weight] : [_x, _weight, _bias];

    public static Tensor Apply(Tensor x, Tensor weight, TensorNode? bias, Activation activation, double slope)
    {
        var (input, matrix) = (x.Node, weight.Node);
        string name = bias is null && activation == Activation.None ? "MatMul" : "Linear";
        int inner = input.Shape.Columns, outer = matrix.Shape.Columns;
        if (matrix.Shape.Rank != 2 || inner != matrix.Shape.Rows)
        {
            throw new ArgumentException(
                $"shape mismatch in {name}: {input.Shape} x {matrix.Shape}; the inner sizes {inner} and {matrix.Shape.Rows} must agree.");
        }
        if (bias is not null && bias.Shape.Length != outer)
            throw new ArgumentException($"shape mismatch in {name}: bias {bias.Shape} for weights {matrix.Shape}; expected [{outer}].");
        if (activation == Activation.LeakyRelu && !(slope > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(slope), slope,
                $"slope: expected a number greater than 0, got {slope} (LeakyRelu): only then does the sign of the result tell that of " +
                $"the argument.");
        }

        var tape = Tape.Current;
        var op = tape.Rent<Linear>();
        (op._x, op._weight, op._bias, op._activation, op._slope) = (input, matrix, bias, activation, (Real)slope);
        op.Output = tape.Allocate(input.Shape.Rank == 2 ? Shape.Matrix(input.Shape.Rows, outer) : Shape.Vector(outer));
        Gemm.Multiply(
            GemmLayout.NN, input.Shape.Rows, outer, inner, input.Values, inner, matrix.Values, outer, op.Output.Values, outer,
            accumulate: false, new GemmEpilogue<Real>(bias is null ? [] : bias.Values, activation, op._slope), tape.Team);
        return tape.Finish(op, tape.Tracks(input) | tape.Tracks(matrix) | (bias is not null && tape.Tracks(bias)));
    }

    public override void Backward()
    {
        int rows = _x.Shape.Rows, inner = _x.Shape.Columns, outer = _weight.Shape.Columns;
        bool biasIsTracked = _bias is { IsTracked: true };
        if (biasIsTracked)
            _accumulateBias = _bias!.TouchGradient(Tape);
        if (biasIsTracked || _activation != Activation.None)
            RunBackward((outer + ColumnsPerPart - 1) / ColumnsPerPart, (long)rows * outer);

        var dz = Output.GradientValues;
        if (_weight.IsTracked)
        {
            bool accumulate = _weight.TouchGradient(Tape);
            Gemm.Multiply(
                GemmLayout.TN, inner, outer, rows, _x.Values, inner, dz, outer, _weight.GradientValues, outer, accumulate,
                team: Tape.Team);
        }
        if (_x.IsTracked)
        {
            bool accumulate = _x.TouchGradient(Tape);
            Gemm.Multiply(
                GemmLayout.NT, rows, inner, outer, dz, outer, _weight.Values, outer, _x.GradientValues, inner, accumulate,
                team: Tape.Team);
        }
    }

    /// <summary>Some columns of dz, written over dy, and of db.</summary>
    protected override void BackwardPart(int part)
    {
        switch (_activation)
        {
            case Activation.None: BackwardColumns<SlopeOfIdentity>(part); break;
            case Activation.Relu: BackwardColumns<SlopeOfRelu>(part); break;
            case Activation.LeakyRelu: BackwardColumns<SlopeOfLeakyRelu>(part); break;
            case Activation.Elu: BackwardColumns<SlopeOfElu>(part); break;
            case Activation.Tanh: BackwardColumns<SlopeOfTanh>(part); break;
            case Activation.Sigmoid: BackwardColumns<SlopeOfSigmoid>(part); break;
            case Activation.Softplus: BackwardColumns<SlopeOfSoftplus>(part); break;
            default: throw new InvalidOperationException($"Linear: activation {_activation} has no derivative here.");
        }
    }

    private void BackwardColumns<TSlope>(int part)
        where TSlope : struct, IActivationSlope
    {
        int columns = Output.Shape.Columns;
        int first = part * ColumnsPerPart;
        int count = Math.Min(ColumnsPerPart, columns - first);
        Span<Real> sums = stackalloc Real[ColumnsPerPart];
        sums.Clear();
        if (_accumulateBias && _bias is { IsTracked: true })
            _bias.GradientValues.Slice(first, count).CopyTo(sums);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var slope = new Vector<Real>(_slope);
        var values = Output.Values;
        var gradients = Output.GradientValues;
        for (int row = 0; row < Output.Shape.Rows; row++)
        {
            ref var y = ref values[row * columns + first];
            ref var dy = ref gradients[row * columns + first];
            int i = 0;
            for (; i <= count - Lanes.Count; i += Lanes.Count)
            {
                var dz = Lanes.Load(ref dy, i) * TSlope.Of(Lanes.Load(ref y, i), slope);
                Lanes.Store(dz, ref dy, i);
                Lanes.Store(Lanes.Load(ref sum, i) + dz, ref sum, i);
            }
            if (count - i is > 0 and int left)
            {
                var dz = Lanes.LoadPart(ref dy, i, left) * TSlope.Of(Lanes.LoadPart(ref y, i, left), slope);
                Lanes.StorePart(dz, ref dy, i, left);
                Lanes.StorePart(Lanes.LoadPart(ref sum, i, left) + dz, ref sum, i, left);
            }
        }
        if (_bias is { IsTracked: true })
            sums[..count].CopyTo(_bias.GradientValues.Slice(first, count));
    }

    /// <summary>f'(z) from y = f(z).</summary>
    private interface IActivationSlope
    {
        static abstract Vector<Real> Of(Vector<Real> y, Vector<Real> slope);
    }

    private readonly struct SlopeOfIdentity : IActivationSlope
    {
        public static Vector<Real> Of(Vector<Real> y, Vector<Real> slope) => Vector<Real>.One;
    }

    private readonly struct SlopeOfRelu : IActivationSlope
    {
        public static Vector<Real> Of(Vector<Real> y, Vector<Real> slope) =>
            Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<Real>.Zero), Vector<Real>.One, Vector<Real>.Zero);
    }

    private readonly struct SlopeOfLeakyRelu : IActivationSlope
    {
        public static Vector<Real> Of(Vector<Real> y, Vector<Real> slope) =>
            Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<Real>.Zero), Vector<Real>.One, slope);
    }

    private readonly struct SlopeOfElu : IActivationSlope
    {
        public static Vector<Real> Of(Vector<Real> y, Vector<Real> slope) =>
            Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<Real>.Zero), Vector<Real>.One, y + Vector<Real>.One);
    }

    private readonly struct SlopeOfTanh : IActivationSlope
    {
        public static Vector<Real> Of(Vector<Real> y, Vector<Real> slope) => Vector<Real>.One - y * y;
    }

    private readonly struct SlopeOfSigmoid : IActivationSlope
    {
        public static Vector<Real> Of(Vector<Real> y, Vector<Real> slope) => y * (Vector<Real>.One - y);
    }

    private readonly struct SlopeOfSoftplus : IActivationSlope
    {
        public static Vector<Real> Of(Vector<Real> y, Vector<Real> slope) => Lanes.OneMinusExp(y);
    }
}
