using System.Runtime.CompilerServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors;

/// <summary>Arrays whose first used element lies on a 64-byte boundary: a cache line, and the widest vector there is. Large ones lie in large pages, where there are any.</summary>
internal static class AlignedArray
{
    /// <summary>Elements in 64 bytes.</summary>
    public const int Lane = 64 / sizeof(Real);

    /// <summary>The least multiple of <see cref="Lane"/> that is not below <paramref name="length"/>.</summary>
    public static int RoundUp(int length) => checked((length + Lane - 1) / Lane * Lane);

    /// <summary>Allocates at least <paramref name="length"/> elements, pinned, and says where the aligned part begins.</summary>
    /// <param name="length">How many elements are wanted.</param>
    /// <param name="zeroed">Whether they must be zero; otherwise they are whatever memory held.</param>
    public static unsafe (Real[] Array, int Offset) Allocate(int length, bool zeroed)
    {
        // The collector aligns arrays to 8 bytes only; the slack buys the rest. Pinned, because alignment would not survive a move.
        int padded = checked(length + Lane);
        var array = GC.AllocateUninitializedArray<Real>(padded, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref array[0]);
        // Before it is written: that is when pages are made.
        HugePages.Advise((void*)address, (nuint)padded * sizeof(Real));
        if (zeroed)
            Array.Clear(array);
        return (array, (int)((64 - (address & 63)) & 63) / sizeof(Real));
    }
}
