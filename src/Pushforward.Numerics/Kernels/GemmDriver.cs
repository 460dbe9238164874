namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Cuts a matrix product into blocks that fit the caches and shares them out over a team (after Goto &amp; van de Geijn 2008, "Anatomy of
/// high-performance matrix multiplication"). Each chunk is done in two phases: the team packs A together, then each member computes its own rectangle of
/// C, packing B as it goes. One driver per calling thread; it keeps its work memory between calls.
/// </summary>
/// <remarks>
/// How k is cut depends on k alone, and every element of C adds its blocks of k in order. The rectangles may depend on the number of threads,
/// because no element's sum does.
/// </remarks>
internal sealed unsafe partial class GemmDriver
{
    // Below so many multiply-adds, waking a second thread costs more than it saves (some 20 us of work for one).
    private const long SmallestSharedProduct = 1_000_000;

    // The longest k for which A is packed at once; longer ones are cut evenly.
    private const int DepthChunk = 2048;

    // How much of A, and of B for each part of the rows, is packed at once, in floats: 4 and 8 MB, so that packed operands stay in the last-level cache.
    private const int PackedA = 1 << 20, PackedB = 1 << 21;

    // How much of A, in floats, passes under one panel of B: some 540 KB, half of a second-level cache of 1 MB.
    private const int BlockOfA = 132 * 1024;

    // A matrix C of more floats than this, 1 MB, does not stay in a second-level cache.
    private const long LargestNearC = 1 << 18;

    // What packing a column of B costs, in rows of C that could be computed meanwhile.
    private const int RowsPerPacking = 8;

    [ThreadStatic]
    private static GemmDriver? _ofThread;

    private readonly AlignedBuffer _bufferA = new(), _bufferB = new();
    private readonly PackWork _pack;
    private readonly ComputeWork _compute;

    private GemmMicroKernel _kernel = null!;
    private GemmProblem _problem;
    private float* _packedA, _packedB;
    private int _rowParts, _columnParts, _rowBlock, _depthBlock;
    private long _packedBOfPart;
    private bool _fetchC;
    private GemmRange _rows, _columns, _depth;

    private GemmDriver()
    {
        _pack = new PackWork(this);
        _compute = new ComputeWork(this);
    }

    /// <summary>The calling thread's driver.</summary>
    public static GemmDriver OfThread => _ofThread ??= new GemmDriver();

    /// <summary>Computes a product whose arguments have been checked.</summary>
    /// <param name="kernel">The micro-kernel to use.</param>
    /// <param name="problem">Operands, sizes and epilogue; m, n and k at least 1.</param>
    /// <param name="team">The threads to use.</param>
    public void Multiply(GemmMicroKernel kernel, in GemmProblem problem, ThreadTeam team)
    {
        _kernel = kernel;
        _problem = problem;
        int threads = (long)problem.M * problem.N * problem.K < SmallestSharedProduct ? 1 : team.Size;

        int depth = GemmRange.EvenBlock(problem.K, DepthChunk);
        _depthBlock = GemmRange.EvenBlock(depth, kernel.DepthBlock);
        int columns = Math.Min(GemmRange.RoundUp(problem.N, kernel.Columns), PackedB / _depthBlock / kernel.Columns * kernel.Columns);
        int rows = Math.Min(GemmRange.RoundUp(problem.M, kernel.RowStep), PackedA / depth / kernel.Rows * kernel.Rows);
        ChoosePartition(threads, Math.Min(rows, problem.M), Math.Min(columns, problem.N));
        int partRows = (int)GemmRange.LargestPart(rows, kernel.RowStep, _rowParts);
        _rowBlock = GemmRange.RoundUp(GemmRange.EvenBlock(partRows, BlockOfA / _depthBlock), kernel.Rows);
        // A part's last panel may be short, so each part of the rows can need one panel more.
        _packedA = _bufferA.Get((long)depth * (GemmRange.RoundUp(rows, kernel.Rows) + _rowParts * kernel.Rows));
        // A panel of B that one block of rows needs once is forgotten; several blocks find it again.
        _packedBOfPart = _depthBlock * (partRows > _rowBlock ? GemmRange.LargestPart(columns, kernel.Columns, _columnParts) : kernel.Columns);
        _packedB = _bufferB.Get(_packedBOfPart * threads);
        _fetchC = (long)problem.M * problem.N > LargestNearC;

        foreach (var columnChunk in new GemmRange(0, problem.N).Cut(columns))
        {
            foreach (var depthChunk in new GemmRange(0, problem.K).Cut(depth))
            {
                foreach (var rowChunk in new GemmRange(0, problem.M).Cut(rows))
                {
                    (_rows, _columns, _depth) = (rowChunk, columnChunk, depthChunk);
                    if (threads == 1)
                    {
                        _pack.Execute(0, 0);
                        _compute.Execute(0, 0);
                    }
                    else
                    {
                        team.Run(threads, _pack);
                        team.Run(threads, _compute);
                    }
                }
            }
        }
    }

    // The grid of rectangles whose largest costs least; among equals the one whose operands are smallest.
    private void ChoosePartition(int threads, int rows, int columns)
    {
        (long Cost, long Operands) best = (long.MaxValue, long.MaxValue);
        for (int rowParts = 1; rowParts <= threads; rowParts++)
        {
            if (threads % rowParts != 0)
                continue;
            int columnParts = threads / rowParts;
            long height = GemmRange.LargestPart(rows, _kernel.RowStep, rowParts), width = GemmRange.LargestPart(columns, _kernel.Columns, columnParts);
            var candidate = ((height + RowsPerPacking) * width, height + width);
            if (candidate.CompareTo(best) < 0)
                (best, _rowParts, _columnParts) = (candidate, rowParts, columnParts);
        }
    }

    private GemmRange RowsOf(int rowPart) => _rows.Part(rowPart, _rowParts, _kernel.RowStep);

    private GemmRange ColumnsOf(int columnPart) => _columns.Part(columnPart, _columnParts, _kernel.Columns);

    // Where the panels of a part of the rows begin: full panels before it, and one more for each part before it whose last was short.
    private float* PanelsOfRows(GemmRange rows, int rowPart) =>
        _packedA + ((rows.Start - _rows.Start) / _kernel.Rows + rowPart) * (nint)_kernel.Rows * _depth.Length;

    /// <summary>Packs one member's share of A: of its rows what its column neighbours leave.</summary>
    private sealed class PackWork(GemmDriver driver) : IPartitionedWork
    {
        public void Execute(int part, int worker)
        {
            int rowPart = part / driver._columnParts, columnPart = part % driver._columnParts;
            var kernel = driver._kernel;
            ref readonly var problem = ref driver._problem;
            int k = driver._depth.Length;

            var rows = driver.RowsOf(rowPart);
            float* panels = driver.PanelsOfRows(rows, rowPart);
            var share = rows.Part(columnPart, driver._columnParts, kernel.Rows);
            for (int i = share.Start; i < share.End; i += kernel.Rows)
            {
                float* panel = panels + (i - rows.Start) * (nint)k;
                int count = Math.Min(kernel.Rows, rows.End - i);
                if (problem.Layout == GemmLayout.TN)
                    GemmPacking.Copy(problem.A + (nint)driver._depth.Start * problem.LdA + i, problem.LdA, count, k, panel, kernel.Rows);
                else
                    GemmPacking.Transpose(problem.A + (nint)i * problem.LdA + driver._depth.Start, problem.LdA, count, k, panel, kernel.Rows);
            }
        }
    }
}
