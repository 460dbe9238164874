using System.Numerics;
using System.Runtime.CompilerServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Expected counts of one tile of components on their way from responsibilities to statistics: sums by word in the precision of the
/// responsibilities, added up by column in double precision, and rounded so that the order of further additions does not matter.
/// </summary>
internal sealed unsafe class CountTable<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CodeBook _book;
    private readonly int _lanes;
    private readonly AlignedBuffer<double> _counts;

    public CountTable(CodeBook book, LaneLayout layout)
    {
        (_book, _lanes) = (book, layout.TileLanes);
        ByWord = new AlignedBuffer<T>((long)book.Words * _lanes);
        _counts = new AlignedBuffer<double>(_lanes);
    }

    /// <summary>Sums of responsibilities by word. Shape [words, tile lanes].</summary>
    public AlignedBuffer<T> ByWord { get; }

    /// <summary>Adds responsibilities to the components' counts.</summary>
    /// <typeparam name="TDouble">A tile of doubles.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count<TDouble>(T* tiles, int count)
        where TDouble : struct, ITile<TDouble, double>
    {
        for (int lane = 0; lane < _lanes; lane += DoublesPerTile)
        {
            var sum = TDouble.Load(_counts.Pointer + lane);
            for (int i = 0; i < count; i++)
                sum += Widened<TDouble>(tiles + (nint)i * _lanes + lane);
            sum.Store(_counts.Pointer + lane);
        }
    }

    /// <summary>Adds what has been counted to the statistics of a tile, and clears it.</summary>
    /// <typeparam name="TDouble">A tile of doubles.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MoveTo<TDouble>(SufficientStatistics statistics, int tile, ExactSum exact, ExactSum exactRest)
        where TDouble : struct, ITile<TDouble, double>
    {
        fixed (double* counts = statistics.Counts, ones = statistics.Ones.Tile(tile))
        fixed (double* countsRest = statistics.CountsRest, onesRest = statistics.OnesRest is { } rest ? rest.Tile(tile) : default)
        fixed (int* starts = _book.WordStarts, words = _book.WordsOfColumns)
        {
            var (shift, restShift) = (TDouble.Create(exact.Shift), TDouble.Create(exactRest.Shift));
            for (int lane = 0; lane < _lanes; lane += DoublesPerTile)
            {
                int place = tile * _lanes + lane;
                Add(TDouble.Load(_counts.Pointer + lane), shift, restShift, counts + place, countsRest is null ? null : countsRest + place);
                T* table = ByWord.Pointer + lane;
                for (int column = 0; column < _book.Columns; column++)
                {
                    // Two chains of additions, since each waits for the one before it.
                    TDouble even = TDouble.Create(0), odd = even;
                    int word = starts[column], end = starts[column + 1];
                    for (; word + 1 < end; word += 2)
                    {
                        even += Widened<TDouble>(table + (nint)words[word] * _lanes);
                        odd += Widened<TDouble>(table + (nint)words[word + 1] * _lanes);
                    }
                    if (word < end)
                        even += Widened<TDouble>(table + (nint)words[word] * _lanes);
                    place = column * _lanes + lane;
                    Add(even + odd, shift, restShift, ones + place, onesRest is null ? null : onesRest + place);
                }
            }
        }
        _counts.Span(0, _lanes).Clear();
        new Span<byte>(ByWord.Pointer, checked(_book.Words * LaneLayout.TileBytes)).Clear();
    }

    public void Dispose()
    {
        ByWord.Dispose();
        _counts.Dispose();
    }

    private static int DoublesPerTile => LaneLayout.TileBytes / sizeof(double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TDouble Widened<TDouble>(T* source)
        where TDouble : struct, ITile<TDouble, double> =>
        typeof(T) == typeof(float) ? TDouble.Widen((float*)source) : TDouble.Load((double*)source);

    // target += round(sum), rest += round(sum - round(sum)), as ExactSum rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TDouble>(TDouble sum, TDouble shift, TDouble restShift, double* target, double* rest)
        where TDouble : struct, ITile<TDouble, double>
    {
        var rounded = sum + shift - shift;
        (TDouble.Load(target) + rounded).Store(target);
        if (rest is not null)
            (TDouble.Load(rest) + (sum - rounded + restShift - restShift)).Store(rest);
    }
}
