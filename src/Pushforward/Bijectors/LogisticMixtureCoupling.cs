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
    protected override (Tensor Value, Tensor LogSlope) Move(Tensor moved, Tensor outputs) => LogitAndLogSlope(moved, outputs);

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) MoveBack(Tensor moved, Tensor outputs)
    {
        var near = Solve(moved, outputs);
        // One more Newton step, taken by tensor operations, rounds off what is left and carries the gradients of the implicit function.
        var (value, logSlope) = LogitAndLogSlope(near, outputs);
        var x = near + (moved - value) * (-logSlope).Exp().Detach();
        return (x, -LogitAndLogSlope(x, outputs).LogSlope);
    }

    // logit F(x) and the logarithm of its slope, of the shape of x.
    private (Tensor Value, Tensor LogSlope) LogitAndLogSlope(Tensor x, Tensor outputs)
    {
        var both = x.LogisticMixture(outputs.Reshape(x.Length, 3 * _components), _places, _bound);
        return (both[..1, ..].Reshape(x.Shape), both[1.., ..].Reshape(x.Shape));
    }

    // The x at which logit F(x) = y.
    private Tensor Solve(Tensor y, Tensor outputs)
    {
        var x = Tensor.Zeros(y.Shape);
        Span<Real> values = x.AsSpan(), targets = y.AsSpan(), parameters = outputs.AsSpan(), places = _places.AsSpan();
        Span<double> weight = stackalloc double[_components], mean = stackalloc double[_components], inverseScale = stackalloc double[_components];
        for (int i = 0; i < values.Length; i++)
        {
            var own = parameters.Slice(i * 3 * _components, 3 * _components);
            double largest = own[0], total = 0;
            foreach (Real logit in own[.._components])
                largest = Math.Max(largest, logit);
            for (int k = 0; k < _components; k++)
            {
                weight[k] = Math.Exp(own[k] - largest);
                total += weight[k];
                mean[k] = own[_components + k] + places[k];
                inverseScale[k] = Math.Exp(-_bound * Math.Tanh(own[2 * _components + k] / _bound));
            }
            foreach (ref double share in weight)
                share /= total;
            values[i] = (Real)SolveOne(targets[i], weight, mean, inverseScale);
        }
        return x;
    }

    // The x is between the least and the greatest of what single components give.
    private static double SolveOne(double y, ReadOnlySpan<double> weight, ReadOnlySpan<double> mean, ReadOnlySpan<double> inverseScale)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int k = 0; k < mean.Length; k++)
        {
            double quantile = mean[k] + y / inverseScale[k];
            (low, high) = (Math.Min(low, quantile), Math.Max(high, quantile));
        }
        double x = (low + high) / 2, moved = double.PositiveInfinity;
        for (int step = 0; step < MostSteps && high - low > 1e-15 * (1 + Math.Abs(x)); step++)
        {
            double below = 0, above = 0, density = 0;
            for (int k = 0; k < mean.Length; k++)
            {
                double z = (x - mean[k]) * inverseScale[k], small = Math.Exp(-Math.Abs(z)), tail = small / (1 + small);
                below += weight[k] * (z < 0 ? tail : 1 - tail);
                above += weight[k] * (z < 0 ? 1 - tail : tail);
                density += weight[k] * inverseScale[k] * tail * (1 - tail);
            }
            double excess = Math.Log(below) - Math.Log(above) - y;
            if (excess == 0)
                break;
            (low, high) = excess < 0 ? (x, high) : (low, x);
            double newton = excess * below * above / density, next = x - newton;
            // Newton's step where it stays inside and is half as long as the last at the most, halving where it is not: about a bend the steps can go to and fro between two
            // points for ever, one on either side of the root.
            next = next > low && next < high && Math.Abs(newton) <= moved / 2 ? next : (low + high) / 2;
            moved = Math.Abs(next - x);
            if (moved <= 1e-14 * (1 + Math.Abs(x)))
                return next;
            x = next;
        }
        return x;
    }
}
