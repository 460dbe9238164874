using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Kernels;

/// <summary>Work memory outside the managed heap, aligned to cache lines, that grows when asked for more and is otherwise kept.</summary>
internal sealed unsafe class AlignedBuffer
{
    /// <summary>A cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    private float* _start;
    private long _length;

    ~AlignedBuffer() => NativeMemory.AlignedFree(_start);

    /// <summary>At least this many floats; what they held before is lost when the buffer has to grow.</summary>
    /// <param name="length">How many floats.</param>
    public float* Get(long length)
    {
        if (length > _length)
        {
            NativeMemory.AlignedFree(_start);
            _start = null;
            _length = 0;
            _start = (float*)NativeMemory.AlignedAlloc(checked((nuint)length * sizeof(float)), Alignment);
            _length = length;
        }
        return _start;
    }
}
