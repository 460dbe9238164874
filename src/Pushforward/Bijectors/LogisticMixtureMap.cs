using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// x to logit F(x), number by number, F the distribution function Σ_k π_k σ((x - μ_k) e^(-s_k)) of a mixture of logistics: what makes a standard logistic law of that mixture (Ho, Chen,
/// Srinivas, Duan &amp; Abbeel 2019, arXiv:1902.00275, section 3.2). Each number has 3 K parameters of its own: logits of π, μ (from places between -1 and 1) and m, with s = c tanh(m/c).
/// </summary>
internal sealed class LogisticMixtureMap
{
    // Components that begin alike would have the same gradients, and stay alike.
    private const double FirstSpread = 1;

    private const int MostSteps = 100;

    private readonly int _components;
    private readonly double _bound;
    private readonly Tensor _places;

    /// <summary>Makes the map.</summary>
    /// <param name="components">K, at least 1.</param>
    /// <param name="logScaleBound">c, greater than 0.</param>
    public LogisticMixtureMap(int components, double logScaleBound)
    {
        (_components, _bound) = (components, logScaleBound);
        var places = new double[components];
        for (int k = 0; k < components; k++)
            places[k] = components == 1 ? 0 : FirstSpread * (2.0 * k / (components - 1) - 1);
        _places = Given.Wrap(places, Shape.Vector(components));
    }

    /// <summary>logit F(x) and the logarithm of its slope, of the shape of x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="parameters">3 K numbers for each of x.</param>
    public (Tensor Value, Tensor LogSlope) Apply(Tensor x, Tensor parameters)
    {
        var both = x.LogisticMixture(parameters.Reshape(x.Length, 3 * _components), _places, _bound);
        return (both[..1, ..].Reshape(x.Shape), both[1.., ..].Reshape(x.Shape));
    }

    /// <summary>The x at which logit F(x) = y, by bracketed Newton steps in double; no gradient flows through it.</summary>
    /// <param name="y">Any shape.</param>
    /// <param name="parameters">3 K numbers for each of y.</param>
    public Tensor Solve(Tensor y, Tensor parameters)
    {
        var x = Tensor.Zeros(y.Shape);
        Span<Real> values = x.AsSpan(), targets = y.AsSpan(), given = parameters.AsSpan(), places = _places.AsSpan();
        Span<double> weight = stackalloc double[_components], mean = stackalloc double[_components], inverseScale = stackalloc double[_components];
        for (int i = 0; i < values.Length; i++)
        {
            var own = given.Slice(i * 3 * _components, 3 * _components);
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
