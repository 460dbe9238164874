using Pushforward.Distributions;
using Pushforward.RandomVariables;

namespace Pushforward.Tests.RandomVariables;

/// <summary>A function of random variables whose law is known, with the places to compare at.</summary>
public sealed record KnownLaw(
    string Name, Func<RandomVariable> Variable, Func<double, double> Density, double[] Places, Func<double, double>? Cdf = null)
{
    public override string ToString() => Name;

    /// <summary>A case whose law is a named one.</summary>
    public static KnownLaw Is(string name, Func<RandomVariable> variable, Law law, params double[] places) =>
        new(name, variable, law.Density, places, law.Cdf);
}
