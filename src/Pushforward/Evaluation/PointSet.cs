using Pushforward.Data;

namespace Pushforward.Evaluation;

/// <summary>Points that samples are compared as: pixels, columns of a table, or features of either. Shape [rows, columns].</summary>
public sealed class PointSet
{
    /// <summary>Wraps an array, not copied.</summary>
    /// <param name="rows">How many points; at least 1.</param>
    /// <param name="columns">Numbers of a point; at least 1.</param>
    /// <param name="values">Row-major, finite.</param>
    /// <exception cref="ArgumentException">There are no points, or the values do not fill them.</exception>
    public PointSet(int rows, int columns, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (rows < 1 || columns < 1)
            throw new ArgumentException($"points: expected at least one row and one column, got {rows} x {columns}.");
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"points: {rows} x {columns} are {(long)rows * columns} numbers, got {values.Length}.");
        (Rows, Columns, Values) = (rows, columns, values);
    }

    /// <summary>How many points.</summary>
    public int Rows { get; }

    /// <summary>Numbers of a point.</summary>
    public int Columns { get; }

    /// <summary>All numbers, row-major; nobody may write to them.</summary>
    public float[] Values { get; }

    /// <summary>One point.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>Consecutive points, copied.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many; at least 1.</param>
    public PointSet Slice(int start, int count) => start == 0 && count == Rows
        ? this
        : new PointSet(count, Columns, Values.AsSpan(start * Columns, count * Columns).ToArray());

    /// <summary>Some points, in a given order.</summary>
    /// <param name="rows">Which; at least one.</param>
    public PointSet Pick(ReadOnlySpan<int> rows)
    {
        var values = new float[rows.Length * Columns];
        for (int i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(values.AsSpan(i * Columns));
        return new PointSet(rows.Length, Columns, values);
    }

    /// <summary>Bits as zeros and ones.</summary>
    /// <param name="bits">At least one row.</param>
    public static PointSet Of(BitMatrix bits)
    {
        ArgumentNullException.ThrowIfNull(bits);
        var values = new float[checked(bits.Rows * bits.Columns)];
        for (int n = 0; n < bits.Rows; n++)
        {
            var words = bits.Row(n);
            var row = values.AsSpan(n * bits.Columns, bits.Columns);
            for (int d = 0; d < row.Length; d++)
                row[d] = words[d >> 6] >> (d & 63) & 1;
        }
        return new PointSet(bits.Rows, bits.Columns, values);
    }

    /// <summary>Gray levels as brightness in [0, 1].</summary>
    /// <param name="images">At least one image.</param>
    public static PointSet Of(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var values = new float[images.Pixels.Length];
        var pixels = images.Pixels;
        for (int i = 0; i < values.Length; i++)
            values[i] = pixels[i] / 255f;
        return new PointSet(images.Rows, images.Columns, values);
    }
}
