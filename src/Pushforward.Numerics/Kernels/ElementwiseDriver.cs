using System.Runtime.CompilerServices;

namespace Pushforward.Numerics.Kernels;

/// <summary>An equation, a vector of values at a time; loop, remainder and threads are <see cref="ElementwiseDriver{TFunction}"/>'s.</summary>
internal interface IVectorFunction
{
    /// <summary>y = f(x), each lane by itself.</summary>
    T Invoke<T>(T x)
        where T : struct, IFloatLanes<T>;
}

/// <summary>Applies a function to spans: whole vectors, a padded last one, and for large spans a share to each thread.</summary>
/// <typeparam name="TFunction">The function; a struct, so that the loop is compiled for it.</typeparam>
internal sealed unsafe class ElementwiseDriver<TFunction> : IPartitionedWork
    where TFunction : struct, IVectorFunction
{
    // Below so many values one thread is done before a second is awake.
    private const int SmallestSharedSpan = 32_768;

    // Values to a part: a few pages, so that the parts of two threads share none.
    private const int PartLength = 8_192;

    [ThreadStatic]
    private static ElementwiseDriver<TFunction>? _ofThread;

    private float* _x, _y;
    private int _length;
    private TFunction _function;

    /// <summary>y = f(x).</summary>
    public static void Apply(TFunction function, ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team)
    {
        CheckSpans(x, y);
        fixed (float* source = x, destination = y)
        {
            if (x.Length < SmallestSharedSpan)
            {
                Loop(function, source, destination, x.Length);
                return;
            }
            var driver = _ofThread ??= new ElementwiseDriver<TFunction>();
            (driver._length, driver._function) = (x.Length, function);
            driver._x = source;
            driver._y = destination;
            (team ?? ThreadTeam.Shared).Run((x.Length - 1) / PartLength + 1, driver);
        }
    }

    /// <inheritdoc/>
    public void Execute(int part, int worker)
    {
        int start = part * PartLength;
        Loop(_function, _x + start, _y + start, Math.Min(PartLength, _length - start));
    }

    private static void Loop(TFunction function, float* x, float* y, int length)
    {
        if (KernelSelection.Current == InstructionSet.Avx512)
            Loop<WideLanes>(function, x, y, length);
        else
            Loop<NativeLanes>(function, x, y, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(TFunction function, float* x, float* y, int length)
        where T : struct, IFloatLanes<T>
    {
        int i = 0;
        for (; i + T.Count <= length; i += T.Count)
            function.Invoke(T.Load(x + i)).Store(y + i);
        if (i == length)
            return;
        // The last values go through a full vector of their own, so that they get the same bits as they would in the middle of a span.
        float* edge = stackalloc float[T.Count];
        new Span<float>(x + i, length - i).CopyTo(new Span<float>(edge, T.Count));
        function.Invoke(T.Load(edge)).Store(edge);
        new Span<float>(edge, length - i).CopyTo(new Span<float>(y + i, length - i));
    }

    private static void CheckSpans(ReadOnlySpan<float> x, Span<float> y)
    {
        if (y.Length < x.Length)
            throw new ArgumentException($"y in Elementwise: expected room for {x.Length} values, got {y.Length}.");
        if (x.Overlaps(y, out int offset) && offset != 0)
            throw new ArgumentException($"y in Elementwise: it overlaps x, {offset} values on; pass the same span or a separate one.");
    }
}
