using Pushforward.Data;

namespace Pushforward.DiscreteFlows;

/// <summary>An invertible map of rows of packed bits: column c is bit c mod 64 of word c / 64, as in <see cref="BitMatrix"/>.</summary>
public abstract class BitBijection : DiscreteBijection<ulong>
{
    /// <summary>Two.</summary>
    public sealed override int? Levels => 2;

    private protected override void CheckStorage(ReadOnlySpan<ulong> row, int columns) => PackedBits.Check(Name, row, columns);
}
