using System.Runtime.InteropServices;

namespace Pushforward.Mixtures.Kernel;

/// <summary>Memory outside the managed heap, aligned to a cache line, for vector loads that never straddle two; zeroed if not asked otherwise.</summary>
internal sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;

    public AlignedBuffer(long length)
        : this(length, clear: true)
    {
    }

    private AlignedBuffer(long length, bool clear)
    {
        Length = length;
        nuint bytes = checked((nuint)Math.Max(1, length) * (nuint)sizeof(T));
        Pointer = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        if (clear)
            NativeMemory.Clear(Pointer, bytes);
    }

    ~AlignedBuffer() => Release();

    public T* Pointer { get; private set; }

    public long Length { get; }

    /// <summary>Memory that holds anything; pages never touched are never there.</summary>
    public static AlignedBuffer<T> Uninitialized(long length) => new(length, clear: false);

    public Span<T> Span(long start, int length)
    {
        if (start < 0 || length < 0 || start + length > Length)
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {start + length}) is outside a buffer of {Length}.");
        return new Span<T>(Pointer + start, length);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
