using System.Runtime.Intrinsics;

namespace Pushforward.Numerics.Kernels;

/// <summary>The vector instruction sets a kernel may be written for, from the one that runs everywhere to the widest.</summary>
public enum InstructionSet
{
    /// <summary>Vectors the runtime maps to whatever the processor has (NEON on Arm64, SSE on old x86).</summary>
    Portable,

    /// <summary>256-bit vectors with fused multiply-add (x86-64 since 2013).</summary>
    Avx2,

    /// <summary>512-bit vectors (x86-64 servers, Zen 4 and later).</summary>
    Avx512,
}

/// <summary>
/// Which instruction set the kernels of this process use: the widest the processor has, chosen once at start.
/// The environment variable <c>PUSHFORWARD_KERNEL</c> (<c>portable</c>, <c>avx2</c>, <c>avx512</c>) forces a narrower one, so that
/// a whole test suite can be run again on each.
/// </summary>
public static class KernelSelection
{
    /// <summary>The environment variable that forces an instruction set.</summary>
    public const string EnvironmentVariable = "PUSHFORWARD_KERNEL";

    /// <summary>The widest instruction set this processor and runtime support.</summary>
    public static InstructionSet Widest { get; } = DetectWidest();

    /// <summary>The instruction set in use.</summary>
    public static InstructionSet Current { get; } = Choose(Environment.GetEnvironmentVariable(EnvironmentVariable), Widest);

    /// <summary>Resolves a request against what the machine has.</summary>
    /// <param name="request">The value of the environment variable; null or empty asks for the widest.</param>
    /// <param name="widest">What the machine has.</param>
    /// <exception cref="ArgumentException">The request is no instruction set, or one this machine lacks.</exception>
    internal static InstructionSet Choose(string? request, InstructionSet widest)
    {
        if (string.IsNullOrWhiteSpace(request))
            return widest;

        InstructionSet chosen = request.Trim().ToLowerInvariant() switch
        {
            "portable" => InstructionSet.Portable,
            "avx2" => InstructionSet.Avx2,
            "avx512" => InstructionSet.Avx512,
            _ => throw new ArgumentException(
                $"{EnvironmentVariable}: expected portable, avx2 or avx512, got '{request}'. Unset it to use the widest this machine has."),
        };
        return chosen <= widest
            ? chosen
            : throw new ArgumentException(
                $"{EnvironmentVariable}: this machine has no {chosen}; the widest it has is {widest}. Unset the variable or ask for that one.");
    }

    private static InstructionSet DetectWidest()
    {
        if (Vector512.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
            return InstructionSet.Avx512;
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported && System.Runtime.Intrinsics.X86.Fma.IsSupported)
            return InstructionSet.Avx2;
        return InstructionSet.Portable;
    }
}
