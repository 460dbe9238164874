using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y_i = x_i e^(s_i) + t_i, where (s_i, t_i) come from y_1, ..., y_(i-1) by one masked network, s held within ±c. Inverse x_i = (y_i - t_i) e^(-s_i), one pass of the
/// network; forward takes one pass a column. log|det J| = Σ s_i. Any real row. Densities are fast and samples slow (Papamakarios, Pavlakou &amp; Murray 2017,
/// arXiv:1705.07057; masks of Germain, Gregor, Murray &amp; Larochelle 2015, arXiv:1502.03509).
/// </summary>
public sealed class MaskedAutoregressive : Bijector
{
    private readonly (Tensor Weight, Tensor Mask, Tensor Bias)[] _layers;
    private readonly int _features;
    private readonly double _bound;

    /// <summary>Makes the bijector; begins at the identity.</summary>
    /// <param name="parameters">The model's parameters; adds "name.0.weight", "name.0.bias" and so on.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <param name="logScaleBound">c, greater than 0.</param>
    /// <exception cref="ArgumentException">A size or the bound is out of range.</exception>
    public MaskedAutoregressive(
        ParameterSet parameters, string name, int features, IReadOnlyList<int> hidden, RandomStream random, double logScaleBound = 3)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(hidden);
        _features = Given.AtLeast(1, features, "masked autoregressive");
        _bound = Given.Positive(logScaleBound, "masked autoregressive");
        _layers = new (Tensor, Tensor, Tensor)[hidden.Count + 1];
        // The degree of a unit: how many of the first columns it may see.
        int[] degrees = [.. Enumerable.Range(1, features)];
        for (int layer = 0; layer <= hidden.Count; layer++)
        {
            bool isLast = layer == hidden.Count;
            int[] next = isLast
                ? [.. Enumerable.Range(0, 2 * features).Select(j => j % features + 1)]
                : [.. Enumerable.Range(0, Given.AtLeast(1, hidden[layer], "masked autoregressive", "hidden")).Select(k => k % Math.Max(1, features - 1) + 1)];
            var mask = new double[degrees.Length, next.Length];
            for (int i = 0; i < degrees.Length; i++)
            {
                for (int j = 0; j < next.Length; j++)
                    mask[i, j] = next[j] > degrees[i] || (!isLast && next[j] == degrees[i]) ? 1 : 0;
            }
            _layers[layer] = (
                parameters.Add($"{name}.{layer}.weight", Shape.Matrix(degrees.Length, next.Length), isLast ? Initialization.Zero : Initialization.He(random)),
                Given.Matrix(mask),
                parameters.Add($"{name}.{layer}.bias", Shape.Vector(next.Length), Initialization.Zero, decays: false));
            degrees = next;
        }
    }

    /// <inheritdoc/>
    public override string Name => "masked autoregressive";

    /// <inheritdoc/>
    public override int? Features => _features;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        // Column i is right after i + 1 passes, whatever stands to its right; the last pass sees all it needs.
        var y = Tensor.Zeros(x.Shape);
        var logDet = Tensor.Scalar(0);
        for (int pass = 0; pass < _features; pass++)
        {
            var (logScale, shift) = Network(y);
            y = x * logScale.Exp() + shift;
            logDet = logScale.SumOverColumns();
        }
        return (y, logDet);
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        var (logScale, shift) = Network(y);
        return ((y - shift) * (-logScale).Exp(), -logScale.SumOverColumns());
    }

    private (Tensor LogScale, Tensor Shift) Network(Tensor y)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            var (weight, mask, bias) = _layers[i];
            y = y.Linear(weight * mask, bias, i < _layers.Length - 1 ? Activation.Relu : Activation.None);
        }
        return ((y[.., .._features] / _bound).Tanh() * _bound, y[.., _features..]);
    }
}
