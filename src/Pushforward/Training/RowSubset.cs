using Pushforward.Numerics.Random;

namespace Pushforward.Training;

/// <summary>Some rows of a source, in a given order.</summary>
public sealed class RowSubset : IRowSource
{
    private const int LargestHeldOut = 10_000, HeldOutPart = 6;

    private readonly IRowSource _source;
    private readonly int[] _rows;

    private RowSubset(IRowSource source, int[] rows, string part) => (_source, _rows, Name) = (source, rows, $"{source.Name}, {part}");

    /// <inheritdoc/>
    public int Rows => _rows.Length;

    /// <inheritdoc/>
    public int Columns => _source.Columns;

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Divides a source: some rows, picked by the seed alone, are held out for validation, the others are left to train on.</summary>
    /// <param name="source">All rows.</param>
    /// <param name="heldOut">How many are held out; at least 1, and fewer than there are.</param>
    /// <param name="seed">The seed; the same one gives the same rows.</param>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static (RowSubset Train, RowSubset Validation) HoldOut(IRowSource source, int heldOut, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (heldOut < 1 || heldOut >= source.Rows)
        {
            throw new ArgumentException(
                $"{source.Name}: cannot hold {heldOut} of {source.Rows} rows out for validation and train on the others; "
                + "at least one row is needed on either side. Give more rows, or validation rows of their own.");
        }
        int[] order = BatchOrder.Permutation(source.Rows, new RandomStream(seed, "validation-split"));
        // In their own order, as if the rest had never been there.
        int[] validation = order[..heldOut], train = order[heldOut..];
        Array.Sort(validation);
        Array.Sort(train);
        return (new RowSubset(source, train, "training part"), new RowSubset(source, validation, "validation part"));
    }

    /// <summary>Divides a source, a sixth of its rows, at most 10,000, being held out.</summary>
    /// <param name="source">All rows.</param>
    /// <param name="seed">The seed; the same one gives the same rows.</param>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static (RowSubset Train, RowSubset Validation) HoldOut(IRowSource source, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        return HoldOut(source, Math.Clamp(source.Rows / HeldOutPart, 1, LargestHeldOut), seed);
    }

    /// <summary>Where a row lies in the source.</summary>
    /// <param name="row">From 0.</param>
    public int SourceRow(int row) => _rows[row];

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination) => _source.CopyRow(_rows[row], destination);
}
