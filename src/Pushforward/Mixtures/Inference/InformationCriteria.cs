namespace Pushforward.Mixtures.Inference;

/// <summary>Criteria that weigh how well a mixture fits against how many parameters it spends; of each, less is better.</summary>
/// <param name="LogLikelihood">Total, nats: sum_n w_n log p(x_n).</param>
/// <param name="Parameters">Free parameters, P.</param>
/// <param name="TotalWeight">Rows, N; with weights their sum.</param>
/// <param name="Entropy">Of the classification, <see cref="Classification.Entropy"/>.</param>
public sealed record InformationCriteria(double LogLikelihood, long Parameters, double TotalWeight, double Entropy)
{
    /// <summary>-2 log L + 2 P (Akaike 1974).</summary>
    public double Aic => -2 * LogLikelihood + 2 * Parameters;

    /// <summary>-2 log L + P log N (Schwarz 1978).</summary>
    public double Bic => -2 * LogLikelihood + Parameters * Math.Log(TotalWeight);

    /// <summary>-2 log L + P log((N + 2) / 24), the sample-size adjusted BIC (Sclove 1987).</summary>
    public double SampleSizeAdjustedBic => -2 * LogLikelihood + Parameters * Math.Log((TotalWeight + 2) / 24);

    /// <summary>-2 log L + P (log N + 1), the consistent AIC (Bozdogan 1987).</summary>
    public double Caic => -2 * LogLikelihood + Parameters * (Math.Log(TotalWeight) + 1);

    /// <summary>BIC + 2 entropy, the integrated completed likelihood: it also asks that components be told apart (Biernacki, Celeux &amp; Govaert 2000).</summary>
    public double Icl => Bic + 2 * Entropy;
}
