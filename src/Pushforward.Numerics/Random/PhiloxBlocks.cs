using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Random;

/// <summary>Consecutive blocks of <see cref="Philox4x32"/>, several at a time where the processor can.</summary>
/// <remarks>
/// A vector lane of 64 bits holds one word of one block in its lower half. Multiplying 32 by 32 bits takes just these halves and gives both
/// words of the product at once; what else gathers in the upper halves is never read before the end, where it is masked off.
/// </remarks>
internal static unsafe class PhiloxBlocks
{
    /// <summary>The words of blocks c0, c0 + 1, ... in order; c0 wraps around.</summary>
    /// <param name="words">Room for 4 words a block.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="set">The widest instruction set to use.</param>
    /// <param name="c0">Counter of the first block, lowest word; the others as in <see cref="Philox4x32.Block"/>.</param>
    /// <param name="c1">Counter, second word.</param>
    /// <param name="c2">Counter, third word.</param>
    /// <param name="c3">Counter, highest word.</param>
    /// <param name="k0">Key, low word.</param>
    /// <param name="k1">Key, high word.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(uint* words, int blocks, InstructionSet set, uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        if (set >= InstructionSet.Avx512 && Avx512F.IsSupported)
        {
            for (; blocks >= 8; blocks -= 8, words += 32, c0 += 8)
                Eight(words, c0, c1, c2, c3, k0, k1);
        }
        if (set >= InstructionSet.Avx2 && Avx2.IsSupported)
        {
            for (; blocks >= 4; blocks -= 4, words += 16, c0 += 4)
                Four(words, c0, c1, c2, c3, k0, k1);
        }
        for (; blocks > 0; blocks--, words += 4, c0++)
            (words[0], words[1], words[2], words[3]) = Philox4x32.Block(c0, c1, c2, c3, k0, k1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(uint* words, uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        // The blocks are numbered so that the interleaving at the end, which works within 128 bits, leaves them in order.
        var x0 = Vector512.Create((ulong)c0) + Vector512.Create(0ul, 4, 1, 5, 2, 6, 3, 7);
        Vector512<ulong> x1 = Vector512.Create((ulong)c1), x2 = Vector512.Create((ulong)c2), x3 = Vector512.Create((ulong)c3);
        var multiplier0 = Vector512.Create((ulong)Philox4x32.Multiplier0).AsUInt32();
        var multiplier1 = Vector512.Create((ulong)Philox4x32.Multiplier1).AsUInt32();
        for (int round = 0; round < Philox4x32.Rounds; round++)
        {
            var product0 = Avx512F.Multiply(x0.AsUInt32(), multiplier0);
            var product1 = Avx512F.Multiply(x2.AsUInt32(), multiplier1);
            x0 = (product1 >>> 32) ^ x1 ^ Vector512.Create((ulong)k0);
            x2 = (product0 >>> 32) ^ x3 ^ Vector512.Create((ulong)k1);
            x1 = product1;
            x3 = product0;
            k0 += Philox4x32.Weyl0;
            k1 += Philox4x32.Weyl1;
        }
        var lower = Vector512.Create((ulong)uint.MaxValue);
        var words01 = (x0 & lower) | (x1 << 32);
        var words23 = (x2 & lower) | (x3 << 32);
        Avx512F.UnpackLow(words01, words23).Store((ulong*)words);
        Avx512F.UnpackHigh(words01, words23).Store((ulong*)words + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(uint* words, uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        var x0 = Vector256.Create((ulong)c0) + Vector256.Create(0ul, 2, 1, 3);
        Vector256<ulong> x1 = Vector256.Create((ulong)c1), x2 = Vector256.Create((ulong)c2), x3 = Vector256.Create((ulong)c3);
        var multiplier0 = Vector256.Create((ulong)Philox4x32.Multiplier0).AsUInt32();
        var multiplier1 = Vector256.Create((ulong)Philox4x32.Multiplier1).AsUInt32();
        for (int round = 0; round < Philox4x32.Rounds; round++)
        {
            var product0 = Avx2.Multiply(x0.AsUInt32(), multiplier0);
            var product1 = Avx2.Multiply(x2.AsUInt32(), multiplier1);
            x0 = (product1 >>> 32) ^ x1 ^ Vector256.Create((ulong)k0);
            x2 = (product0 >>> 32) ^ x3 ^ Vector256.Create((ulong)k1);
            x1 = product1;
            x3 = product0;
            k0 += Philox4x32.Weyl0;
            k1 += Philox4x32.Weyl1;
        }
        var lower = Vector256.Create((ulong)uint.MaxValue);
        var words01 = (x0 & lower) | (x1 << 32);
        var words23 = (x2 & lower) | (x3 << 32);
        Avx2.UnpackLow(words01, words23).Store((ulong*)words);
        Avx2.UnpackHigh(words01, words23).Store((ulong*)words + 4);
    }
}
