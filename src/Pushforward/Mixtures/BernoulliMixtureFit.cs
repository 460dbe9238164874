namespace Pushforward.Mixtures;

/// <summary>Why EM stopped.</summary>
public enum EmStopReason
{
    /// <summary>The objective changed by less than the tolerance.</summary>
    Converged,

    /// <summary>The iterations allowed were used up.</summary>
    MaxIterations,

    /// <summary>Held-out rows had not become likelier for as many iterations as patience allows; the best parameters for them are returned.</summary>
    Validation,

    /// <summary>The caller asked to stop; what there was is returned.</summary>
    Interrupted,
}

/// <summary>The words files and scripts know stop reasons by.</summary>
public static class EmStopReasonNames
{
    /// <summary>converged, max-iterations, validation or interrupted.</summary>
    /// <param name="reason">Which.</param>
    public static string Word(this EmStopReason reason) => reason switch
    {
        EmStopReason.Converged => "converged",
        EmStopReason.MaxIterations => "max-iterations",
        EmStopReason.Validation => "validation",
        EmStopReason.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "stop reason: expected converged, max-iterations, validation or interrupted."),
    };
}

/// <summary>One EM iteration, as progress and as a point of the curve.</summary>
/// <param name="Restart">Which start, from 0.</param>
/// <param name="Iteration">From 1; the likelihood is that of the parameters the iteration began with.</param>
/// <param name="MeanLogLikelihood">Nats per row of the training data.</param>
/// <param name="Objective">The same plus the log-prior per row, which is what EM climbs.</param>
public readonly record struct EmIteration(int Restart, int Iteration, double MeanLogLikelihood, double Objective);

/// <summary>One start and what became of it.</summary>
/// <param name="Iterations">The curve, one entry an iteration.</param>
/// <param name="StopReason">Why it stopped.</param>
public sealed record EmRestart(IReadOnlyList<EmIteration> Iterations, EmStopReason StopReason)
{
    /// <summary>The iteration, from 1, whose parameters are returned: the last, or the best for the held-out rows.</summary>
    public int Returned { get; init; } = Iterations.Count;

    /// <summary>Mean log-likelihood of held-out rows under the parameters returned, nats per row; null without such rows.</summary>
    public double? ValidationLogLikelihood { get; init; }

    /// <summary>Mean log-likelihood of the parameters returned, nats per row.</summary>
    public double MeanLogLikelihood => Iterations[Returned - 1].MeanLogLikelihood;

    /// <summary>The same with the log-prior, which is what EM climbs.</summary>
    public double Objective => Iterations[Returned - 1].Objective;

    /// <summary>What restarts are compared by: the likelihood of held-out rows where there are any, else the objective.</summary>
    public double Merit => ValidationLogLikelihood ?? Objective;
}

/// <summary>A fitted mixture with the record of its fit.</summary>
/// <param name="Model">The best restart's mixture; components in order of falling weight.</param>
/// <param name="Restarts">Every start that was run.</param>
/// <param name="Best">Index of the best among them.</param>
/// <param name="Precision">Single or Double: what Auto resolved to.</param>
public sealed record BernoulliMixtureFit(BernoulliMixture Model, IReadOnlyList<EmRestart> Restarts, int Best, MixturePrecision Precision)
{
    /// <summary>The restart the model comes from.</summary>
    public EmRestart BestRestart => Restarts[Best];
}
