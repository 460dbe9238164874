using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>What EM climbs on.</summary>
/// <param name="Data">The rows.</param>
/// <param name="RowWeights">How often each counts; null for once.</param>
internal sealed record EmTask(CategoricalRows Data, double[]? RowWeights)
{
    /// <summary>Rows held out, by whose likelihood a restart is stopped and restarts are compared; null for none.</summary>
    public CategoricalRows? Validation { get; init; }

    /// <summary>How often each of them counts; null for once.</summary>
    public double[]? ValidationWeights { get; init; }

    /// <summary>The processes that share the rows; null for this one alone.</summary>
    public ICollective? Ranks { get; init; }

    /// <summary>Where to start, instead of the restarts that the options ask for.</summary>
    public CategoricalMixture? Start { get; init; }
}

/// <summary>What EM found.</summary>
/// <param name="Weights">pi by falling weight. Shape [components].</param>
/// <param name="Means">The probability of each bit. Row-major. Shape [components, bits].</param>
/// <param name="Bits">How columns lie in the bits.</param>
/// <param name="Restarts">Every start that was run.</param>
/// <param name="Best">Index of the best among them.</param>
/// <param name="Precision">Single or Double.</param>
internal sealed record EmResult(double[] Weights, double[] Means, BitLayout Bits, IReadOnlyList<EmRestart> Restarts, int Best, MixturePrecision Precision);
