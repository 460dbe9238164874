using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Expected counts of one tile of components on their way from responsibilities to statistics: sums by word in the precision of the
/// responsibilities, folded now and then into sums by column in double precision.
/// </summary>
internal sealed unsafe class CountTable<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CodeBook _book;
    private readonly int _lanes;
    private readonly AlignedBuffer<double> _counts;
    private readonly AlignedBuffer<double> _ones;

    public CountTable(CodeBook book, LaneLayout layout)
    {
        (_book, _lanes) = (book, layout.TileLanes);
        ByWord = new AlignedBuffer<T>((long)book.Words * _lanes);
        _counts = new AlignedBuffer<double>(_lanes);
        _ones = new AlignedBuffer<double>((long)book.Columns * _lanes);
    }

    /// <summary>Sums of responsibilities by word. Shape [words, tile lanes].</summary>
    public AlignedBuffer<T> ByWord { get; }

    /// <summary>Adds responsibilities to the components' counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(T* tiles, int count)
    {
        for (int i = 0; i < count; i++, tiles += _lanes)
            AddWidened(tiles, _counts.Pointer);
    }

    /// <summary>Turns sums by word into sums by column, and clears them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fold()
    {
        T* tile = ByWord.Pointer;
        for (int word = 0; word < _book.Words; word++, tile += _lanes)
        {
            var (lower, upper) = (Vector256.Load(tile), Vector256.Load(tile + Vector256<T>.Count));
            // Responsibilities are not negative, so a zero sum is a word not met.
            if (lower + upper == Vector256<T>.Zero)
                continue;
            foreach (int column in _book.ColumnsOf(word))
                AddWidened(tile, _ones.Pointer + (nint)column * _lanes);
            Vector256<T>.Zero.Store(tile);
            Vector256<T>.Zero.Store(tile + Vector256<T>.Count);
        }
    }

    /// <summary>Adds what has been counted, rounded so that the order of additions does not matter, to the statistics of tile number <paramref name="tile"/>, and clears it.</summary>
    public void MoveTo(SufficientStatistics statistics, int tile, int lanes, ExactSum exact, ExactSum exactRest)
    {
        if (statistics is { CountsRest: { } countsRest, OnesRest: { } onesRest })
        {
            AddRest(_counts.Pointer, countsRest.AsSpan(tile * _lanes, _lanes), exact, exactRest);
            for (int column = 0; column < _book.Columns; column++)
                AddRest(_ones.Pointer + (nint)column * _lanes, onesRest.AsSpan(column * lanes + tile * _lanes, _lanes), exact, exactRest);
        }
        exact.Round(new Span<double>(_counts.Pointer, _lanes));
        exact.Round(new Span<double>(_ones.Pointer, _book.Columns * _lanes));
        Add(_counts.Pointer, statistics.Counts.AsSpan(tile * _lanes, _lanes));
        for (int column = 0; column < _book.Columns; column++)
            Add(_ones.Pointer + (nint)column * _lanes, statistics.Ones.AsSpan(column * lanes + tile * _lanes, _lanes));
    }

    public void Dispose()
    {
        ByWord.Dispose();
        _counts.Dispose();
        _ones.Dispose();
    }

    private static void Add(double* source, Span<double> target)
    {
        var values = new Span<double>(source, target.Length);
        System.Numerics.Tensors.TensorPrimitives.Add(target, values, target);
        values.Clear();
    }

    private static void AddRest(double* source, Span<double> target, ExactSum exact, ExactSum exactRest)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] += exactRest.Round(source[i] - exact.Round(source[i]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWidened(T* tile, double* sums)
    {
        if (typeof(T) == typeof(float))
        {
            for (int lane = 0; lane < 16; lane += 8)
            {
                var (lower, upper) = Vector256.Widen(Vector256.Load((float*)tile + lane));
                (Vector256.Load(sums + lane) + lower).Store(sums + lane);
                (Vector256.Load(sums + lane + 4) + upper).Store(sums + lane + 4);
            }
        }
        else
        {
            for (int lane = 0; lane < 8; lane += 4)
                (Vector256.Load(sums + lane) + Vector256.Load((double*)tile + lane)).Store(sums + lane);
        }
    }
}
