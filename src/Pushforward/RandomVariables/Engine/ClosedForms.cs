using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>Results that are known: each returns null where it knows none. The numerical route is tested on the same cases with these switched off.</summary>
internal static class ClosedForms
{
    /// <summary>The law of factor X + shift.</summary>
    public static Law? Affine(Law? law, double factor, double shift) => law switch
    {
        Normal x => new Normal(factor * x.Location + shift, Math.Abs(factor) * x.StandardDeviation),
        Cauchy x => new Cauchy(factor * x.Location + shift, Math.Abs(factor) * x.Scale),
        Uniform x when factor > 0 => new Uniform(factor * x.Lower + shift, factor * x.Upper + shift),
        Uniform x => new Uniform(factor * x.Upper + shift, factor * x.Lower + shift),
        Laplace x => new Laplace(factor * x.Location + shift, Math.Abs(factor) * x.Scale),
        Logistic x => new Logistic(factor * x.Location + shift, Math.Abs(factor) * x.Scale),
        Exponential x when factor > 0 && shift == 0 => new Exponential(x.Rate / factor),
        Gamma x when factor > 0 && shift == 0 => new Gamma(x.Shape, x.Rate / factor),
        LogNormal x when factor > 0 && shift == 0 => new LogNormal(x.Mu + Math.Log(factor), x.Sigma),
        _ => null,
    };

    /// <summary>The law of X + Y for independent X and Y.</summary>
    public static Law? Add(Law? left, Law? right) => (left, right) switch
    {
        (Normal x, Normal y) => new Normal(x.Location + y.Location, double.Hypot(x.StandardDeviation, y.StandardDeviation)),
        (Cauchy x, Cauchy y) => new Cauchy(x.Location + y.Location, x.Scale + y.Scale),
        _ => AsGamma(left) is { } x && AsGamma(right) is { } y && x.Rate == y.Rate ? new Gamma(x.Shape + y.Shape, x.Rate) : null,
    };

    /// <summary>The law of the sum of independent copies.</summary>
    public static Law? Repeat(Law? law, int count) => law switch
    {
        Normal x => new Normal(count * x.Location, Math.Sqrt(count) * x.StandardDeviation),
        Cauchy x => new Cauchy(count * x.Location, count * x.Scale),
        _ => AsGamma(law) is { } x ? new Gamma(count * x.Shape, x.Rate) : null,
    };

    /// <summary>The law of X Y.</summary>
    public static Law? Multiply(Law? left, Law? right) => (left, right) switch
    {
        (LogNormal x, LogNormal y) => new LogNormal(x.Mu + y.Mu, double.Hypot(x.Sigma, y.Sigma)),
        _ => null,
    };

    /// <summary>The law of X / Y.</summary>
    public static Law? Divide(Law? left, Law? right) => (left, right) switch
    {
        (LogNormal x, LogNormal y) => new LogNormal(x.Mu - y.Mu, double.Hypot(x.Sigma, y.Sigma)),
        (Normal { Location: 0 } x, Normal { Location: 0 } y) => new Cauchy(0, x.StandardDeviation / y.StandardDeviation),
        _ => null,
    };

    /// <summary>The law of h(X).</summary>
    public static Law? Map(ElementaryMap map, Law? law) => (map, law) switch
    {
        (ExpMap, Normal x) => new LogNormal(x.Location, x.StandardDeviation),
        (LogMap, LogNormal x) => new Normal(x.Mu, x.Sigma),
        (PowerMap { Power: -1 }, LogNormal x) => new LogNormal(-x.Mu, x.Sigma),
        (PowerMap { Power: 2 }, Normal { Location: 0 } x) => new Gamma(0.5, 0.5 / (x.StandardDeviation * x.StandardDeviation)),
        // If X is Cauchy with location m and scale s then 1 / X is Cauchy with location m / (m^2 + s^2) and scale s / (m^2 + s^2).
        (PowerMap { Power: -1 }, Cauchy x) =>
            new Cauchy(x.Location / (x.Location * x.Location + x.Scale * x.Scale), x.Scale / (x.Location * x.Location + x.Scale * x.Scale)),
        _ => null,
    };

    private static Gamma? AsGamma(Law? law) => law switch
    {
        Gamma x => x,
        Exponential x => new Gamma(1, x.Rate),
        _ => null,
    };
}
