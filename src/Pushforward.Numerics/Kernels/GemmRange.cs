namespace Pushforward.Numerics.Kernels;

/// <summary>A half-open range of rows, columns or depth, and the two ways to divide it: in blocks for the caches, in parts for threads.</summary>
/// <param name="Start">The first index.</param>
/// <param name="End">One past the last.</param>
internal readonly record struct GemmRange(int Start, int End)
{
    public int Length => End - Start;

    /// <summary>Part number <paramref name="part"/> of <paramref name="parts"/>, begun at a multiple of a unit from the start; it may be empty.</summary>
    public GemmRange Part(int part, int parts, int unit)
    {
        long units = (Length + (long)unit - 1) / unit;
        return new GemmRange(
            (int)Math.Min(End, Start + units * part / parts * unit),
            (int)Math.Min(End, Start + units * (part + 1) / parts * unit));
    }

    /// <summary>Blocks of a given length, the last one shorter.</summary>
    public Blocks Cut(int length) => new(this, length);

    /// <summary>The length of the longest part that <see cref="Part"/> makes, padded to units.</summary>
    public static long LargestPart(int length, int unit, int parts)
    {
        long units = (length + (long)unit - 1) / unit;
        return (units + parts - 1) / parts * unit;
    }

    /// <summary>The length of a block when something is cut evenly into as few blocks as a limit allows.</summary>
    public static int EvenBlock(int length, int limit)
    {
        int blocks = (int)(((long)length + limit - 1) / limit);
        return (int)(((long)length + blocks - 1) / blocks);
    }

    /// <summary>The next multiple of a unit, no larger than an int can hold.</summary>
    public static int RoundUp(int value, int unit) => (int)Math.Min(int.MaxValue / unit * unit, (value + (long)unit - 1) / unit * unit);

    /// <summary>Enumerates blocks without an allocation.</summary>
    public struct Blocks(GemmRange range, int length)
    {
        private int _next = range.Start;

        public GemmRange Current { get; private set; }

        public readonly Blocks GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next >= range.End)
                return false;
            Current = new GemmRange(_next, (int)Math.Min(range.End, (long)_next + length));
            _next = Current.End;
            return true;
        }
    }
}
