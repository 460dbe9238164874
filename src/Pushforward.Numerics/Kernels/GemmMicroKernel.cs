namespace Pushforward.Numerics.Kernels;

/// <summary>
/// The inner loop of <see cref="Gemm"/>: one tile of C, at most <see cref="Rows"/> x <see cref="Columns"/>, held in registers while a block of
/// k passes by. One subclass per instruction set; docs/kernels.md says how to add one.
/// </summary>
/// <remarks>
/// Operands come packed (see <see cref="GemmPacking"/>): for each p of k, A holds <see cref="Rows"/> consecutive values (a column of the panel)
/// and B holds <see cref="Columns"/> (a row of the panel). Each element of the tile is acc = 0; acc += a[p] b[p] for p in order; then C = acc or
/// C += acc. A kernel must keep that order for every number of rows: results that are the same bits for any partition rest on it.
/// </remarks>
internal abstract unsafe class GemmMicroKernel
{
    /// <summary>The instruction set the kernel needs.</summary>
    public abstract InstructionSet InstructionSet { get; }

    /// <summary>Rows of a full tile.</summary>
    public abstract int Rows { get; }

    /// <summary>Columns of a tile.</summary>
    public abstract int Columns { get; }

    /// <summary>Shorter tiles come in multiples of this many rows, a divisor of <see cref="Rows"/>.</summary>
    public abstract int RowStep { get; }

    /// <summary>
    /// How much of k a tile takes at once. A panel of B, this long, stays in the second-level cache beside a block of A while the panels of A pass; each further
    /// block costs one more reading and writing of C.
    /// </summary>
    public abstract int DepthBlock { get; }

    /// <summary>Computes the first rows of a tile.</summary>
    /// <param name="rows">How many: a positive multiple of <see cref="RowStep"/>, at most <see cref="Rows"/>.</param>
    /// <param name="k">How many products each element sums, at least 1.</param>
    /// <param name="a">A panel of A; the value of row i at p is a[p * Rows + i].</param>
    /// <param name="b">A panel of B; the value of column j at p is b[p * Columns + j].</param>
    /// <param name="c">The tile of C: rows x <see cref="Columns"/>, all of it writable.</param>
    /// <param name="ldc">Distance between rows of C.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    /// <param name="ahead">What a full tile may ask memory for meanwhile.</param>
    public abstract void Compute(int rows, int k, float* a, float* b, float* c, nint ldc, bool accumulate, in GemmAhead ahead);

    /// <summary>
    /// Computes the left half of a full tile, <see cref="Rows"/> x <see cref="Columns"/> / 2, from the same panels: what is left over at the right edge of C
    /// is often that narrow.
    /// </summary>
    /// <inheritdoc cref="Compute"/>
    public abstract void ComputeNarrow(int k, float* a, float* b, float* c, nint ldc, bool accumulate);

    /// <summary>The kernels this machine can run, best first.</summary>
    public static IReadOnlyList<GemmMicroKernel> Supported { get; } =
        [.. new GemmMicroKernel[] { new Avx512GemmKernel(), new Avx2GemmKernel(), new PortableGemmKernel() }
            .Where(kernel => kernel.InstructionSet <= KernelSelection.Widest)];

    /// <summary>The best kernel of the instruction set in use.</summary>
    public static GemmMicroKernel Current { get; } = Supported.First(kernel => kernel.InstructionSet <= KernelSelection.Current);
}
