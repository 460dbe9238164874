using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Distributions.Vectors;

/// <summary>
/// Rows whose columns are independent and each follow a law of their own: log p(x) = Σ_i log p_i(x_i), computed in double. Not differentiable; a
/// model in training takes <see cref="StandardNormalRows"/> or <see cref="StandardLogisticRows"/>.
/// </summary>
public sealed class IndependentRows : VectorLaw
{
    private readonly Law[] _laws;

    /// <summary>One law for each column.</summary>
    /// <param name="laws">Laws with densities.</param>
    /// <exception cref="ArgumentException">None, or one with atoms, which has no density there.</exception>
    public IndependentRows(params IReadOnlyList<Law> laws)
        : base((laws ?? throw new ArgumentNullException(nameof(laws))).Count)
    {
        _laws = [.. laws];
        if (_laws.FirstOrDefault(law => law.Atoms.Count > 0) is { } discrete)
            throw new ArgumentException($"laws: expected laws with densities, got {discrete.Name}, which has atoms (independent rows).");
    }

    /// <summary>One law for all columns.</summary>
    /// <param name="law">A law with a density.</param>
    /// <param name="features">The number of columns.</param>
    /// <exception cref="ArgumentException">No columns, or a law with atoms.</exception>
    public IndependentRows(Law law, int features)
        : this([.. Enumerable.Repeat(law, features)])
    {
    }

    /// <inheritdoc/>
    public override string Name => _laws.Distinct().Count() == 1 ? $"{_laws[0].Name}^{Features}" : string.Join(" x ", _laws.Select(law => law.Name));

    /// <inheritdoc/>
    protected override Tensor LogDensity(Tensor x)
    {
        if (x.IsTracked)
            throw new ArgumentException($"{Name}: this law has no gradient; detach its argument, or take StandardNormalRows or StandardLogisticRows with a Scale and a Shift.");
        var logProb = Tensor.Zeros(Shape.Vector(x.Rows));
        for (int row = 0; row < x.Rows; row++)
        {
            double sum = 0;
            var values = x.Row(row);
            for (int i = 0; i < values.Length; i++)
                sum += Real.IsFinite(values[i]) ? _laws[i].LogDensity(values[i]) : double.NegativeInfinity;
            logProb.AsSpan()[row] = (Real)sum;
        }
        return logProb;
    }

    /// <inheritdoc/>
    protected override Tensor Draw(int rows, RandomStream random)
    {
        var drawn = Tensor.Zeros(rows, Features);
        for (int row = 0; row < rows; row++)
        {
            var values = drawn.Row(row);
            for (int i = 0; i < values.Length; i++)
            {
                // Rounding to single precision must not land on an end of the support, which a bijector may refuse.
                var support = _laws[i].Support;
                values[i] = (Real)_laws[i].Sample(random);
                if (values[i] <= support.Lower)
                    values[i] = Real.BitIncrement((Real)support.Lower);
                else if (values[i] >= support.Upper)
                    values[i] = Real.BitDecrement((Real)support.Upper);
            }
        }
        return drawn;
    }
}
