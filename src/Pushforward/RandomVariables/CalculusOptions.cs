namespace Pushforward.RandomVariables;

/// <summary>How laws of functions of random variables are computed.</summary>
public sealed record CalculusOptions
{
    /// <summary>Whether known results (a sum of normals is normal, 1 / Cauchy is Cauchy, ...) are used instead of quadrature.</summary>
    public bool UseClosedForms { get; init; } = true;
}
