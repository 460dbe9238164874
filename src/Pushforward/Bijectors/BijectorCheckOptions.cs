namespace Pushforward.Bijectors;

/// <summary>How strict <see cref="BijectorChecker"/> is. The defaults follow from the precision of the engine, with room to spare.</summary>
public sealed record BijectorCheckOptions
{
    /// <summary>The spacing of numbers near 1.</summary>
    internal static double Epsilon { get; } = (double)(Real.BitIncrement(1) - 1);

    /// <summary>
    /// How far log|det J| may be from that of the numerical Jacobian, relative where it exceeds 1, and how far the forward and inverse log-dets may be from
    /// cancelling. Differences cost a fifth of the digits at best, so two fifths leave as many: 5e-7 in double, 2e-3 in single precision.
    /// </summary>
    public double LogDetTolerance { get; init; } = Math.Pow(Epsilon, 0.4);

    /// <summary>How many roundings a round trip may cost, each as large as the map's own slopes make it.</summary>
    public double RoundTripRoundings { get; init; } = 256;

    /// <summary>Whether points beside every kink and near the edges of every domain are added to those given.</summary>
    public bool AddProbes { get; init; } = true;
}
