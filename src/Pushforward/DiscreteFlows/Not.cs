namespace Pushforward.DiscreteFlows;

/// <summary>y = x ⊕ mask: turns the bits of a mask round, or all of them. Its own inverse.</summary>
public sealed class Not : BitBijection
{
    private readonly ulong[]? _mask;

    /// <summary>Turns every bit round, of rows of any number of columns.</summary>
    public Not()
    {
    }

    /// <summary>Turns some bits round.</summary>
    /// <param name="mask">Which. Shape [columns].</param>
    /// <exception cref="ArgumentException">The mask is empty.</exception>
    public Not(IReadOnlyList<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Count == 0)
            throw new ArgumentException("xor: expected a mask of at least one bit, got none.", nameof(mask));
        Columns = mask.Count;
        _mask = new ulong[PackedBits.Words(mask.Count)];
        for (int c = 0; c < mask.Count; c++)
            PackedBits.Put(_mask, c, mask[c]);
    }

    /// <inheritdoc/>
    public override int? Columns { get; }

    /// <summary>Which bits are turned round; null for all.</summary>
    public IReadOnlyList<bool>? Mask => _mask is null ? null : [.. Enumerable.Range(0, Columns!.Value).Select(c => PackedBits.Get(_mask, c))];

    /// <inheritdoc/>
    public override string Name => _mask is null ? "not" : $"xor({string.Concat(Mask!.Take(64).Select(bit => bit ? '1' : '0'))}{(Columns > 64 ? "..." : "")})";

    internal override void MapForward(Span<ulong> row, int columns)
    {
        if (_mask is not null)
        {
            PackedBits.Xor(row, _mask);
            return;
        }
        for (int w = 0; w < row.Length; w++)
            row[w] = ~row[w];
        if ((columns & 63) != 0)
            row[^1] &= (1UL << (columns & 63)) - 1;
    }

    internal override void MapInverse(Span<ulong> row, int columns) => MapForward(row, columns);
}
