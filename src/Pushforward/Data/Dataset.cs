namespace Pushforward.Data;

/// <summary>What a split holds, for people who look at their data before they fit.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">How many columns; for images the pixels of one.</param>
/// <param name="Kind">Images or a table.</param>
/// <param name="Missing">How many values are missing, over all rows and columns.</param>
/// <param name="ConstantColumns">The columns, from 0, that hold one value only (missing ones apart); nothing can be learned from them.</param>
public sealed record DataSummary(int Rows, int Columns, DataKind Kind, long Missing, IReadOnlyList<int> ConstantColumns);

/// <summary>
/// Data to fit and score on, in one to three splits. Opening one reads little; a split is read when it is asked for.
/// <see cref="DataSource.Open(string, DataOptions?, CancellationToken)"/> makes one of what a user names.
/// </summary>
public abstract class Dataset
{
    private protected Dataset(string name, DataKind kind) => (Name, Kind) = (name, kind);

    /// <summary>What it is called in reports.</summary>
    public string Name { get; }

    /// <summary>Images or a table.</summary>
    public DataKind Kind { get; }

    /// <summary>The splits there are, in the order train, validation, test.</summary>
    public abstract IReadOnlyList<DataSplit> Splits { get; }

    /// <summary>Whether there is such a split.</summary>
    /// <param name="split">Which.</param>
    public bool Has(DataSplit split) => Splits.Contains(split);

    /// <summary>A split as bits.</summary>
    /// <param name="split">Which.</param>
    /// <param name="options">How gray pixels become bits; tables ignore it.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="InvalidDataException">The data are damaged, or not binary.</exception>
    public abstract BinaryData ToBits(DataSplit split, BinarizationOptions? options = null, CancellationToken cancellation = default);

    /// <summary>A split as categorical answers, some of which may be missing.</summary>
    /// <param name="split">Which.</param>
    /// <param name="options">How gray pixels become bits; tables ignore it.</param>
    /// <param name="levels">How many levels the columns of a table may have; images ignore it.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="InvalidDataException">
    /// The data are damaged, a column has no answer at all or more levels than it may, or a value does not occur in the training data.
    /// </exception>
    public virtual CategoricalData ToCategorical(
        DataSplit split, BinarizationOptions? options = null, ColumnLevelLimit levels = ColumnLevelLimit.Any, CancellationToken cancellation = default)
    {
        var bits = ToBits(split, options, cancellation);
        return new()
        {
            Answers = CategoricalRows.Of(bits.Bits),
            Representation = bits.Representation,
            Source = bits.Source,
            Split = split,
            Schema = bits.Schema,
            Image = bits.Image,
            Weights = bits.Weights,
        };
    }

    /// <summary>A split as points of real numbers, none of which may be missing.</summary>
    /// <param name="split">Which.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="InvalidDataException">The data are damaged, are images, or a value is missing or no finite number.</exception>
    public virtual PointData ToPoints(DataSplit split, CancellationToken cancellation = default) =>
        throw new InvalidDataException($"{Name}: expected rows of real numbers, found images. Fit images without points.");

    /// <summary>What a split holds.</summary>
    /// <param name="split">Which.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    public abstract DataSummary Inspect(DataSplit split, CancellationToken cancellation = default);

    /// <summary>This set with a split of another, for validation or test rows that come in a file of their own.</summary>
    /// <param name="split">Which split it becomes; one of that name here is replaced.</param>
    /// <param name="other">Gives its split of that name, or its only one.</param>
    /// <exception cref="ArgumentException">The other has several splits but none of that name.</exception>
    /// <exception cref="InvalidDataException">One holds images and the other a table.</exception>
    public Dataset WithSplit(DataSplit split, Dataset other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Kind != Kind)
        {
            throw new InvalidDataException(
                $"{other.Name}: expected {Describe(Kind)} as in {Name} for the {split.Word()} split, found {Describe(other.Kind)}.");
        }
        return Join(split, other, other.Has(split) ? split : other.Splits.Count == 1 ? other.Splits[0] : throw other.NoSuchSplit(split));

        static string Describe(DataKind kind) => kind switch { DataKind.Images => "images", DataKind.Table => "a table", _ => "points" };
    }

    /// <summary>This set with a split of another of the same kind.</summary>
    private protected abstract Dataset Join(DataSplit split, Dataset other, DataSplit from);

    /// <summary>The error for a split that is not there.</summary>
    private protected ArgumentException NoSuchSplit(DataSplit split) =>
        new($"split: {Name} has no {split.Word()} split; it has {string.Join(", ", Splits.Select(s => s.Word()))}.");
}
