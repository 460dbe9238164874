using System.Globalization;

namespace Pushforward.Distributions;

/// <summary>The chi-squared law of a sum of k squares of standard normals: gamma(k / 2, 1 / 2).</summary>
public sealed class ChiSquared : Gamma
{
    /// <summary>Creates the law.</summary>
    /// <param name="k">The degrees of freedom, above zero.</param>
    public ChiSquared(double k)
        : base(0.5 * Require.Positive(k, nameof(ChiSquared)), 0.5) => DegreesOfFreedom = k;

    /// <summary>The degrees of freedom.</summary>
    public double DegreesOfFreedom { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"chi-squared({DegreesOfFreedom:R})");
}
