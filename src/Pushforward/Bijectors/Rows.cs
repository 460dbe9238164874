using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>Rows in double to and from tensors of whichever precision.</summary>
internal static class Rows
{
    public static Tensor ToTensor(IReadOnlyList<double[]> rows)
    {
        int columns = rows.Count == 0 ? 0 : rows[0].Length;
        var tensor = Tensor.Zeros(rows.Count, columns);
        for (int row = 0; row < rows.Count; row++)
        {
            var into = tensor.Row(row);
            for (int i = 0; i < columns; i++)
                into[i] = (Real)rows[row][i];
        }
        return tensor;
    }

    public static double[][] ToArrays(Tensor tensor)
    {
        var rows = new double[tensor.Rows][];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = ToArray(tensor.Row(row));
        return rows;
    }

    public static double[] ToArray(ReadOnlySpan<Real> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return wide;
    }
}
