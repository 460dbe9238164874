namespace Pushforward.Evaluation;

/// <summary>The evidence lower bound over rows, its two parts apart, nats a row.</summary>
/// <param name="Reconstruction">The mean of E_q log p(x|z).</param>
/// <param name="Divergence">The mean of KL(q(z|x) || p(z)).</param>
public sealed record ElboFigure(double Reconstruction, double Divergence)
{
    /// <summary>The bound.</summary>
    public double Value => Reconstruction - Divergence;
}
