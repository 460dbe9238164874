using System.Runtime.Intrinsics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>Which registers the walks use.</summary>
internal static class PassKernels
{
    /// <summary>Whether a tile is one register of 512 bits.</summary>
    public static bool AreWide { get; } = Vector512.IsHardwareAccelerated && KernelSelection.Current == InstructionSet.Avx512;
}
