namespace Pushforward.Mixtures.Inference;

/// <summary>Why there are no standard errors, or that there are.</summary>
public enum StandardErrorStatus
{
    /// <summary>They are there; those of estimates on the boundary are not a number.</summary>
    Available,

    /// <summary>The information matrix is singular: some parameters can be traded for others without changing the likelihood.</summary>
    NotIdentified,

    /// <summary>There are more free parameters, for as many rows, than the matrix is computed for.</summary>
    TooManyParameters,
}

/// <summary>Standard errors of a mixture's parameters.</summary>
/// <param name="Weights">Of pi. Shape [components].</param>
/// <param name="Probabilities">Of p_kd(l); not a number where the estimate is 0 or 1. Row-major. Shape [components, levels of all columns].</param>
/// <param name="Status">Whether they are there.</param>
public sealed record StandardErrors(double[] Weights, double[] Probabilities, StandardErrorStatus Status)
{
    /// <summary>How many estimates lie on the boundary and so have no standard error.</summary>
    public int Boundary => Status == StandardErrorStatus.Available ? Probabilities.Count(double.IsNaN) : 0;

    internal static StandardErrors None(CategoricalMixture mixture, StandardErrorStatus status)
    {
        var (weights, probabilities) = (new double[mixture.Components], new double[mixture.Components * mixture.TotalLevels]);
        Array.Fill(weights, double.NaN);
        Array.Fill(probabilities, double.NaN);
        return new StandardErrors(weights, probabilities, status);
    }
}
