using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>What EM climbs on.</summary>
/// <param name="Data">The rows.</param>
internal sealed record EmTask(EmRows Data)
{
    // Cells times components below which double precision costs too little to notice.
    private const double DoublePrecisionWork = 1 << 26;

    /// <summary>Rows held out, by whose likelihood a restart is stopped and restarts are compared; null for none.</summary>
    public EmRows? Validation { get; init; }

    /// <summary>The processes that share the rows; null for this one alone.</summary>
    public ICollective? Ranks { get; init; }

    /// <summary>Where to start, instead of the restarts that the options ask for.</summary>
    public CategoricalMixture? Start { get; init; }

    /// <summary>Climbs from every start.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="cancellation">Ends the climb after the current iteration.</param>
    /// <exception cref="ArgumentException">An option or the weights are out of range, or there are no rows.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">The objective fell by more than rounding explains, or is not finite.</exception>
    public EmResult Climb(
        BernoulliMixtureOptions options, IProgress<EmIteration>? progress = null, ThreadTeam? team = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (Data.Rows == 0)
            throw new ArgumentException("data: expected at least one row to fit to, got none.");
        Data.CheckWeights();
        team ??= ThreadTeam.Shared;
        bool isDouble = options.Precision == MixturePrecision.Double
            || (options.Precision == MixturePrecision.Auto && (double)Data.Rows * Data.Layout.Bits * options.Components <= DoublePrecisionWork);
        return isDouble ? Run<double>() : Run<float>();

        EmResult Run<T>()
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            using var climb = new ExpectationMaximization<T>(this, options, team, progress, cancellation);
            return climb.Run();
        }
    }
}

/// <summary>What EM found.</summary>
/// <param name="Weights">pi by falling weight. Shape [components].</param>
/// <param name="Means">The probability of each bit. Row-major. Shape [components, bits].</param>
/// <param name="Bits">How columns lie in the bits.</param>
/// <param name="Restarts">Every start that was run.</param>
/// <param name="Best">Index of the best among them.</param>
/// <param name="Precision">Single or Double.</param>
internal sealed record EmResult(double[] Weights, double[] Means, BitLayout Bits, IReadOnlyList<EmRestart> Restarts, int Best, MixturePrecision Precision);
