using System.Numerics.Tensors;
using Pushforward.Bijectors;
using Pushforward.Numerics.Random;
using Tensor = Pushforward.Numerics.Tensors.Tensor;

namespace Pushforward.Flows;

/// <summary>
/// How gray levels v in {0, ..., levels - 1} become points of (0, 1): x = (v + u) / levels, u uniform on (0, 1) (Uria, Murray &amp; Larochelle 2013,
/// arXiv:1306.0186). Densities p are exact as densities of x; about the levels themselves they tell a bound: E_u log p(x) - D log levels is at most
/// log P(v), by Jensen's inequality (Theis, van den Oord &amp; Bethge 2016, arXiv:1511.01844).
/// </summary>
/// <param name="Levels">How many levels.</param>
/// <param name="Seed">Fixes the noise that figures are computed with.</param>
public sealed record Dequantization(int Levels = 256, long Seed = 0)
{
    // So that v + u is held exactly, and no point is rounded into the next level or onto 0 or 1, u is taken to the middle of a cell as small as single
    // precision allows beside 256 levels.
    private const Real Cells = 1 << 14;

    /// <summary>What a likelihood of such points was computed on.</summary>
    /// <param name="columns">D.</param>
    public string Representation(int columns) => $"{Levels} gray levels with uniform noise of seed {Seed}, density on [0,1]^{columns}: exact for the noisy points, a lower bound for the levels";

    /// <summary>
    /// The a of z = logit(a + (1 - 2a) x), which takes x to the whole real line before the flow sees it (Dinh, Sohl-Dickstein &amp; Bengio 2017, arXiv:1605.08803,
    /// section 4.1, with a = 0.05); null for x as it is. At least 0, less than 0.5.
    /// </summary>
    public double? Logit { get; init; }

    /// <summary>The rescaling: forward from the points x of [0, 1] to noisy levels v + u = levels x. log|det J| = D log levels.</summary>
    public Bijector Rescaling => new Scale(Levels);

    /// <summary>The bend from x to what a flow sees, whose log-det is part of the density of x; the empty chain without <see cref="Logit"/>.</summary>
    /// <exception cref="ArgumentException">a is out of range.</exception>
    public Bijector Bending => Logit switch
    {
        null => new Chain(),
        >= 0 and < 0.5 => new Chain(new Scale(1 - 2 * Logit.Value), new Shift(Logit.Value), new Logit()),
        _ => throw new ArgumentException(FormattableString.Invariant($"logit: expected a number of at least 0 and less than 0.5, got {Logit}.")),
    };

    /// <summary>The <see cref="Bending"/> of one number.</summary>
    /// <param name="x">In (0, 1).</param>
    public double Bend(double x)
    {
        if (Logit is not { } a)
            return x;
        double inner = a + (1 - 2 * a) * x;
        return Math.Log(inner / (1 - inner));
    }

    /// <summary>What <see cref="Bend"/> takes to a number.</summary>
    /// <param name="bent">The number.</param>
    /// <returns>x, in (0, 1) but for rounding.</returns>
    public double Unbend(double bent) => Logit is { } a ? (1 / (1 + Math.Exp(-bent)) - a) / (1 - 2 * a) : bent;

    /// <summary>Noisy levels as points of (0, 1).</summary>
    /// <param name="levels">v. Shape [rows, columns].</param>
    /// <param name="noise">u, in [0, 1); changed to what is added. Same shape.</param>
    public Tensor ToUnit(Tensor levels, Tensor noise)
    {
        var u = noise.AsSpan();
        TensorPrimitives.Multiply(u, Cells, u);
        TensorPrimitives.Floor(u, u);
        TensorPrimitives.Add(u, (Real)0.5, u);
        TensorPrimitives.Divide(u, Cells, u);
        return Rescaling.Inverse(levels + noise);
    }

    /// <summary>The stream of the noise of a row when figures are computed.</summary>
    /// <param name="row">From 0.</param>
    public RandomStream Noise(int row) => new RandomStream(Seed, "dequantize").At(0, row);

    /// <summary>The levels that points fall in, as brightness in [0, 1]; points outside count to the outer levels.</summary>
    /// <param name="points">x; changed in place.</param>
    public void ToBrightness(Span<float> points)
    {
        foreach (ref float point in points)
            point = MathF.Floor(Math.Clamp(point * Levels, 0, Levels - 1)) / (Levels - 1);
    }
}
