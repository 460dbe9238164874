using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Evaluation;

namespace Pushforward.Models;

/// <summary>Where a fitted model comes from: what it was trained on, how its data were prepared, and the figures it reached.</summary>
public sealed record Provenance
{
    /// <summary>The data set's name.</summary>
    public required string Source { get; init; }

    /// <summary>Rows it was trained on.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of a row.</summary>
    public required int Columns { get; init; }

    /// <summary>What the rows stand for, e.g. "stochastically binarised, seed 0".</summary>
    public required string Representation { get; init; }

    /// <summary>How gray pixels became bits; new data are prepared alike before they are scored.</summary>
    public BinarizationOptions Binarization { get; init; } = new();

    /// <summary>For a density of gray levels, how many there are; the pixels are then no bits, and noise of <see cref="Seed"/> spreads each level. Null for models of bits.</summary>
    public int? GrayLevels { get; init; }

    /// <summary>Whether rows are points of real numbers, no bits and no levels.</summary>
    public bool IsOfPoints { get; init; }

    /// <summary>The size of an image whose pixels are the columns; null for tables.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>The columns and what their bits stand for; null for images.</summary>
    public IReadOnlyList<ColumnLevels>? Schema { get; init; }

    /// <summary>The seed of the fit.</summary>
    public required long Seed { get; init; }

    /// <summary>Why the fit stopped.</summary>
    public required string StopReason { get; init; }

    /// <summary>Seconds the fit took.</summary>
    public required double Seconds { get; init; }

    /// <summary>The most bytes the process held while fitting, runtime and data included; null for a file that does not say.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Log-likelihood on each split that was there.</summary>
    public IReadOnlyDictionary<DataSplit, LogLikelihood> Figures { get; init; } = new Dictionary<DataSplit, LogLikelihood>();

    /// <summary>The split whose figure says most of new rows: test, else validation, else train; null where there is no figure.</summary>
    public DataSplit? HeldOutSplit => new DataSplit?[] { DataSplit.Test, DataSplit.Validation, DataSplit.Train }.FirstOrDefault(split => Figures.ContainsKey(split!.Value));

    /// <summary>The figure of <see cref="HeldOutSplit"/>.</summary>
    public LogLikelihood? HeldOut => HeldOutSplit is { } split ? Figures[split] : null;
}
