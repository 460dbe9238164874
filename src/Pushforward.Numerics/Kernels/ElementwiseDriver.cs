using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Numerics.Kernels;

/// <summary>An equation, a vector of values at a time; loop, remainder and threads are <see cref="ElementwiseDriver{TFunction}"/>'s.</summary>
internal interface IVectorFunction
{
    /// <summary>y = f(x), each lane by itself.</summary>
    Vector<float> Invoke(Vector<float> x);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(TFunction function, float* x, float* y, int length)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= length; i += Vector<float>.Count)
            function.Invoke(Vector.Load(x + i)).Store(y + i);
        if (i == length)
            return;
        // The last values go through a full vector of their own, so that they get the same bits as they would in the middle of a span.
        var edge = Vector<float>.Zero;
        float* lanes = (float*)&edge;
        for (int j = i; j < length; j++)
            lanes[j - i] = x[j];
        edge = function.Invoke(edge);
        for (int j = i; j < length; j++)
            y[j] = lanes[j - i];
    }

    private static void CheckSpans(ReadOnlySpan<float> x, Span<float> y)
    {
        if (y.Length < x.Length)
            throw new ArgumentException($"y in Elementwise: expected room for {x.Length} values, got {y.Length}.");
        if (x.Overlaps(y, out int offset) && offset != 0)
            throw new ArgumentException($"y in Elementwise: it overlaps x, {offset} values on; pass the same span or a separate one.");
    }
}
