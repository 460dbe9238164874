namespace Pushforward.DiscreteFlows;

/// <summary>Why a search stopped.</summary>
public enum SearchStopReason
{
    /// <summary>No proposal made the validation rows likelier.</summary>
    Converged,

    /// <summary>The layers allowed were used up.</summary>
    Layers,

    /// <summary>The minutes allowed were used up.</summary>
    Minutes,

    /// <summary>The caller asked to stop; what there was is returned.</summary>
    Interrupted,
}

/// <summary>One layer, as progress and as a point of the curve.</summary>
/// <param name="Layer">From 1; 0 is the base before any layer.</param>
/// <param name="Name">What it is.</param>
/// <param name="Train">Nats per training row with it, columns of the code independent.</param>
/// <param name="Validation">The same on validation rows, which decide.</param>
/// <param name="Seconds">Since the search began.</param>
public sealed record LayerRecord(int Layer, string Name, double Train, double Validation, double Seconds);

/// <summary>What a search found.</summary>
/// <param name="Flow">The law.</param>
/// <param name="Layers">In the order they were found: from data to codes. The flow's map is the last of them first.</param>
/// <param name="Curve">The base and every layer.</param>
/// <param name="StopReason">Why it stopped.</param>
/// <param name="Options">The options, those that the data decide resolved.</param>
public sealed record DiscreteFlowFit(
    DiscreteFlow Flow, IReadOnlyList<BitBijection> Layers, IReadOnlyList<LayerRecord> Curve, SearchStopReason StopReason, DiscreteFlowOptions Options);
