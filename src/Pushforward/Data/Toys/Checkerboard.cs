using Pushforward.Numerics.Random;

namespace Pushforward.Data.Toys;

/// <summary>Uniform on the eight dark squares of a board of four by four, each of side 1, on [-2, 2]²: p = 1/8 there and 0 elsewhere. Entropy log 8.</summary>
public sealed class Checkerboard : ToyLaw
{
    private const int Half = 2, Dark = 8;

    /// <inheritdoc/>
    public override string Name => "checkerboard";

    /// <inheritdoc/>
    public override string Description => "uniform on the dark squares of a board of four by four";

    /// <inheritdoc/>
    public override (double From, double To) Extent => (-2.4, 2.4);

    /// <inheritdoc/>
    public override double? Entropy => Math.Log(Dark);

    /// <inheritdoc/>
    public override double LogDensity(double x, double y)
    {
        double column = Math.Floor(x), row = Math.Floor(y);
        bool inside = column >= -Half && column < Half && row >= -Half && row < Half && Math.Abs(column + row) % 2 == 0;
        return inside ? -Math.Log(Dark) : double.NegativeInfinity;
    }

    /// <inheritdoc/>
    public override (double X, double Y) Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int square = random.NextInt32(Dark), row = square / 2 - Half, column = 2 * (square % 2) - Half + (row & 1);
        return (column + random.NextDouble(), row + random.NextDouble());
    }
}
