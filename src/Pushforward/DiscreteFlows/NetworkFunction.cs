namespace Pushforward.DiscreteFlows;

/// <summary>
/// Flips targets where a network of one hidden layer speaks for a one: h = max(0, b + W x), flip where c + V h &gt; 0. Weights are integers and so are
/// all sums, which fit 64 bits: decoder and encoder agree on every machine, whatever its instruction set.
/// </summary>
public sealed class NetworkFunction : BitFunction
{
    /// <summary>Weights are integers of at most this magnitude.</summary>
    public const int LargestWeight = 1 << 20;

    private readonly int[] _inputs, _targets, _hiddenWeights, _hiddenBiases, _outputWeights, _outputBiases;

    /// <summary>Makes the function.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="inputs">The columns it asks for.</param>
    /// <param name="targets">The columns it flips.</param>
    /// <param name="hiddenWeights">W, an input's weights together. Shape [inputs, hidden].</param>
    /// <param name="hiddenBiases">b. Shape [hidden].</param>
    /// <param name="outputWeights">V, a target's weights together. Shape [targets, hidden].</param>
    /// <param name="outputBiases">c, in units of the product of two weights. Shape [targets].</param>
    /// <exception cref="ArgumentException">A column is asked and flipped, a weight is too large, or sizes do not agree.</exception>
    public NetworkFunction(
        int columns, IReadOnlyList<int> inputs, IReadOnlyList<int> targets,
        IReadOnlyList<int> hiddenWeights, IReadOnlyList<int> hiddenBiases, IReadOnlyList<int> outputWeights, IReadOnlyList<int> outputBiases)
        : base(columns, inputs, targets)
    {
        int hidden = hiddenBiases.Count;
        if (hidden < 1 || hiddenWeights.Count != (long)inputs.Count * hidden || outputWeights.Count != (long)targets.Count * hidden
            || outputBiases.Count != targets.Count || inputs.Distinct().Count() != inputs.Count)
        {
            throw new ArgumentException(
                $"network: {inputs.Count} inputs, {hidden} hidden units and {targets.Count} targets do not agree with {hiddenWeights.Count} and {outputWeights.Count} weights "
                + $"and {outputBiases.Count} output biases.");
        }
        if (hiddenWeights.Concat(hiddenBiases).Concat(outputWeights).FirstOrDefault(w => w is > LargestWeight or < -LargestWeight) is not 0 and var wrong)
            throw new ArgumentException($"network: expected weights of magnitude at most {LargestWeight}, got {wrong}.");
        // |h| is at most (inputs + 1) 2^20, so that its sums with weights of 2^20 stay below 2^62.
        if ((inputs.Count + 1L) * hidden > 1L << 22)
            throw new ArgumentException($"network: {inputs.Count} inputs and {hidden} hidden units could overflow 64 bits; expected a product of at most 2^22.");
        (_inputs, _targets) = ([.. inputs], [.. targets]);
        (_hiddenWeights, _hiddenBiases, _outputWeights, _outputBiases) = ([.. hiddenWeights], [.. hiddenBiases], [.. outputWeights], [.. outputBiases]);
    }

    /// <summary>The inputs in the order of the weights.</summary>
    public IReadOnlyList<int> InputOrder => _inputs;

    /// <summary>W. Shape [inputs, hidden].</summary>
    public IReadOnlyList<int> HiddenWeights => _hiddenWeights;

    /// <summary>b. Shape [hidden].</summary>
    public IReadOnlyList<int> HiddenBiases => _hiddenBiases;

    /// <summary>V. Shape [targets, hidden].</summary>
    public IReadOnlyList<int> OutputWeights => _outputWeights;

    /// <summary>c. Shape [targets].</summary>
    public IReadOnlyList<int> OutputBiases => _outputBiases;

    /// <inheritdoc/>
    public override long ParameterCount => _hiddenWeights.Length + _hiddenBiases.Length + _outputWeights.Length + (long)_outputBiases.Length;

    /// <inheritdoc/>
    public override string Name => "network";

    internal override void Flip(Span<ulong> row)
    {
        int size = _hiddenBiases.Length;
        var hidden = new long[size];
        for (int u = 0; u < size; u++)
            hidden[u] = _hiddenBiases[u];
        for (int j = 0; j < _inputs.Length; j++)
        {
            if (!PackedBits.Get(row, _inputs[j]))
                continue;
            var weights = _hiddenWeights.AsSpan(j * size, size);
            for (int u = 0; u < size; u++)
                hidden[u] += weights[u];
        }
        for (int u = 0; u < size; u++)
            hidden[u] = Math.Max(0, hidden[u]);
        for (int t = 0; t < _targets.Length; t++)
        {
            var weights = _outputWeights.AsSpan(t * size, size);
            long sum = _outputBiases[t];
            for (int u = 0; u < size; u++)
                sum += hidden[u] * weights[u];
            if (sum > 0)
                row[_targets[t] >> 6] ^= 1UL << (_targets[t] & 63);
        }
    }
}
