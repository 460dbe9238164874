namespace Pushforward.Bijectors;

/// <summary>How strict <see cref="BijectorChecker"/> is. The defaults follow from the precision of the engine, with room to spare.</summary>
public sealed record BijectorCheckOptions
{
    /// <summary>The spacing of numbers near 1.</summary>
    internal static double Epsilon { get; } = (double)(Real.BitIncrement(1) - 1);

    /// <summary>
    /// How far log|det J| may be from that of the numerical Jacobian, and the forward and inverse log-dets from cancelling: a dimension, or relative
    /// where the log-det exceeds their number. Differences keep four fifths of the digits where the map is smooth and fewer where it bends sharply; about
    /// a third is asked for: 3e-6 in double, 4e-3 in single precision.
    /// </summary>
    public double LogDetTolerance { get; init; } = Math.Pow(Epsilon, 0.35);

    /// <summary>How many roundings a round trip may cost, each as large as the map's own slopes make it.</summary>
    public double RoundTripRoundings { get; init; } = 256;

    /// <summary>Whether points beside every kink and near the edges of every domain are added to those given.</summary>
    public bool AddProbes { get; init; } = true;
}
