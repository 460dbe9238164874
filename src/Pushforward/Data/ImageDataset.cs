namespace Pushforward.Data;

/// <summary>Gray images in one to three splits, each read when it is asked for.</summary>
public sealed class ImageDataset : Dataset
{
    private readonly SortedDictionary<DataSplit, Func<CancellationToken, ImageSet>> _readers;

    // Weak, so that grey images do not stay in memory beside the bits made of them, yet are read once when somebody keeps them.
    private readonly Dictionary<DataSplit, WeakReference<ImageSet>> _loaded = [];
    private readonly Lock _gate = new();

    /// <summary>Names the splits and how each is read.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="readers">For each split a function that reads it.</param>
    /// <exception cref="ArgumentException">There is no split.</exception>
    public ImageDataset(string name, IReadOnlyDictionary<DataSplit, Func<CancellationToken, ImageSet>> readers)
        : base(name, DataKind.Images)
    {
        ArgumentNullException.ThrowIfNull(readers);
        if (readers.Count == 0)
            throw new ArgumentException($"{name}: expected at least one split, got none.", nameof(readers));
        _readers = new(readers.ToDictionary());
        Splits = [.. _readers.Keys];
    }

    /// <summary>Wraps images that are in memory already, as the train split.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="images">The images.</param>
    public ImageDataset(string name, ImageSet images)
        : this(name, new Dictionary<DataSplit, Func<CancellationToken, ImageSet>> { [DataSplit.Train] = _ => images })
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DataSplit> Splits { get; }

    /// <summary>The gray images of a split.</summary>
    /// <param name="split">Which.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="InvalidDataException">The files are damaged.</exception>
    public ImageSet Images(DataSplit split, CancellationToken cancellation = default)
    {
        if (!_readers.TryGetValue(split, out var reader))
            throw NoSuchSplit(split);
        lock (_gate)
        {
            if (_loaded.TryGetValue(split, out var reference) && reference.TryGetTarget(out var loaded))
                return loaded;
            var images = reader(cancellation);
            _loaded[split] = new(images);
            return images;
        }
    }

    /// <inheritdoc/>
    public override BinaryData ToBits(DataSplit split, BinarizationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        var images = Images(split, cancellation);
        return new()
        {
            Bits = Binarizer.Binarize(images, options, split),
            Representation = images.Pixels.ContainsAnyExcept<byte>(0, 255) ? Representation.Of(options) : Representation.BinaryImages,
            Source = Name,
            Split = split,
            Image = new(images.Height, images.Width),
            Labels = images.HasLabels ? images.Labels : null,
        };
    }

    /// <inheritdoc/>
    public override DataSummary Inspect(DataSplit split, CancellationToken cancellation = default)
    {
        var images = Images(split, cancellation);
        var varies = new bool[images.Columns];
        for (int row = 1; row < images.Rows; row++)
        {
            var first = images.Row(0);
            var pixels = images.Row(row);
            for (int column = 0; column < pixels.Length; column++)
                varies[column] |= pixels[column] != first[column];
        }
        int[] constant = [.. Enumerable.Range(0, images.Columns).Where(column => !varies[column])];
        return new(images.Rows, images.Columns, Kind, Missing: 0, constant);
    }

    private protected override Dataset Join(DataSplit split, Dataset other, DataSplit from)
    {
        var joined = _readers.ToDictionary();
        joined[split] = cancellation =>
        {
            var images = ((ImageDataset)other).Images(from, cancellation);
            var own = Images(Splits[0], cancellation);
            return (images.Height, images.Width) == (own.Height, own.Width) ? images : throw new InvalidDataException(
                $"{other.Name}: expected images of {own.Height} x {own.Width} pixels as in {Name}, found {images.Height} x {images.Width}.");
        };
        return new ImageDataset(Name, joined);
    }
}
