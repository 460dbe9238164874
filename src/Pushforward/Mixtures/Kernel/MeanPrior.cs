namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The prior on a component's means: Beta with <paramref name="Strength"/> pseudo-counts, of which the column's share
/// <paramref name="ColumnMeans"/> are ones. Strength 0 is no prior.
/// </summary>
internal readonly record struct MeanPrior(double Strength, double[] ColumnMeans)
{
    public static MeanPrior None { get; } = new(0, []);
}
