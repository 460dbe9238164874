namespace Pushforward.Mixtures.Selection;

/// <summary>How a mixture is selected.</summary>
public sealed record MixtureSelectionOptions
{
    /// <summary>The numbers of components to try, ascending.</summary>
    public required IReadOnlyList<int> Components { get; init; }

    /// <summary>How each is fitted; its components and prior are overridden.</summary>
    public BernoulliMixtureOptions Fit { get; init; } = new();

    /// <summary>
    /// Pseudo-counts of the prior; null for none where criteria of maximum likelihood decide, and for a search where held-out rows do.
    /// </summary>
    public double? Prior { get; init; }

    /// <summary>Starts of the recommended mixture where the validation split decides; the walk there makes one start a candidate.</summary>
    public int FinalRestarts { get; init; } = 3;

    /// <summary>Parts of the training rows that are held out in turn; 0 for no cross-validation.</summary>
    public int Folds { get; init; }

    /// <summary>Data sets simulated for each likelihood-ratio test; 0 for no tests.</summary>
    public int Bootstrap { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Components.Count == 0 || Components.Any(count => count < 1))
            throw new ArgumentException("components: expected at least one number of components, each at least 1.");
        if (Folds is not 0 and not (>= 2 and <= 100))
            throw new ArgumentException($"folds: expected 0 (none) or a whole number from 2 to 100, got {Folds}.");
        if (Bootstrap is < 0 or > 10_000)
            throw new ArgumentException($"bootstrap: expected a whole number from 0 to 10000, got {Bootstrap}.");
        if (Prior is { } prior && !(prior >= 0 && double.IsFinite(prior)))
            throw new ArgumentException($"prior: expected a finite number of at least 0, or auto, got {prior}.");
        (Fit with { Components = 1, Restarts = Math.Max(1, FinalRestarts) }).Validate();
        Fit.Validate();
    }
}

/// <summary>What a selection is doing.</summary>
/// <param name="Components">K of the mixture being fitted.</param>
/// <param name="Prior">Pseudo-counts of its prior.</param>
/// <param name="Fraction">How much of all is done, from 0 to 1: an estimate.</param>
/// <param name="Iteration">The latest iteration of the fit; null where one is finished.</param>
public readonly record struct SelectionProgress(int Components, double Prior, double Fraction, EmIteration? Iteration);
