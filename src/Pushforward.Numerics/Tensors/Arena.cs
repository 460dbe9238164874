namespace Pushforward.Numerics.Tensors;

/// <summary>
/// Memory handed out front to back and taken back all at once. It grows in chunks until it has seen the largest step, and from then on
/// allocates nothing.
/// </summary>
internal sealed class Arena(bool poison)
{
    private const int SmallestChunk = 1 << 16;

    private readonly List<(Real[] Array, int Offset, int Length)> _chunks = [];
    private int _chunk;
    private int _used;

    /// <summary>How many elements the chunks hold.</summary>
    public long Capacity { get; private set; }

    /// <summary>Finds room, aligned to 64 bytes. What is there is whatever was left: NaN when poisoned.</summary>
    public (Real[] Array, int Offset) Allocate(int length)
    {
        int padded = AlignedArray.RoundUp(length);
        while (_chunk < _chunks.Count)
        {
            var (array, offset, capacity) = _chunks[_chunk];
            if (capacity - _used >= padded)
            {
                int start = offset + _used;
                _used += padded;
                return (array, start);
            }
            _chunk++;
            _used = 0;
        }

        int size = Math.Max(padded, SmallestChunk);
        var (fresh, freshOffset) = AlignedArray.Allocate(size, zeroed: false);
        if (poison)
            fresh.AsSpan().Fill(Real.NaN);
        _chunks.Add((fresh, freshOffset, size));
        Capacity += size;
        _used = padded;
        return (fresh, freshOffset);
    }

    /// <summary>Takes everything back.</summary>
    public void Reset()
    {
        if (poison)
        {
            // The chunks before the current one may be used to their ends.
            for (int i = 0; i <= _chunk && i < _chunks.Count; i++)
            {
                var (array, offset, length) = _chunks[i];
                array.AsSpan(offset, i < _chunk ? length : _used).Fill(Real.NaN);
            }
        }
        _chunk = 0;
        _used = 0;
    }
}
