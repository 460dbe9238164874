using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Products with a vector (m = 1 or n = 1). Every element of the matrix is used once, so packing would only add traffic; the matrix is read as it
/// lies, and what counts is that it is read forward. Transposing the whole product turns n = 1 into m = 1: c = op(M) v either way.
/// </summary>
internal sealed unsafe class GemmVectorDriver : IPartitionedWork
{
    // A thread's share of the results begins at a multiple of this: two cache lines, so that threads do not share one.
    private const int Unit = 32;

    // Below so many multiply-adds one thread is done before a second is awake.
    private const long SmallestSharedProduct = 1_000_000;

    [ThreadStatic]
    private static GemmVectorDriver? _ofThread;

    private readonly AlignedBuffer _vectorBuffer = new(), _resultBuffer = new();
    private int _count, _k, _parts;
    private float* _vector, _matrix, _result;
    private nint _ld;
    private bool _rowsAreResults;

    private GemmVectorDriver()
    {
    }

    /// <summary>The calling thread's driver.</summary>
    public static GemmVectorDriver OfThread => _ofThread ??= new GemmVectorDriver();

    /// <summary>Computes a product with m = 1 or n = 1 whose arguments have been checked.</summary>
    public void Multiply(in GemmProblem problem, ThreadTeam team)
    {
        bool rowVector = problem.M == 1;
        (_count, _k) = (rowVector ? problem.N : problem.M, problem.K);
        // m = 1: c = a op(B), and B stored [n, k] (NT) has a row for each result. n = 1: c = op(A) b, and A stored [m, k] (NN, NT) has.
        _rowsAreResults = rowVector ? problem.Layout == GemmLayout.NT : problem.Layout != GemmLayout.TN;
        _matrix = rowVector ? problem.B : problem.A;
        _ld = rowVector ? problem.LdB : problem.LdA;
        _vector = rowVector
            ? Contiguous(problem.A, problem.Layout == GemmLayout.TN ? problem.LdA : 1)
            : Contiguous(problem.B, problem.Layout == GemmLayout.NT ? 1 : problem.LdB);
        _result = _resultBuffer.Get(_count);

        _parts = (long)_count * _k < SmallestSharedProduct ? 1 : team.Size;
        if (_parts == 1)
            Execute(0, 0);
        else
            team.Run(_parts, this);

        nint step = rowVector ? 1 : problem.LdC;
        for (int i = 0; i < _count; i++)
            problem.C[i * step] = problem.Accumulate ? problem.C[i * step] + _result[i] : _result[i];
        problem.ApplyEpilogue(new GemmRange(0, problem.M), new GemmRange(0, problem.N));
    }

    /// <inheritdoc/>
    public void Execute(int part, int worker)
    {
        var share = new GemmRange(0, _count).Part(part, _parts, Unit);
        if (_rowsAreResults)
            DotRows(share);
        else
            CombineRows(share);
    }

    private float* Contiguous(float* vector, nint step)
    {
        if (step == 1)
            return vector;
        float* copy = _vectorBuffer.Get(_k);
        for (int p = 0; p < _k; p++)
            copy[p] = vector[p * step];
        return copy;
    }

    // result[j] = sum over p of matrix[p, j] vector[p]: four rows of the matrix at a time, so that the results pass through cache a quarter as often.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CombineRows(GemmRange share)
    {
        int count = share.Length;
        float* result = _result + share.Start, row = _matrix + share.Start;
        new Span<float>(result, count).Clear();
        int p = 0;
        for (; p + 4 <= _k; p += 4, row += 4 * _ld)
        {
            float* row1 = row + _ld, row2 = row1 + _ld, row3 = row2 + _ld;
            float v0 = _vector[p], v1 = _vector[p + 1], v2 = _vector[p + 2], v3 = _vector[p + 3];
            Vector<float> w0 = new(v0), w1 = new(v1), w2 = new(v2), w3 = new(v3);
            int j = 0;
            for (; j + Vector<float>.Count <= count; j += Vector<float>.Count)
            {
                var sum = Vector.Load(result + j);
                sum = Vector.MultiplyAddEstimate(w0, Vector.Load(row + j), sum);
                sum = Vector.MultiplyAddEstimate(w1, Vector.Load(row1 + j), sum);
                sum = Vector.MultiplyAddEstimate(w2, Vector.Load(row2 + j), sum);
                sum = Vector.MultiplyAddEstimate(w3, Vector.Load(row3 + j), sum);
                sum.Store(result + j);
            }
            for (; j < count; j++)
            {
                float sum = float.MultiplyAddEstimate(v0, row[j], result[j]);
                sum = float.MultiplyAddEstimate(v1, row1[j], sum);
                sum = float.MultiplyAddEstimate(v2, row2[j], sum);
                result[j] = float.MultiplyAddEstimate(v3, row3[j], sum);
            }
        }
        for (; p < _k; p++, row += _ld)
        {
            for (int j = 0; j < count; j++)
                result[j] = float.MultiplyAddEstimate(_vector[p], row[j], result[j]);
        }
    }

    // result[j] = sum over p of matrix[j, p] vector[p]: lane l of the accumulators sums p = l, l + lanes, ... whatever the alignment of the
    // row, so that the order of a sum is a matter of k alone.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DotRows(GemmRange share)
    {
        for (int j = share.Start; j < share.End; j++)
        {
            float* row = _matrix + j * _ld;
            Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            int p = 0;
            for (; p + 4 * Vector<float>.Count <= _k; p += 4 * Vector<float>.Count)
            {
                sum0 = Vector.MultiplyAddEstimate(Vector.Load(row + p), Vector.Load(_vector + p), sum0);
                sum1 = Vector.MultiplyAddEstimate(
                    Vector.Load(row + p + Vector<float>.Count), Vector.Load(_vector + p + Vector<float>.Count), sum1);
                sum2 = Vector.MultiplyAddEstimate(
                    Vector.Load(row + p + 2 * Vector<float>.Count), Vector.Load(_vector + p + 2 * Vector<float>.Count), sum2);
                sum3 = Vector.MultiplyAddEstimate(
                    Vector.Load(row + p + 3 * Vector<float>.Count), Vector.Load(_vector + p + 3 * Vector<float>.Count), sum3);
            }
            float sum = Vector.Sum((sum0 + sum1) + (sum2 + sum3));
            for (; p < _k; p++)
                sum = float.MultiplyAddEstimate(row[p], _vector[p], sum);
            _result[j] = sum;
        }
    }
}
