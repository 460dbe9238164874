namespace Pushforward.Training;

/// <summary>Rows followed by their class, a one among zeros.</summary>
public sealed class LabeledRows : IRowSource
{
    private readonly IRowSource _source;
    private readonly ReadOnlyMemory<byte> _labels;

    /// <summary>Puts rows and labels together.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="InvalidDataException">There is not one label a row, or one names no class.</exception>
    public LabeledRows(IRowSource source, ReadOnlyMemory<byte> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (labels.Length != source.Rows)
            throw new InvalidDataException($"{source.Name}: expected a label for each of {source.Rows} rows, found {labels.Length}.");
        int wrong = labels.Span.IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (wrong >= 0)
        {
            throw new InvalidDataException(
                $"{source.Name}, row {wrong}: found the label {labels.Span[wrong]}, expected a class from 0 to {classes - 1}, those the model was trained on.");
        }
        (_source, _labels, Classes) = (source, labels, classes);
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public int Rows => _source.Rows;

    /// <summary>Those of the rows and one a class.</summary>
    public int Columns => _source.Columns + Classes;

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination)
    {
        _source.CopyRow(row, destination[..^Classes]);
        destination[^Classes..].Clear();
        destination[_source.Columns + _labels.Span[row]] = 1;
    }
}
