using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y1 = x1, y2 = logit Σ_k π_k σ((x2 - μ_k) e^(-s_k)) with (π, μ, s) = m(x1), s held within ±c by s = c tanh(m/c): the distribution function of a
/// mixture of logistics, so that what follows it becomes standard logistic. Inverse by bracketed Newton steps. log|det J| = Σ log f - log F - log(1 - F), f and F the mixture's
/// density and distribution function. Any real row (Ho, Chen, Srinivas, Duan &amp; Abbeel 2019, arXiv:1902.00275, section 3.2).
/// </summary>
public sealed class LogisticMixtureCoupling : Coupling
{
    // Components that begin alike would have the same gradients, and stay alike.
    private const double FirstSpread = 1;

    private const int MostSteps = 100;

    private readonly int _components;
    private readonly double _bound;
    private readonly Tensor _places;

    /// <summary>Makes a coupling around a network.</summary>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="network">m: from [rows, still columns] to [rows, moved columns x 3 components]: logits of π, μ (from places between -1 and 1) and s of the first column, then the next.</param>
    /// <param name="components">How many logistics, at least 1.</param>
    /// <param name="logScaleBound">c, greater than 0.</param>
    /// <exception cref="ArgumentException">The features do not split, or a number is out of range.</exception>
    public LogisticMixtureCoupling(int features, CouplingSplit split, Func<Tensor, Tensor> network, int components = 4, double logScaleBound = 5)
        : base(features, split, 3 * Given.AtLeast(1, components, "logistic-mixture coupling"), network)
    {
        (_components, _bound) = (components, Given.Positive(logScaleBound, "logistic-mixture coupling"));
        var places = new double[components];
        for (int k = 0; k < components; k++)
            places[k] = components == 1 ? 0 : FirstSpread * (2.0 * k / (components - 1) - 1);
        _places = Given.Wrap(places, Shape.Vector(components));
    }

    /// <summary>Makes a coupling around dense layers with ReLU; begins close to the identity.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <param name="components">How many logistics, at least 1.</param>
    /// <param name="logScaleBound">c, greater than 0.</param>
    /// <exception cref="ArgumentException">The features do not split, or a number is out of range.</exception>
    public LogisticMixtureCoupling(
        ParameterSet parameters, string name, int features, CouplingSplit split, IReadOnlyList<int> hidden, RandomStream random, int components = 4,
        double logScaleBound = 5)
        : this(features, split, Dense(parameters, name, features, split, 3 * components, hidden, random), components, logScaleBound)
    {
    }

    /// <inheritdoc/>
    public override string Name => "logistic-mixture coupling";

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) Move(Tensor moved, Tensor outputs)
    {
        var (value, logSlope) = Read(outputs, moved.Length).LogitAndLogSlope(moved.AsVector());
        return (value.Reshape(moved.Shape), logSlope.Reshape(moved.Shape).SumOverColumns());
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MoveBack(Tensor moved, Tensor outputs)
    {
        var mixture = Read(outputs, moved.Length);
        var y = moved.AsVector();
        var near = mixture.Solve(y);
        // One more Newton step, taken by tensor operations, rounds off what is left and carries the gradients of the implicit function.
        var (value, logSlope) = mixture.LogitAndLogSlope(near);
        var x = near + (y - value) * (-logSlope).Exp().Detach();
        return (x.Reshape(moved.Shape), -mixture.LogitAndLogSlope(x).LogSlope.Reshape(moved.Shape).SumOverColumns());
    }

    private Mixtures Read(Tensor outputs, int count)
    {
        var raw = outputs.Reshape(count, 3 * _components);
        return new Mixtures(
            raw[.., .._components].LogSoftmax(), raw[.., _components..(2 * _components)] + _places,
            (raw[.., (2 * _components)..] / _bound).Tanh() * _bound);
    }

    /// <summary>Mixtures of logistics, one a row. All of shape [n, components].</summary>
    private readonly record struct Mixtures(Tensor LogWeight, Tensor Mean, Tensor LogScale)
    {
        /// <summary>logit F(x) and the logarithm of its slope, f/(F (1 - F)); [n] each.</summary>
        public (Tensor Value, Tensor LogSlope) LogitAndLogSlope(Tensor x)
        {
            var z = (x.AsColumn() - Mean) * (-LogScale).Exp();
            Tensor logBelow = -(-z).Softplus(), logAbove = -z.Softplus();
            var below = (LogWeight + logBelow).LogSumExp();
            var above = (LogWeight + logAbove).LogSumExp();
            var density = (LogWeight - LogScale + logBelow + logAbove).LogSumExp();
            return (below - above, density - below - above);
        }

        /// <summary>The x at which logit F(x) = y: between the least and the greatest of what single components give.</summary>
        public Tensor Solve(Tensor y)
        {
            var x = Tensor.Zeros(y.Shape);
            Span<Real> values = x.AsSpan(), targets = y.AsSpan();
            for (int i = 0; i < values.Length; i++)
                values[i] = (Real)SolveOne(targets[i], LogWeight.Row(i), Mean.Row(i), LogScale.Row(i));
            return x;
        }

        private static double SolveOne(double y, ReadOnlySpan<Real> logWeight, ReadOnlySpan<Real> mean, ReadOnlySpan<Real> logScale)
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            for (int k = 0; k < mean.Length; k++)
            {
                double quantile = mean[k] + Math.Exp(logScale[k]) * y;
                (low, high) = (Math.Min(low, quantile), Math.Max(high, quantile));
            }
            double x = (low + high) / 2;
            for (int step = 0; step < MostSteps && high - low > 1e-15 * (1 + Math.Abs(x)); step++)
            {
                double below = 0, above = 0, density = 0;
                for (int k = 0; k < mean.Length; k++)
                {
                    double inverseScale = Math.Exp(-logScale[k]), z = (x - mean[k]) * inverseScale, weight = Math.Exp(logWeight[k]);
                    double small = Math.Exp(-Math.Abs(z)), tail = small / (1 + small);
                    below += weight * (z < 0 ? tail : 1 - tail);
                    above += weight * (z < 0 ? 1 - tail : tail);
                    density += weight * inverseScale * tail * (1 - tail);
                }
                double excess = Math.Log(below) - Math.Log(above) - y;
                if (excess == 0)
                    break;
                (low, high) = excess < 0 ? (x, high) : (low, x);
                double next = x - excess * below * above / density;
                // Newton's step where it stays inside, halving where it does not.
                next = next > low && next < high ? next : (low + high) / 2;
                if (Math.Abs(next - x) <= 1e-14 * (1 + Math.Abs(x)))
                    return next;
                x = next;
            }
            return x;
        }
    }
}
