namespace Pushforward.Numerics.Random;

/// <summary>
/// A reproducible stream of random numbers, named by (seed, purpose, step, row) and computed by <see cref="Philox4x32"/>: two streams
/// that differ in any part of their name are independent. The key is (seed, purpose); the counter holds row, step and the block's place.
/// </summary>
/// <remarks>Not safe for use by two threads at once: give each row or shard its own stream, which costs nothing.</remarks>
public sealed partial class RandomStream
{
    private readonly uint _key0, _key1;
    private uint _step, _row0, _row1;
    private uint _block;
    private uint _w0, _w1, _w2, _w3;
    private int _left;
    private double _spareNormal = double.NaN;

    /// <summary>Names a stream.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">What the numbers are for, e.g. "binarize" or "em-start"; part of the key.</param>
    /// <param name="step">Epoch, iteration or restart.</param>
    /// <param name="row">Row of the data or sample.</param>
    public RandomStream(long seed, string purpose, int step = 0, long row = 0)
        : this(Key(seed, purpose), step, row)
    {
    }

    private RandomStream(ulong key, int step, long row)
    {
        (_key0, _key1) = ((uint)key, (uint)(key >> 32));
        _step = (uint)step;
        (_row0, _row1) = ((uint)row, (uint)(row >> 32));
    }

    /// <summary>The stream of the same seed and purpose at another step and row.</summary>
    /// <param name="step">Epoch, iteration or restart.</param>
    /// <param name="row">Row of the data or sample.</param>
    public RandomStream At(int step, long row) => new(((ulong)_key1 << 32) | _key0, step, row);

    /// <summary>Makes this the stream that <see cref="At"/> would give, from its start: for whoever goes through many rows, one after the other.</summary>
    /// <inheritdoc cref="At"/>
    public void MoveTo(int step, long row)
    {
        _step = (uint)step;
        (_row0, _row1) = ((uint)row, (uint)(row >> 32));
        (_block, _left, _spareNormal) = (0, 0, double.NaN);
    }

    /// <summary>
    /// Four words of the stream by their place, without moving it: block b holds what <see cref="NextUInt32"/> gives as its words
    /// 4b to 4b + 3 counted from the start. Lets a reader skip what it does not need.
    /// </summary>
    /// <param name="index">Which block, from 0.</param>
    public (uint X0, uint X1, uint X2, uint X3) Block(uint index) => Philox4x32.Block(index, _step, _row0, _row1, _key0, _key1);

    /// <summary>Thirty-two random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            (_w0, _w1, _w2, _w3) = Philox4x32.Block(_block++, _step, _row0, _row1, _key0, _key1);
            _left = 4;
        }
        return _left-- switch { 4 => _w0, 3 => _w1, 2 => _w2, _ => _w3 };
    }

    /// <summary>Sixty-four random bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>Uniform on [0, 1), all 53 bits of a double.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on {0, ..., exclusiveMaximum - 1}, without bias (Lemire 2019, multiply and reject).</summary>
    /// <param name="exclusiveMaximum">At least 1.</param>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMaximum, 1);
        uint range = (uint)exclusiveMaximum;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            uint threshold = unchecked(0u - range) % range;
            while ((uint)product < threshold)
                product = (ulong)NextUInt32() * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>Standard normal (Box &amp; Muller 1958; both values of a pair are used).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        var (sin, cos) = Math.SinCos(Math.Tau * NextDouble());
        _spareNormal = radius * sin;
        return radius * cos;
    }

    // FNV-1a of the purpose, mixed with the seed by the finaliser of SplitMix64, so that near seeds give unrelated keys.
    private static ulong Key(long seed, string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong hash = 14695981039346656037;
        foreach (char c in purpose)
            hash = (hash ^ c) * 1099511628211;
        return Mix(Mix((ulong)seed + 0x9E3779B97F4A7C15) ^ hash);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
