using Pushforward.Numerics.Random;

namespace Pushforward.Data.Digits;

/// <summary>
/// How one digit happens to be written: slant, width, turn, bends, pressure and pen, drawn at random. Every quantity is a mean plus a
/// bell-shaped deviation of bounded size, so no draw is wild.
/// </summary>
/// <remarks>Only + - * / and square roots are used, which IEEE 754 rounds correctly: the same seed gives the same bytes on every machine.</remarks>
internal readonly struct Hand
{
    /// <summary>Half the mean width of the line, in pixels.</summary>
    public readonly float Radius;

    /// <summary>How far the edge of a line takes to go from ink to paper, in pixels.</summary>
    public readonly float Softness;

    /// <summary>How ragged edges are: standard deviation of their displacement, in pixels.</summary>
    public readonly float Roughness;

    /// <summary>How far control points stray, as a fraction of half the digit's height.</summary>
    public readonly float Jitter;

    /// <summary>How much the pen trembles along the way, as a fraction of half the digit's height.</summary>
    public readonly float Tremor;

    // The affine map (shear, width, turn) and the bends applied before it: quadratic and cubic terms.
    private readonly float _xx, _xy, _yx, _yy;
    private readonly float _bow, _fan, _sway, _lopside, _tilt, _waist, _keystone;

    // Pressure along a stroke (linear and quadratic), at its ends, and by direction (a broad nib).
    private readonly float _pressureSlope, _pressureCurve, _landing, _lifting, _nibAcross, _nibDiagonal;

    public Hand(DigitShapes.Digit digit, RandomStream random)
    {
        float slant = digit.Lean + digit.LeanSpread * Bell(random);
        float width = digit.Width * (1 + 0.18f * Bell(random));
        float halfTurn = 0.04f * Bell(random);

        // The rational parameterization of a rotation, by twice the angle whose tangent is halfTurn.
        float norm = 1 / (1 + halfTurn * halfTurn);
        float cos = (1 - halfTurn * halfTurn) * norm, sin = 2 * halfTurn * norm;
        (_xx, _xy) = (width * cos, -slant * cos - sin);
        (_yx, _yy) = (width * sin, -slant * sin + cos);

        _bow = 0.09f * Bell(random);
        _fan = 0.10f * Bell(random);
        _sway = 0.14f * Bell(random);
        _lopside = 0.09f * Bell(random);
        _tilt = 0.10f * Bell(random);
        _waist = 0.16f * Bell(random);
        _keystone = 0.06f * Bell(random);

        float thick = 1 + 0.085f * Bell(random);
        Radius = 1.27f * digit.Thickness * thick * thick * thick;
        _pressureSlope = 0.10f * Bell(random);
        _pressureCurve = 0.10f * Bell(random);
        _landing = 0.20f * Bell(random);
        _lifting = -0.15f + 0.25f * Bell(random);
        _nibAcross = 0.07f * Bell(random);
        _nibDiagonal = 0.07f * Bell(random);

        Jitter = 0.065f * (1 + 0.25f * Bell(random));
        Tremor = 0.012f * (1 + 0.25f * Bell(random));
        Softness = 1.25f + 0.10f * Bell(random);
        Roughness = 0.07f * (1 + 0.25f * Bell(random));
    }

    /// <summary>Where a point of the shape goes: bends, then width, slant and turn.</summary>
    public (float X, float Y) Place(float x, float y)
    {
        float inside = 1 - y * y;
        float bentX = x + _bow * inside + _fan * x * y + _sway * y * inside + _lopside * x * x;
        float bentY = y + _tilt * x + _waist * inside + _keystone * x * y;
        return (_xx * bentX + _xy * bentY, _yx * bentX + _yy * bentY);
    }

    /// <summary>Half the width of the line somewhere on a stroke, in pixels.</summary>
    /// <param name="fraction">How far along, in [0, 1].</param>
    /// <param name="directionX">Unit direction of the pen, to the right.</param>
    /// <param name="directionY">Unit direction of the pen, downwards.</param>
    public float RadiusAt(float fraction, float directionX, float directionY)
    {
        float centered = 2 * fraction - 1;
        float atStart = Math.Max(0, 1 - 6 * fraction), atEnd = Math.Max(0, 1 - 6 * (1 - fraction));
        float factor = 1 + _pressureSlope * centered + _pressureCurve * (1 - 2 * centered * centered)
            + _landing * atStart * atStart + _lifting * atEnd * atEnd
            + _nibAcross * (directionX * directionX - directionY * directionY) + _nibDiagonal * 2 * directionX * directionY;
        return Radius * Math.Max(0.4f, factor);
    }

    /// <summary>Bell-shaped, mean 0, variance 1, within +-3.47: four 16-bit uniforms added (Irwin-Hall), which needs no logarithm.</summary>
    public static float Bell(RandomStream random)
    {
        const float mean = 4 * 65535 / 2f;
        const float standardDeviation = 37837.23f; // 65536 * sqrt(4 / 12)
        ulong bits = random.NextUInt64();
        uint sum = (uint)(bits & 0xFFFF) + (uint)(bits >> 16 & 0xFFFF) + (uint)(bits >> 32 & 0xFFFF) + (uint)(bits >> 48);
        return (sum - mean) / standardDeviation;
    }
}
