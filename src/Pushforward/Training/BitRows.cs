using Pushforward.Data;

namespace Pushforward.Training;

/// <summary>Rows of bits as numbers 0 and 1.</summary>
/// <param name="bits">The bits.</param>
/// <param name="name">What error messages call them, e.g. "mnist, test split".</param>
public sealed class BitRows(BitMatrix bits, string name = "bits") : IRowSource
{
    /// <inheritdoc/>
    public int Rows => bits.Rows;

    /// <inheritdoc/>
    public int Columns => bits.Columns;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination)
    {
        var words = bits.Row(row);
        for (int d = 0; d < destination.Length; d++)
            destination[d] = (words[d >> 6] >> (d & 63)) & 1;
    }
}
