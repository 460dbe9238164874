using Pushforward.Mixtures.Inference;

namespace Pushforward.Mixtures.Selection;

/// <summary>What selects between mixtures.</summary>
public enum SelectionCriterion
{
    /// <summary>The Bayesian information criterion; lower is better.</summary>
    Bic,

    /// <summary>The mean log-likelihood of the validation split; higher is better.</summary>
    Validation,

    /// <summary>The mean log-likelihood of rows held out in turn; higher is better.</summary>
    CrossValidation,
}

/// <summary>A mean log-likelihood of held-out rows, nats per row.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Of the mean, over rows.</param>
public readonly record struct HeldOutLikelihood(double Mean, double StandardError);

/// <summary>One mixture that was tried.</summary>
/// <param name="Fit">The fit, its model scored on every split.</param>
/// <param name="Prior">Pseudo-counts of its prior.</param>
/// <param name="Criteria">Likelihood on the training rows, parameters and the criteria made of them.</param>
/// <param name="EntropyRSquared">How surely rows are told apart, from 0 to 1.</param>
/// <param name="Replicated">How many starts found the best maximum.</param>
public sealed record MixtureCandidate(MixtureFit Fit, double Prior, InformationCriteria Criteria, double EntropyRSquared, int Replicated)
{
    /// <summary>K.</summary>
    public int Components => Fit.Model.Options.Components;

    /// <summary>Likelihood of the rows that were held out; null where none were.</summary>
    public HeldOutLikelihood? HeldOut { get; init; }

    /// <summary>The bootstrapped likelihood-ratio test against the candidate before it; null where none was made.</summary>
    public LikelihoodRatioTest? Test { get; init; }
}

/// <summary>The mixtures that were tried, and which is recommended.</summary>
/// <param name="Candidates">In the order they were tried.</param>
/// <param name="Best">The recommended one.</param>
/// <param name="Criterion">What decided.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Warnings">What should be known before the recommendation is followed.</param>
public sealed record MixtureSelection(
    IReadOnlyList<MixtureCandidate> Candidates, MixtureCandidate Best, SelectionCriterion Criterion, string Reason, IReadOnlyList<string> Warnings);
