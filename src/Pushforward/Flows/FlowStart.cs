using Pushforward.Data;

namespace Pushforward.Flows;

/// <summary>What a flow takes from data before it is trained, and keeps.</summary>
/// <param name="Columns">The moments of the columns it sees.</param>
public sealed record FlowStart(ColumnMoments Columns)
{
    /// <summary>The smoothed frequency of each level in each column, for flows that begin with <see cref="Bijectors.Marginals"/>. Shape [columns, levels].</summary>
    public double[,]? Frequencies { get; init; }

    /// <summary>How columns of points are scaled before the flow sees them; null for gray levels.</summary>
    public Standardization? Standardization { get; init; }

    /// <summary>The size of an image whose pixels are the columns; null where columns are in no plane.</summary>
    public ImageShape? Image { get; init; }
}
