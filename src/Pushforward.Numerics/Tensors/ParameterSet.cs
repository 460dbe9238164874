using System.Collections;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// The parameters of a model: one flat array of values, one of gradients, and named tensors that look into them. An optimizer, a norm, a
/// checkpoint or a sum across machines is one loop over a span. Each parameter begins on a 64-byte boundary; the gaps hold zeros and stay
/// zero.
/// </summary>
public sealed class ParameterSet : IReadOnlyList<Parameter>
{
    /// <summary>
    /// Elements of a block of the flat arrays. A norm is a sum over blocks, in one order, whoever computes them: who shares the arrays shares whole blocks.
    /// </summary>
    public const int BlockLength = 1 << 15;

    private readonly List<Parameter> _parameters = [];
    private readonly Dictionary<string, Parameter> _byName = new(StringComparer.Ordinal);
    private readonly SumOfSquares _sumOfSquares = new();
    private Real[] _values = [];
    private int _valuesOffset;
    private int _valuesCapacity;
    private Real[]? _gradients;
    private int _gradientsOffset;

    /// <summary>The number of parameter tensors.</summary>
    public int Count => _parameters.Count;

    /// <summary>The number of parameters as papers count them: elements of all tensors.</summary>
    public long ElementCount { get; private set; }

    /// <summary>The length of the flat arrays: <see cref="ElementCount"/> and the gaps.</summary>
    public int FlatLength { get; private set; }

    /// <summary>All values, flat. A span taken before the last parameter was added looks at an array no longer in use.</summary>
    public Span<Real> Values
    {
        get
        {
            // The array grows ahead of need while a model is built; from the first look at it on, it is as long as it must be.
            if (_valuesCapacity > FlatLength)
                Move(FlatLength);
            return new(_values, _valuesOffset, FlatLength);
        }
    }

    /// <summary>All gradients, flat; zeros before the first backward pass.</summary>
    public Span<Real> Gradients
    {
        get
        {
            AllocateGradients();
            return new(_gradients, _gradientsOffset, FlatLength);
        }
    }

    /// <summary>A parameter by its place.</summary>
    /// <param name="index">From 0, in the order of adding.</param>
    public Parameter this[int index] => _parameters[index];

    /// <summary>A parameter by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Parameter this[string name] => _byName.TryGetValue(name, out var parameter)
        ? parameter
        : throw new KeyNotFoundException($"parameter '{name}': there is none of that name; there are {string.Join(", ", _byName.Keys)}.");

    /// <summary>Adds a parameter.</summary>
    /// <param name="name">Unique in the set, e.g. "encoder.0.weight".</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initialization">Its first values.</param>
    /// <param name="decays">Whether weight decay shrinks it: usually weights, not biases.</param>
    /// <param name="rateFactor">What the optimizer's rate is multiplied by for it; greater than 0.</param>
    /// <returns>The tensor, tracked, which stays valid.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken, or the factor not greater than 0.</exception>
    public Tensor Add(string name, Shape shape, Initialization initialization, bool decays = true, double rateFactor = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(initialization);
        if (_byName.ContainsKey(name))
            throw new ArgumentException($"parameter '{name}': the name is taken; each parameter of a set needs its own.");
        if (!(rateFactor > 0) || double.IsInfinity(rateFactor))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rateFactor), rateFactor,
                $"rateFactor: expected a finite number greater than 0, got {rateFactor} (parameter '{name}').");
        }
        if (_gradients is not null)
        {
            throw new InvalidOperationException(
                $"parameter '{name}': the set is in use (it has gradients); add all parameters before the first backward pass or " +
                $"optimizer.");
        }

        var parameter = new Parameter(this, name, shape, FlatLength, decays, rateFactor);
        int length = checked(FlatLength + AlignedArray.RoundUp(shape.Length));
        if (length > _valuesCapacity)
            Move((int)Math.Min(Math.Max(length, 2L * _valuesCapacity), Array.MaxLength - AlignedArray.Lane));
        FlatLength = length;
        ElementCount += shape.Length;
        _parameters.Add(parameter);
        _byName.Add(name, parameter);
        Bind(parameter);
        initialization.Fill(parameter.Node.Values, shape);
        return parameter.Tensor;
    }

    /// <summary>The Euclidean norm of all gradients together. The same bits for any number of threads.</summary>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    public double GradientNorm(ThreadTeam? team = null)
    {
        var squares = GradientSquares(0, FlatLength, team);
        return Norm(squares);
    }

    /// <summary>The sums of squares of gradients, a number a block. The same bits for any number of threads.</summary>
    /// <param name="start">The first element; a block begins there.</param>
    /// <param name="count">How many elements; a block ends with them.</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <returns>What the next call overwrites.</returns>
    public ReadOnlySpan<double> GradientSquares(int start, int count, ThreadTeam? team = null)
    {
        AllocateGradients();
        return _sumOfSquares.Of(_gradients!, _gradientsOffset + start, count, team);
    }

    /// <summary>The Euclidean norm that blocks have together.</summary>
    /// <param name="squares">Sums of squares of all blocks, in their order.</param>
    public static double Norm(ReadOnlySpan<double> squares)
    {
        double sum = 0;
        foreach (double block in squares)
            sum += block;
        return Math.Sqrt(sum);
    }

    /// <summary>Scales all gradients so that their norm is at most a bound (Pascanu, Mikolov &amp; Bengio 2013).</summary>
    /// <param name="maximumNorm">The bound; greater than 0.</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not greater than 0.</exception>
    /// <exception cref="NumericalException">The norm is not finite.</exception>
    public double ClipGradientNorm(double maximumNorm, ThreadTeam? team = null)
    {
        if (!(maximumNorm > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(maximumNorm), maximumNorm, $"maximumNorm: expected a number greater than 0, got {maximumNorm}.");
        }
        double norm = GradientNorm(team);
        if (!double.IsFinite(norm))
        {
            FiniteGuard.Check(this);
            throw new NumericalException($"gradient norm: {norm}, though every element is finite. Lower the rate or check the loss.");
        }
        if (norm > maximumNorm)
            System.Numerics.Tensors.TensorPrimitives.Multiply(Gradients, (Real)(maximumNorm / norm), Gradients);
        return norm;
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Makes the array of gradients, all zero, if there is none yet.</summary>
    internal void AllocateGradients()
    {
        if (_gradients is not null)
            return;
        _ = Values;
        (_gradients, _gradientsOffset) = AlignedArray.Allocate(FlatLength, zeroed: true);
        foreach (var parameter in _parameters)
            parameter.Node.BindGradient(_gradients, _gradientsOffset + parameter.Offset);
    }

    /// <summary>Declares all gradients written in a backward pass, so that it adds to them.</summary>
    internal void KeepGradients(long stamp)
    {
        AllocateGradients();
        foreach (var parameter in _parameters)
            parameter.Node.MarkGradient(stamp);
    }

    /// <summary>Sets the gradients to zero that a backward pass has not written.</summary>
    internal void ClearUntouchedGradients(long stamp)
    {
        AllocateGradients();
        foreach (var parameter in _parameters)
        {
            if (parameter.Node.HasGradient(stamp))
                continue;
            parameter.Gradient.Clear();
            parameter.Node.MarkGradient(stamp);
        }
    }

    private void Move(int capacity)
    {
        var (array, offset) = AlignedArray.Allocate(capacity, zeroed: true);
        new Span<Real>(_values, _valuesOffset, FlatLength).CopyTo(array.AsSpan(offset));
        (_values, _valuesOffset, _valuesCapacity) = (array, offset, capacity);
        foreach (var parameter in _parameters)
            Bind(parameter);
    }

    private void Bind(Parameter parameter) =>
        parameter.Node.BindParameter(this, _values, _valuesOffset + parameter.Offset, parameter.Shape);

    /// <summary>Σ x² by block.</summary>
    private sealed class SumOfSquares : IPartitionedWork
    {
        private Real[] _array = [];
        private int _offset, _length;
        private double[] _sums = [];

        public ReadOnlySpan<double> Of(Real[] array, int offset, int length, ThreadTeam? team)
        {
            (_array, _offset, _length) = (array, offset, length);
            int blocks = (length + BlockLength - 1) / BlockLength;
            if (_sums.Length < blocks)
                _sums = new double[blocks];
            (team ?? ThreadTeam.Shared).Run(blocks, this);
            return _sums.AsSpan(0, blocks);
        }

        public void Execute(int part, int worker)
        {
            int start = part * BlockLength;
            int count = Math.Min(BlockLength, _length - start);
            _sums[part] = System.Numerics.Tensors.TensorPrimitives.SumOfSquares<Real>(_array.AsSpan(_offset + start, count));
        }
    }
}
