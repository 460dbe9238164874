using Pushforward.Bijectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// How gray levels v in {0, ..., levels - 1} become points of [0, 1]: x = (v + u) / levels, u uniform on [0, 1) (Uria, Murray &amp; Larochelle 2013,
/// arXiv:1306.0186; Theis, van den Oord &amp; Bethge 2016, arXiv:1511.01844). For a density p on [0, 1]^D, E_u log p(x) - D log levels is at most
/// log P(v).
/// </summary>
/// <param name="Levels">How many levels.</param>
/// <param name="Seed">Fixes the noise that figures are computed with.</param>
public sealed record Dequantization(int Levels = 256, long Seed = 0)
{
    /// <summary>What a likelihood of such points was computed on.</summary>
    /// <param name="columns">D.</param>
    public string Representation(int columns) => $"{Levels} gray levels with uniform noise of seed {Seed}, density on [0,1]^{columns}";

    /// <summary>The rescaling: forward from the points x of [0, 1] to noisy levels v + u = levels x. log|det J| = D log levels.</summary>
    public Bijector Rescaling => new Scale(Levels);

    /// <summary>Noisy levels as points of [0, 1].</summary>
    /// <param name="levels">v. Shape [rows, columns].</param>
    /// <param name="noise">u, in [0, 1). Same shape.</param>
    public Tensor ToUnit(Tensor levels, Tensor noise) => Rescaling.Inverse(levels + noise);

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
