using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = x e^l + b, a trained number each a column, begun at the deviations and means of data, so that what comes back from them has mean 0 and deviation 1.
/// Inverse x = (y - b) e^-l. log|det J| = Σ l, constant. Any real row (Kingma &amp; Dhariwal 2018, arXiv:1807.03039, section 3.1).
/// </summary>
public sealed class ActNorm : Bijector
{
    private readonly Tensor _logScale, _shift;

    /// <summary>Makes the bijector; the identity until <see cref="Initialize"/>.</summary>
    /// <param name="parameters">The model's parameters; adds "name.log-scale" and "name.shift".</param>
    /// <param name="name">What the bijector is called.</param>
    /// <param name="features">The number of columns.</param>
    public ActNorm(ParameterSet parameters, string name, int features)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Features = Given.AtLeast(1, features, "act-norm");
        _logScale = parameters.Add($"{name}.log-scale", Shape.Vector(features), Initialization.Zero, decays: false);
        _shift = parameters.Add($"{name}.shift", Shape.Vector(features), Initialization.Zero, decays: false);
    }

    /// <inheritdoc/>
    public override string Name => "act-norm";

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    /// <summary>Sets l and b from data.</summary>
    /// <param name="data">Rows as this bijector's inverse will see them; at least two.</param>
    /// <param name="leastDeviation">What a column that hardly varies counts as; greater than 0.</param>
    /// <exception cref="ArgumentException">Too few rows, or rows of another length, or values that are not finite.</exception>
    public void Initialize(Tensor data, double leastDeviation = 1e-3)
    {
        Given.Positive(leastDeviation, Name);
        if (data.Rows < 2)
            throw new ArgumentException($"{Name}: expected at least 2 rows to measure deviations on, got {data.Rows}.");
        Inverse(data);
        for (int column = 0; column < data.Columns; column++)
        {
            double mean = 0, squares = 0;
            for (int row = 0; row < data.Rows; row++)
                mean += (double)data.Row(row)[column] / data.Rows;
            for (int row = 0; row < data.Rows; row++)
                squares += Math.Pow(data.Row(row)[column] - mean, 2) / data.Rows;
            _shift.AsSpan()[column] = (Real)mean;
            _logScale.AsSpan()[column] = (Real)Math.Log(Math.Max(leastDeviation, Math.Sqrt(squares)));
        }
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => (x * _logScale.Exp() + _shift, _logScale.Sum());

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => ((y - _shift) * (-_logScale).Exp(), -_logScale.Sum());
}
