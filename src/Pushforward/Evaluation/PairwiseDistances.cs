using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Evaluation;

/// <summary>
/// |a - b|² = |a|² + |b|² - 2 a·b for all pairs of two sets, the products by blocks of matrix product, so that ten thousand by ten thousand distances
/// take the memory of one block. Single precision: exact for bits; otherwise off by about 1e-6 of |a|² + |b|², never below zero.
/// </summary>
internal static class PairwiseDistances
{
    private const int QueryBlock = 256, ReferenceBlock = 4096, RowsPerPart = 16;

    /// <summary>Sees a stretch of a row of squared distances. Rows come on several threads at once, the stretches of one row in order.</summary>
    /// <param name="row">Which row of the first set.</param>
    /// <param name="first">The row of the second set the stretch begins with.</param>
    /// <param name="squared">The squared distances; may be overwritten.</param>
    public delegate void Visitor(int row, int first, Span<float> squared);

    /// <summary>Visits all pairs.</summary>
    /// <exception cref="ArgumentException">The sets have different numbers of columns.</exception>
    public static void Visit(PointSet a, PointSet b, Visitor visit, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Columns != b.Columns)
            throw new ArgumentException($"points: cannot compare points of {a.Columns} and of {b.Columns} numbers.");
        team ??= ThreadTeam.Shared;
        float[] normsA = SquaredNorms(a), normsB = SquaredNorms(b);
        int width = Math.Min(ReferenceBlock, b.Rows);
        var products = new float[Math.Min(QueryBlock, a.Rows) * width];
        for (int query = 0; query < a.Rows; query += QueryBlock)
        {
            int queries = Math.Min(QueryBlock, a.Rows - query);
            for (int reference = 0; reference < b.Rows; reference += ReferenceBlock)
            {
                int references = Math.Min(ReferenceBlock, b.Rows - reference);
                Gemm.Multiply(
                    GemmLayout.NT, queries, references, a.Columns, a.Values.AsSpan(query * a.Columns), a.Columns,
                    b.Values.AsSpan(reference * b.Columns), b.Columns, products, references, team: team);
                var (firstQuery, firstReference) = (query, reference);
                team.Run((queries + RowsPerPart - 1) / RowsPerPart, part =>
                {
                    for (int n = part * RowsPerPart; n < Math.Min((part + 1) * RowsPerPart, queries); n++)
                    {
                        var row = products.AsSpan(n * references, references);
                        TensorPrimitives.MultiplyAdd(row, -2f, normsB.AsSpan(firstReference, references), row);
                        TensorPrimitives.Add(row, normsA[firstQuery + n], row);
                        TensorPrimitives.Max(row, 0f, row);
                        visit(firstQuery + n, firstReference, row);
                    }
                });
            }
        }
    }

    private static float[] SquaredNorms(PointSet points)
    {
        var norms = new float[points.Rows];
        for (int n = 0; n < norms.Length; n++)
            norms[n] = TensorPrimitives.SumOfSquares(points.Row(n));
        return norms;
    }
}
