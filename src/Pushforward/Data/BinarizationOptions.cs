namespace Pushforward.Data;

/// <summary>How a gray pixel v in {0, ..., 255} becomes a bit.</summary>
public enum Binarization
{
    /// <summary>bit ~ Bernoulli(v / 255), drawn once and fixed by the seed (Salakhutdinov &amp; Murray 2008).</summary>
    Stochastic,

    /// <summary>bit = 1 when v / 255 is greater than one half, that is when v is at least 128.</summary>
    Threshold,
}

/// <summary>How images become bits. Likelihoods of different binarizations are not comparable.</summary>
public sealed record BinarizationOptions
{
    /// <summary>Threshold or stochastic; stochastic by default, the representation most published figures use.</summary>
    public Binarization Method { get; init; } = Binarization.Stochastic;

    /// <summary>The seed that fixes a stochastic binarization; a threshold ignores it.</summary>
    public long Seed { get; init; }
}

/// <summary>What the bits a likelihood was computed on stand for. Printed wherever a likelihood is.</summary>
/// <param name="Description">For people, e.g. "stochastically binarised, seed 0" or "binary table".</param>
public sealed record Representation(string Description)
{
    /// <summary>Bits that came as bits: two-level columns of a table or images of ones and zeros.</summary>
    public static Representation BinaryTable { get; } = new("binary table");

    /// <summary>Columns of a table of which at least one has more than two levels.</summary>
    public static Representation CategoricalTable { get; } = new("categorical table");

    /// <summary>Images whose only pixel values are black and white, so that every binarization gives the same bits.</summary>
    public static Representation BinaryImages { get; } = new("binary images");

    /// <summary>What <see cref="Binarizer"/> makes under these options.</summary>
    /// <param name="options">Threshold or stochastic.</param>
    /// <param name="epoch">0 for the fixed draw that evaluations use; others are fresh draws for training.</param>
    public static Representation Of(BinarizationOptions options, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Method switch
        {
            Binarization.Threshold => new("thresholded at one half"),
            Binarization.Stochastic when epoch == 0 => new($"stochastically binarised, seed {options.Seed}"),
            Binarization.Stochastic => new($"stochastically binarised, seed {options.Seed}, draw {epoch}"),
            _ => throw new ArgumentException($"binarization: expected threshold or stochastic, got {options.Method}.", nameof(options)),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Description;
}
