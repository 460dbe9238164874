using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors;

/// <summary>How a <see cref="Tape"/> works. The defaults are right for training.</summary>
public sealed record TapeOptions
{
    /// <summary>
    /// The threads that share the work; null for <see cref="ThreadTeam.Shared"/>. Results are the same bits for any number.
    /// </summary>
    public ThreadTeam? Team { get; init; }

    /// <summary>
    /// Whether the arena is filled with NaN at each reset, so that whoever reads a span of an earlier step, or an element an operation
    /// forgot to write, finds NaN. On in debug builds.
    /// </summary>
    public bool Poison { get; init; } = IsDebugBuild;

    /// <summary>
    /// Whether every result and every gradient is searched for NaN and infinity, to name the operation that made the first. For finding
    /// a fault: everything is read once more.
    /// </summary>
    public bool CheckFinite { get; init; }

    /// <summary>
    /// Element-wise work on fewer elements than this stays on the calling thread: waking others costs more than it saves.
    /// </summary>
    public int MinimumParallelElements { get; init; } = 32_768;

    private static bool IsDebugBuild =>
#if DEBUG
        true;
#else
        false;
#endif
}
