using Pushforward.Data;
using Pushforward.Data.Tables;

namespace Pushforward.Models;

/// <summary>What <see cref="TrainedModel.Sample"/> draws.</summary>
public enum SampleKind
{
    /// <summary>Rows as the law gives them: bits for a law on bits.</summary>
    Draws,

    /// <summary>The expected row given the latent part of a draw (its component, its code), in which no pixel is drawn. Not samples of the law.</summary>
    Means,
}

/// <summary>Rows drawn from a model.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Columns">Columns of a row.</param>
/// <param name="Values">Row-major, in [0, 1] for laws on bits. Shape [rows, columns].</param>
/// <param name="Kind">Draws or means: pictures must say which.</param>
/// <param name="Image">The size of an image whose pixels are the columns; null for tables.</param>
/// <param name="Schema">The columns and what their bits stand for; null for images.</param>
public sealed record SampleSet(
    int Rows, int Columns, float[] Values, SampleKind Kind, ImageShape? Image = null, IReadOnlyList<ColumnLevels>? Schema = null)
{
    /// <summary>One row. Shape [columns].</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
