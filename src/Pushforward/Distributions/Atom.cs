namespace Pushforward.Distributions;

/// <summary>A point mass.</summary>
/// <param name="Location">Where it sits.</param>
/// <param name="Probability">P(X = Location), above zero.</param>
public readonly record struct Atom(double Location, double Probability);
