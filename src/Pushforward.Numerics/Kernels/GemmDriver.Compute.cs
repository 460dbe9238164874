using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pushforward.Numerics.Kernels;

internal sealed unsafe partial class GemmDriver
{
    /// <summary>Computes one member's rectangle of C: packs a panel of B, lets the panels of A pass under it, and goes on to the next.</summary>
    private sealed class ComputeWork(GemmDriver driver) : IPartitionedWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Execute(int part, int worker)
        {
            var rows = driver.RowsOf(part / driver._columnParts);
            var columns = driver.ColumnsOf(part % driver._columnParts);
            if (rows.Length == 0 || columns.Length == 0)
                return;

            var kernel = driver._kernel;
            ref readonly var problem = ref driver._problem;
            nint k = driver._depth.Length;
            float* panelsA = driver.PanelsOfRows(rows, part / driver._columnParts), panelsB = driver._packedB + part * (nint)driver._packedBOfPart;
            bool once = rows.Length <= driver._rowBlock;

            var depth = new GemmRange(0, driver._depth.Length);
            foreach (var block in depth.Cut(driver._depthBlock))
            {
                bool accumulate = problem.Accumulate || driver._depth.Start > 0 || block.Start > 0;
                foreach (var rowBlock in rows.Cut(driver._rowBlock))
                {
                    bool first = rowBlock.Start == rows.Start;
                    for (int j = columns.Start; j < columns.End; j += kernel.Columns)
                    {
                        float* b = once ? panelsB : panelsB + (j - columns.Start) * (nint)block.Length;
                        int width = Math.Min(kernel.Columns, columns.End - j);
                        var next = default(SourceOfPanel);
                        if (first)
                        {
                            Source(j, width, block).Pack(b, kernel.Columns);
                            if (j + kernel.Columns < columns.End)
                                next = Source(j + kernel.Columns, Math.Min(kernel.Columns, columns.End - j - kernel.Columns), block);
                            else if (block.End < depth.End)
                                next = Source(columns.Start, Math.Min(kernel.Columns, columns.Length), new GemmRange(block.End, Math.Min(depth.End, block.End + block.Length)));
                        }
                        float* a = panelsA + (rowBlock.Start - rows.Start) * k + block.Start * (nint)kernel.Rows;
                        ComputePanel(rowBlock, j, width, block.Length, a, kernel.Rows * k, b, accumulate, next);
                    }
                    if (driver._depth.End == problem.K && block.End == depth.End)
                        problem.ApplyEpilogue(rowBlock, columns);
                }
            }
        }

        // Where a panel's values of B lie; block counts from the start of the chunk of k.
        private SourceOfPanel Source(int j, int width, GemmRange block)
        {
            ref readonly var problem = ref driver._problem;
            nint p = driver._depth.Start + block.Start, ld = problem.LdB;
            return problem.Layout == GemmLayout.NT
                ? new SourceOfPanel(problem.B + j * ld + p, ld, width, block.Length, transposed: true)
                : new SourceOfPanel(problem.B + p * ld + j, ld, width, block.Length, transposed: false);
        }

        // A block of rows of C by the width of one panel of B.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void ComputePanel(GemmRange rows, int j, int width, int k, float* a, nint panelLength, float* b, bool accumulate, in SourceOfPanel next)
        {
            var kernel = driver._kernel;
            nint ldc = driver._problem.LdC;
            float* c = driver._problem.C + rows.Start * ldc + j;
            float* edge = stackalloc float[kernel.Rows * kernel.Columns];
            int tile = 0;
            for (int i = rows.Start; i < rows.End; i += kernel.Rows, tile++, a += panelLength, c += kernel.Rows * ldc)
            {
                int height = Math.Min(kernel.Rows, rows.End - i), padded = GemmRange.RoundUp(height, kernel.RowStep);
                // A right edge of half a tile or less is computed as one, unless there are so few rows that a short tile of full width costs less.
                bool narrow = 2 * width <= kernel.Columns && 2 * padded > kernel.Rows;
                if (driver._fetchC)
                    FetchTile(c, ldc, height, width);
                if (narrow && height == kernel.Rows && 2 * width == kernel.Columns)
                {
                    kernel.ComputeNarrow(k, a, b, c, ldc, accumulate);
                }
                else if (!narrow && width == kernel.Columns && height == padded)
                {
                    kernel.Compute(height, k, a, b, c, ldc, accumulate, next.Ahead(tile, b, kernel.Columns));
                }
                else
                {
                    // A tile that C does not have room for is computed aside; what belongs to C is then moved there.
                    if (narrow)
                        kernel.ComputeNarrow(k, a, b, edge, kernel.Columns, false);
                    else
                        kernel.Compute(padded, k, a, b, edge, kernel.Columns, false, next.Ahead(tile, b, kernel.Columns));
                    MoveTile(edge, kernel.Columns, c, ldc, height, width, accumulate);
                }
            }
        }

        // The lines of C come from memory while the sums are computed, so that the stores at the end need not wait for them.
        private static void FetchTile(float* c, nint ldc, int height, int width)
        {
            if (!Sse.IsSupported)
                return;
            for (int i = 0; i < height; i++, c += ldc)
            {
                for (int j = 0; j < width; j += FloatsPerLine)
                    Sse.Prefetch1(c + j);
                Sse.Prefetch1(c + width - 1);
            }
        }

        private static void MoveTile(float* tile, nint ldTile, float* c, nint ldc, int height, int width, bool accumulate)
        {
            for (int i = 0; i < height; i++, tile += ldTile, c += ldc)
            {
                for (int j = 0; j < width; j++)
                    c[j] = accumulate ? c[j] + tile[j] : tile[j];
            }
        }
    }

    private const int FloatsPerLine = AlignedBuffer.Alignment / sizeof(float);

    /// <summary>Where the values of a panel of B lie before they are packed.</summary>
    private readonly struct SourceOfPanel(float* start, nint ld, int width, int k, bool transposed)
    {
        private readonly float* _start = start;
        private readonly nint _ld = ld;
        private readonly int _width = width, _k = k;
        private readonly bool _transposed = transposed;

        public void Pack(float* panel, int panelWidth)
        {
            if (_transposed)
                GemmPacking.Transpose(_start, _ld, _width, _k, panel, panelWidth);
            else
                GemmPacking.Copy(_start, _ld, _width, _k, panel, panelWidth);
        }

        /// <summary>What a tile asks for so that, after a panel's tiles, this is in cache.</summary>
        /// <param name="tile">Which tile of its panel, from 0.</param>
        /// <param name="packed">The panel it reads: the address to ask for when there is nothing to ask for.</param>
        /// <param name="panelWidth">Width of a panel.</param>
        public GemmAhead Ahead(int tile, float* packed, int panelWidth)
        {
            int half = panelWidth / 2;
            if (_transposed)
            {
                // Rows of B, each as long as k: two of them a tile.
                if (tile < Math.Min(half, _width))
                    return new GemmAhead(_start + tile * _ld, 1, tile + half < _width ? half * _ld : 0);
            }
            else if (_width > 0)
            {
                // At each p a row of at most 32 values, which lie on two lines, or on three where they begin within one.
                if (tile == 0)
                    return new GemmAhead(_start, _ld, Math.Min(FloatsPerLine, _width - 1));
                if (tile == 1 && _width > FloatsPerLine)
                    return new GemmAhead(_start + _width - 1, _ld, 0);
            }
            return new GemmAhead(packed, 0, 0);
        }
    }
}
