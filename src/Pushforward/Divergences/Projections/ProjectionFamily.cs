using MathNet.Numerics.Integration;
using Pushforward.Distributions;

namespace Pushforward.Divergences.Projections;

/// <summary>
/// A family of laws with two parameters, and how to take expectations under a member by a fixed rule whose value is a smooth function of the
/// parameters, so that derivatives by differences are good to many digits.
/// </summary>
public abstract class ProjectionFamily
{
    private static readonly GaussLegendreRule Rule = new(-1, 1, 20);

    /// <summary>normal(mean, sd).</summary>
    public static ProjectionFamily Normal { get; } =
        new LocationScale("normal", (location, scale) => new Normal(location, scale), [-9, -7.5, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7.5, 9]);

    /// <summary>laplace(location, scale).</summary>
    public static ProjectionFamily Laplace { get; } =
        new LocationScale("laplace", (location, scale) => new Laplace(location, scale), [-40, -28, -18, -11, -6, -3, -1.5, -0.5, 0, 0.5, 1.5, 3, 6, 11, 18, 28, 40]);

    /// <summary>logistic(location, scale).</summary>
    public static ProjectionFamily Logistic { get; } =
        new LocationScale("logistic", (location, scale) => new Logistic(location, scale), [-40, -28, -18, -11, -6, -3, -1.5, 0, 1.5, 3, 6, 11, 18, 28, 40]);

    /// <summary>uniform(a, b), with the center as location and half the width as scale.</summary>
    public static ProjectionFamily Uniform { get; } =
        new LocationScale("uniform", (location, scale) => new Uniform(location - scale, location + scale), [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]);

    /// <summary>gamma(shape, rate).</summary>
    public static ProjectionFamily Gamma { get; } = new GammaFamily();

    /// <summary>All families.</summary>
    public static IReadOnlyList<ProjectionFamily> All { get; } = [Normal, Laplace, Logistic, Uniform, Gamma];

    /// <summary>The name of its laws.</summary>
    public abstract string Name { get; }

    /// <summary>Finds a family by name.</summary>
    /// <param name="name">For example "normal".</param>
    public static ProjectionFamily Of(string name) => All.FirstOrDefault(family => family.Name == name)
        ?? throw new ArgumentException($"onto: expected one of {string.Join(", ", All.Select(family => family.Name))}, got '{name}'.");

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A member.</summary>
    internal abstract Law Create((double First, double Second) parameters);

    /// <summary>The member reached by a step in coordinates in which steps of 1 are large anywhere.</summary>
    internal abstract (double First, double Second) Move((double First, double Second) from, double u, double v);

    /// <summary>The parameters of the member with a mean and a standard deviation; null where none has.</summary>
    internal abstract (double First, double Second)? WithMoments(double mean, double standardDeviation);

    /// <summary>E[f(X)] under the member, as a sum over nodes.</summary>
    internal abstract double Expect((double First, double Second) parameters, Func<double, double> f);

    private static IEnumerable<(double Node, double Weight)> Composite(double[] cuts)
    {
        for (int i = 0; i + 1 < cuts.Length; i++)
        {
            double middle = 0.5 * (cuts[i] + cuts[i + 1]), half = 0.5 * (cuts[i + 1] - cuts[i]);
            for (int k = 0; k < Rule.Order; k++)
                yield return (middle + half * Rule.Abscissas[k], half * Rule.Weights[k]);
        }
    }

    private sealed class LocationScale : ProjectionFamily
    {
        private readonly Func<double, double, Law> _create;
        private readonly (double Node, double Weight)[] _rule;
        private readonly double _deviation;

        public LocationScale(string name, Func<double, double, Law> create, double[] cuts)
        {
            (Name, _create) = (name, create);
            var standard = create(0, 1);
            _deviation = Math.Sqrt(standard.Variance.Value);
            _rule = [.. Composite(cuts).Select(point => (point.Node, point.Weight * standard.Density(point.Node)))];
            // The mass beyond the last cut is below 1e-17; what is left is rounding.
            double total = _rule.Sum(point => point.Weight);
            for (int i = 0; i < _rule.Length; i++)
                _rule[i].Weight /= total;
        }

        public override string Name { get; }

        internal override Law Create((double First, double Second) parameters) => _create(parameters.First, parameters.Second);

        internal override (double First, double Second) Move((double First, double Second) from, double u, double v) =>
            (from.First + from.Second * u, from.Second * Math.Exp(v));

        internal override (double First, double Second)? WithMoments(double mean, double standardDeviation) => (mean, standardDeviation / _deviation);

        internal override double Expect((double First, double Second) parameters, Func<double, double> f)
        {
            double sum = 0;
            foreach (var (node, weight) in _rule)
                sum += weight * f(parameters.First + parameters.Second * node);
            return sum;
        }
    }

    private sealed class GammaFamily : ProjectionFamily
    {
        private const int Panels = 24;
        private const double Negligible = 1e-18;

        public override string Name => "gamma";

        internal override Law Create((double First, double Second) parameters) => new Gamma(parameters.First, parameters.Second);

        internal override (double First, double Second) Move((double First, double Second) from, double u, double v) =>
            (from.First * Math.Exp(u), from.Second * Math.Exp(v));

        internal override (double First, double Second)? WithMoments(double mean, double standardDeviation)
        {
            double ratio = mean / standardDeviation;
            return mean > 0 ? (ratio * ratio, ratio / standardDeviation) : null;
        }

        // In the logarithm of x, where a pole at 0 becomes a decay.
        internal override double Expect((double First, double Second) parameters, Func<double, double> f)
        {
            var law = Create(parameters);
            double lower = Math.Log(Math.Max(law.Quantile(Negligible), 1e-300)), upper = Math.Log(law.ComplementaryQuantile(Negligible));
            double sum = 0, total = 0;
            foreach (var (y, weight) in Composite([.. Enumerable.Range(0, Panels + 1).Select(i => lower + (upper - lower) * i / Panels)]))
            {
                double x = Math.Exp(y), mass = weight * Math.Exp(law.LogDensity(x) + y);
                sum += mass * f(x);
                total += mass;
            }
            return sum / total;
        }
    }
}
