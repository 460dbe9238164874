using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// log p(x, k) = baseline_k + sum over the row's words of table[word][k]: <see cref="BitScores"/> summed over each word's columns, with flipped
/// columns moved into the baseline. The table of one tile of components lies together, so that it stays in the second-level cache while many
/// rows pass.
/// </summary>
internal sealed unsafe class ScoreTables<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CodeBook _book;
    private readonly LaneLayout _layout;
    private readonly AlignedBuffer<T> _tables;
    private readonly AlignedBuffer<T> _baseline;

    // Scores of single columns, negated where flipped. Shape [tiles, columns, tile lanes].
    private readonly AlignedBuffer<T> _weights;
    private readonly double[] _largestOfTile;

    public ScoreTables(CodeBook book, LaneLayout layout)
    {
        (_book, _layout) = (book, layout);
        _tables = new AlignedBuffer<T>(layout.Tiles * TileLength);
        _baseline = new AlignedBuffer<T>(layout.Lanes);
        _weights = new AlignedBuffer<T>((long)book.Columns * layout.Lanes);
        _largestOfTile = new double[layout.Tiles];
    }

    /// <summary>Elements in the table of one tile.</summary>
    public long TileLength => (long)_book.Words * _layout.TileLanes;

    /// <summary>The largest magnitude of a baseline: sums start there, so it bounds what rounding can do to them.</summary>
    public double LargestBaseline => _largestOfTile.Max();

    public T* Baseline(int tile) => _baseline.Pointer + (long)tile * _layout.TileLanes;

    public T* Tile(int tile) => _tables.Pointer + tile * TileLength;

    /// <summary>Fills the tables.</summary>
    public void Build(BitScores scores, ThreadTeam team) => team.Run(_layout.Tiles, tile => BuildTile(scores, tile));

    public void Dispose()
    {
        _tables.Dispose();
        _baseline.Dispose();
        _weights.Dispose();
    }

    private void BuildTile(BitScores scores, int tile)
    {
        int lanes = _layout.TileLanes;
        var constants = scores.Constants.AsSpan(tile * lanes, lanes);
        Span<double> baseline = stackalloc double[lanes];
        constants.CopyTo(baseline);
        T* weights = _weights.Pointer + (long)tile * _book.Columns * lanes;
        TensorPrimitives.ConvertTruncating<double, T>(scores.PerBit.Tile(tile), new Span<T>(weights, _book.Columns * lanes));
        foreach (int column in _book.Flipped)
        {
            // w x = w - w (1 - x)
            var weight = new Span<T>(weights + (nint)column * lanes, lanes);
            TensorPrimitives.Add(baseline, scores.PerBit.Lanes(tile, column, 1), baseline);
            TensorPrimitives.Negate(weight, weight);
        }

        T* table = Tile(tile);
        for (int word = 0; word < _book.Words; word++, table += lanes)
            SumColumns(_book.ColumnsOf(word), weights, lanes, table);

        // A constant may be large and its flipped columns cancel it: in single precision that happens before any rounding, in double it does not.
        double largest = LargestOf(baseline);
        _largestOfTile[tile] = typeof(T) == typeof(double) ? Math.Max(largest, LargestOf(constants)) : largest;
        TensorPrimitives.ConvertTruncating<double, T>(baseline, _baseline.Span(tile * lanes, lanes));
    }

    private static double LargestOf(ReadOnlySpan<double> baseline)
    {
        double largest = 0;
        foreach (double value in baseline)
            largest = value > BitScores.LogZero / 2 ? Math.Max(largest, Math.Abs(value)) : largest;
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumColumns(ReadOnlySpan<int> columns, T* weights, int lanes, T* sum)
    {
        int width = Vector<T>.Count;
        for (int lane = 0; lane < lanes; lane += width)
        {
            var total = Vector<T>.Zero;
            foreach (int column in columns)
                total += Vector.Load(weights + (nint)column * lanes + lane);
            Vector.Store(total, sum + lane);
        }
    }
}
