using System.Numerics;
using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The E-step of one part: r_nk = p(k | x_n) of its rows, tile of components by tile, and log p(x_n). Each worker has one, for what it needs to write on.
/// </summary>
/// <remarks>
/// Components less than 2^-25 times as probable as the row's best get no responsibility (in double precision: less than e^-700 times). EM with
/// responsibilities so restricted still climbs, namely the bound of Neal &amp; Hinton (1998), which then lies below the log-likelihood by at most
/// K 2^-25 nats a row: less than single precision resolves. Late in a fit nearly all tiles of a row are left out.
/// </remarks>
internal sealed unsafe class PartScorer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // While the tables of all tiles fit the second-level cache, rows go through them in chunks whose tiles fit the first. Where they do not, chunks
    // are as long as a table that comes from the third needs to be worth its way, and their spellings still fit beside it.
    private const long TableBytesInCache = 640 << 10;
    private const int ChunkBytes = 16 << 10, FewestChunkRows = 64, RowsPerTable = 512;

    private static readonly T Reach = typeof(T) == typeof(float) ? T.CreateTruncating(25 * 0.69314718) : T.CreateTruncating(700);

    private readonly LaneLayout _layout;
    private readonly ScoreTables<T> _tables;
    private readonly int _chunkRows;
    private readonly AlignedBuffer<T> _best, _factors;
    private readonly AlignedBuffer<double> _sums, _logarithms;
    private readonly AlignedBuffer<T> _near;
    private readonly AlignedBuffer<int> _nearRows, _nearCounts;
    private readonly int[] _kept;

    public PartScorer(LaneLayout layout, ScoreTables<T> tables)
    {
        (_layout, _tables) = (layout, tables);
        bool fits = tables.TileLength * layout.Tiles * sizeof(T) <= TableBytesInCache;
        _chunkRows = fits ? Math.Max(FewestChunkRows, ChunkBytes / (layout.Tiles * LaneLayout.TileBytes)) : RowsPerTable;
        _best = new AlignedBuffer<T>(_chunkRows);
        _factors = new AlignedBuffer<T>(_chunkRows);
        _sums = new AlignedBuffer<double>(_chunkRows);
        _logarithms = new AlignedBuffer<double>(_chunkRows);
        _near = AlignedBuffer<T>.Uninitialized((_chunkRows + 1L) * layout.Lanes);
        _nearRows = AlignedBuffer<int>.Uninitialized((_chunkRows + 1L) * layout.Tiles);
        _nearCounts = new AlignedBuffer<int>(layout.Tiles);
        _kept = new int[layout.Tiles];
    }

    /// <summary>Scores a part.</summary>
    /// <typeparam name="TTile">Which registers.</typeparam>
    /// <param name="wave">Gets the tiles kept; responsibilities times the rows' weights.</param>
    /// <param name="index">Which part of it.</param>
    /// <param name="logProb">Gets log p(x_n) of the block's rows, if anyone asks.</param>
    /// <param name="responsibilities">Gets p(k | x_n) of the block's rows, instead of the wave, if anyone asks. Shape [rows, components].</param>
    public void Score<TTile>(Wave<T> wave, int index, double[]? logProb, double[]? responsibilities)
        where TTile : struct, ITile<TTile, T>
    {
        var part = wave.Parts[index];
        var kept = wave.Kept(index);
        int chunks = (part.Rows + _chunkRows - 1) / _chunkRows, count = 0;
        kept.Begin(chunks);
        double logLikelihood = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int firstRow = chunk * _chunkRows, rows = Math.Min(_chunkRows, part.Rows - firstRow), first = count;
            T* tiles = wave.Tiles(index) + (nint)count * _layout.TileLanes;
            int* keptRows = wave.Rows(index) + count;
            ScoreChunk<TTile>(part, firstRow, rows, tiles, keptRows);
            for (int tile = 0; tile < _layout.Tiles; tile++)
            {
                count += _kept[tile];
                kept.End(chunk, tile, count);
            }

            Elementwise.Log(_sums.Span(0, rows), _logarithms.Span(0, rows));
            for (int row = 0; row < rows; row++)
            {
                double weight = part.Weights?[firstRow + row] ?? 1, rowLogProb = double.CreateTruncating(_best.Pointer[row]) + _logarithms.Pointer[row];
                logLikelihood += weight * rowLogProb;
                _factors.Pointer[row] = T.CreateTruncating(weight / _sums.Pointer[row]);
                if (logProb is not null)
                    logProb[part.FirstRow + firstRow + row] = rowLogProb;
            }
            if (responsibilities is not null)
                Store(part.FirstRow + firstRow, tiles, keptRows, responsibilities);
            else
                TileWalk<T, TTile>.Scale(tiles, keptRows, count - first, _factors.Pointer, firstRow);
        }
        kept.LogLikelihood = logLikelihood;
    }

    public void Dispose()
    {
        _best.Dispose();
        _factors.Dispose();
        _sums.Dispose();
        _logarithms.Dispose();
        _near.Dispose();
        _nearRows.Dispose();
        _nearCounts.Dispose();
    }

    // Fills best scores, sums and numbers of tiles kept; rows of tiles kept are counted from the chunk's first.
    private void ScoreChunk<TTile>(BitCodes.Part part, int firstRow, int rows, T* tiles, int* keptRows)
        where TTile : struct, ITile<TTile, T>
    {
        T* best = _best.Pointer;
        _best.Span(0, rows).Fill(T.NegativeInfinity);
        fixed (uint* codes = part.Codes)
        fixed (int* starts = &part.Starts[firstRow])
        {
            int tile = 0;
            for (; tile + 1 < _layout.Tiles; tile += 2)
                TileWalk<T, TTile>.Score(_tables.Tile(tile), _tables.Tile(tile + 1), codes, starts, rows, _tables.Baseline(tile), best, Reach, Near(tile), Near(tile + 1));
            if (tile < _layout.Tiles)
                TileWalk<T, TTile>.Score(_tables.Tile(tile), codes, starts, rows, _tables.Baseline(tile), best, Reach, Near(tile));
        }

        // The sum of each row's exponentials relative to its best score, which is now known.
        _sums.Span(0, rows).Clear();
        for (int tile = 0, count = 0; tile < _layout.Tiles; tile++)
        {
            int kept = TileWalk<T, TTile>.Exponentiate(Near(tile), best, Reach, _sums.Pointer, tiles + (nint)count * _layout.TileLanes, keptRows + count);
            _kept[tile] = kept;
            count += kept;
        }
    }

    private NearTiles<T> Near(int tile)
    {
        nint place = (nint)tile * (_chunkRows + 1);
        return new(_near.Pointer + place * _layout.TileLanes, _nearRows.Pointer + place, _nearCounts.Pointer + tile);
    }

    private void Store(int firstRow, T* tiles, int* keptRows, double[] responsibilities)
    {
        int lanes = _layout.TileLanes, place = 0;
        for (int tile = 0; tile < _layout.Tiles; tile++)
        {
            for (int end = place + _kept[tile]; place < end; place++)
            {
                var row = responsibilities.AsSpan((firstRow + keptRows[place]) * _layout.Components + tile * lanes, _layout.UsedLanes(tile));
                TensorPrimitives.ConvertTruncating<T, double>(new Span<T>(tiles + (nint)place * lanes, row.Length), row);
                TensorPrimitives.Divide(row, _sums.Pointer[keptRows[place]], row);
            }
        }
    }
}
