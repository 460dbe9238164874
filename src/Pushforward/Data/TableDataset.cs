using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>Tables in one to three splits, each read when it is asked for. Values mean the same in all: the train split fixes the levels.</summary>
public sealed class TableDataset : Dataset
{
    private readonly SortedDictionary<DataSplit, Func<TableOptions, CancellationToken, Table>> _readers;
    private readonly TableOptions _options;
    private readonly Dictionary<DataSplit, Table> _loaded = [];
    private readonly Lock _gate = new();

    /// <summary>Names the splits and how each is read.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="readers">For each split a function that reads it; train must be among them.</param>
    /// <param name="options">How tables are read.</param>
    /// <exception cref="ArgumentException">There is no train split.</exception>
    public TableDataset(
        string name, IReadOnlyDictionary<DataSplit, Func<TableOptions, CancellationToken, Table>> readers, TableOptions? options = null)
        : base(name, DataKind.Table)
    {
        ArgumentNullException.ThrowIfNull(readers);
        if (!readers.ContainsKey(DataSplit.Train))
            throw new ArgumentException($"{name}: expected a train split, got none.", nameof(readers));
        _readers = new(readers.ToDictionary());
        _options = options ?? new();
        Splits = [.. _readers.Keys];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DataSplit> Splits { get; }

    /// <summary>The table of a split.</summary>
    /// <param name="split">Which.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">There is no such split, or the options name a column that is not there.</exception>
    /// <exception cref="InvalidDataException">The text is no table, or a value is not allowed.</exception>
    public Table Table(DataSplit split, CancellationToken cancellation = default)
    {
        if (!_readers.TryGetValue(split, out var reader))
            throw NoSuchSplit(split);
        lock (_gate)
        {
            if (!_loaded.TryGetValue(split, out var table))
            {
                var options = split == DataSplit.Train || _options.Schema is not null
                    ? _options
                    : _options with { Schema = Table(DataSplit.Train, cancellation).Schema };
                _loaded[split] = table = reader(options, cancellation);
            }
            return table;
        }
    }

    /// <inheritdoc/>
    public override BinaryData ToBits(DataSplit split, BinarizationOptions? options = null, CancellationToken cancellation = default)
    {
        var table = Table(split, cancellation);
        return new()
        {
            Bits = table.ToBits(),
            Representation = Representation.BinaryTable,
            Source = Name,
            Split = split,
            Schema = table.Schema,
            Weights = table.Weights,
        };
    }

    /// <inheritdoc/>
    public override PointData ToPoints(DataSplit split, CancellationToken cancellation = default)
    {
        var table = Table(split, cancellation);
        if (table.Weights is not null)
            throw new InvalidDataException($"{Name}: rows of points have no weights. Leave --weights out.");
        return new PointData($"{Name}, {split.Word()} split", [.. table.Columns.Select(column => column.Name)], table.ToNumbers());
    }

    /// <inheritdoc/>
    public override CategoricalData ToCategorical(
        DataSplit split, BinarizationOptions? options = null, ColumnLevelLimit levels = ColumnLevelLimit.Any, CancellationToken cancellation = default)
    {
        var table = Table(split, cancellation);
        table.RequireAtMost(levels);
        var schema = _options.Schema ?? Table(DataSplit.Train, cancellation).Schema;
        return new()
        {
            Answers = table.ToCategorical(schema),
            Representation = schema.Any(column => column.Levels.Count > 2) ? Representation.CategoricalTable : Representation.BinaryTable,
            Source = Name,
            Split = split,
            Schema = schema,
            Weights = table.Weights,
            Warnings = table.Warnings(),
        };
    }

    /// <inheritdoc/>
    public override DataSummary Inspect(DataSplit split, CancellationToken cancellation = default)
    {
        var table = Table(split, cancellation);
        int[] constant = [.. table.Columns.Index().Where(column => column.Item.LevelsSeen <= 1).Select(column => column.Index)];
        return new(table.Rows, table.Columns.Count, Kind, table.Missing, constant);
    }

    private protected override Dataset Join(DataSplit split, Dataset other, DataSplit from) =>
        new TableDataset(Name, new Dictionary<DataSplit, Func<TableOptions, CancellationToken, Table>>(_readers)
        {
            [split] = ((TableDataset)other)._readers[from],
        }, _options);
}
