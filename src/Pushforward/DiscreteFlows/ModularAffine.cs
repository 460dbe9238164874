namespace Pushforward.DiscreteFlows;

/// <summary>y = (scale x + shift) mod K, every column alike. Inverse x = scale⁻¹ (y - shift) mod K, which there is when scale and K have no common factor.</summary>
public sealed class ModularAffine : LevelBijection
{
    private readonly byte[] _forward, _inverse;

    /// <summary>Makes the map.</summary>
    /// <param name="levels">K, from 2 to 256.</param>
    /// <param name="scale">Any whole number without a common factor with K.</param>
    /// <param name="shift">Any whole number.</param>
    /// <exception cref="ArgumentException">Scale and K have a common factor: two levels would meet.</exception>
    public ModularAffine(int levels, int scale, int shift)
        : base("modular", levels)
    {
        (Scale, Shift) = (scale, shift);
        (_forward, _inverse) = (new byte[levels], new byte[levels]);
        int common = Common(levels, (int)Math.Abs((long)scale % levels));
        if (common != 1)
        {
            throw new ArgumentException(
                $"modular: the scale {scale} is not coprime to {levels} levels, both are multiples of {common}: the levels 0 and {levels / common} would meet.", nameof(scale));
        }
        for (int x = 0; x < levels; x++)
        {
            int y = (int)((((long)scale * x + shift) % levels + levels) % levels);
            _forward[x] = (byte)y;
            _inverse[y] = (byte)x;
        }
    }

    /// <summary>The factor.</summary>
    public int Scale { get; }

    /// <summary>What is added.</summary>
    public int Shift { get; }

    /// <inheritdoc/>
    public override string Name => $"modular({Levels}, {Scale}, {Shift})";

    internal override void MapForward(Span<byte> row, int columns)
    {
        foreach (ref byte level in row)
            level = _forward[level];
    }

    internal override void MapInverse(Span<byte> row, int columns)
    {
        foreach (ref byte level in row)
            level = _inverse[level];
    }

    private static int Common(int a, int b) => b == 0 ? a : Common(b, a % b);
}
