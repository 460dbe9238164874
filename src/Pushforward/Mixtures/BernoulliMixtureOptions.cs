namespace Pushforward.Mixtures;

/// <summary>In which precision responsibilities are computed. Likelihoods and counts are summed in double precision either way.</summary>
public enum MixturePrecision
{
    /// <summary>Double where the data are small enough for it not to be noticed, single elsewhere.</summary>
    Auto,

    /// <summary>Float32: twice as fast on large data.</summary>
    Single,

    /// <summary>Float64.</summary>
    Double,
}

/// <summary>How a Bernoulli mixture is fitted by EM.</summary>
public sealed record BernoulliMixtureOptions
{
    /// <summary>K, at least 1. More than there are rows is allowed: components without rows end with no weight.</summary>
    public int Components { get; init; } = 10;

    /// <summary>Independent starts, of which the best is kept; at least 1.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>
    /// Pseudo-counts of the prior, at least 0: for every component a Beta prior on each mean with this many pseudo-rows of the column's
    /// mean, and a Dirichlet prior on the weights with this many pseudo-rows spread evenly. 0 is plain maximum likelihood.
    /// </summary>
    public double PriorStrength { get; init; } = 1;

    /// <summary>A restart has converged when the mean log-likelihood (with the prior's term) changes by less, relatively. 0 runs all iterations.</summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>Iterations of a restart at the most.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>Where held-out rows are given: iterations without gain in their likelihood after which a restart is stopped.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>Short runs before each restart, of which the best goes on; 1 is the restart itself.</summary>
    public int ShortRuns { get; init; } = 1;

    /// <summary>Passes of stepwise EM over the data before a restart: a quick first approach where rows are many and in no order.</summary>
    public int StepwisePasses { get; init; }

    /// <summary>
    /// How often at the most a converged restart sets components that are empty, or double of others, to work elsewhere and climbs again; kept only if it
    /// ends higher. Not where held-out rows decide.
    /// </summary>
    public int Reseeds { get; init; }

    /// <summary>Seed of the starts.</summary>
    public long Seed { get; init; }

    /// <summary>Precision of the responsibilities.</summary>
    public MixturePrecision Precision { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Components >= 1, "components", "a whole number of at least 1", Components);
        Require(Restarts >= 1, "restarts", "a whole number of at least 1", Restarts);
        Require(PriorStrength >= 0 && double.IsFinite(PriorStrength), "prior", "a finite number of at least 0", PriorStrength);
        Require(Tolerance >= 0 && double.IsFinite(Tolerance), "tolerance", "a finite number of at least 0", Tolerance);
        Require(Patience >= 1, "patience", "a whole number of at least 1", Patience);
        Require(ShortRuns >= 1, "short-runs", "a whole number of at least 1", ShortRuns);
        Require(StepwisePasses >= 0, "stepwise-passes", "a whole number of at least 0", StepwisePasses);
        Require(Reseeds >= 0, "reseeds", "a whole number of at least 0", Reseeds);
        Require(MaxIterations >= 1, "max-iterations", "a whole number of at least 1", MaxIterations);
    }

    private static void Require(bool holds, string name, string expected, object got)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name}: expected {expected}, got {got}."));
    }
}
