using System.Text.Json.Serialization;
using Pushforward.Bijectors;
using Pushforward.Data;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>How a coupling moves a column, given the columns that drive it.</summary>
public enum FlowCoupling
{
    /// <summary>x e^s + t: RealNVP (Dinh, Sohl-Dickstein &amp; Bengio 2017, arXiv:1605.08803).</summary>
    Affine,

    /// <summary>A monotone rational-quadratic spline (Durkan et al. 2019, arXiv:1906.04032).</summary>
    Spline,

    /// <summary>The distribution function of a mixture of logistics, and a logit (Ho et al. 2019, arXiv:1902.00275).</summary>
    Mixture,
}

/// <summary>Which columns drive which.</summary>
public enum FlowArrangement
{
    /// <summary>Odd and even columns take turns, as in NICE; each coupling sees what those before it made of the data.</summary>
    Alternating,

    /// <summary>
    /// Scale by scale, as in RealNVP (section 3.6): half of the pixels is moved, driven by the other half, and leaves the flow; then half of what is left, and so
    /// on. What drives is always data as they are.
    /// </summary>
    Multiscale,
}

/// <summary>What a flow of affine, spline or mixture couplings is made of and how it is trained. Defaults are those that fit MNIST best in 30 minutes on two cores.</summary>
public sealed record RealNvpOptions : FlowOptions
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "realnvp";

    // Scales of pixels between nearly always the same and evenly spread lie this far apart and more.
    private const double BoundOnPixels = 8, BoundAfterMarginals = 5;

    /// <summary>The recommended flow.</summary>
    public RealNvpOptions() =>
        (Couplings, Hidden, Training) = (1, [400, 400], new TrainingOptions { Epochs = null, Minutes = 30, Rate = 0.003, WeightDecay = 0.5 });

    /// <summary>The recommended flow of points: tables of few columns, and toys of the plane, within a minute.</summary>
    public static RealNvpOptions OfPoints { get; } = new()
    {
        Points = true,
        Coupling = FlowCoupling.Spline,
        Arrangement = FlowArrangement.Alternating,
        Marginals = false,
        Couplings = 8,
        Bins = 16,
        SplineBound = 6,
        Hidden = [64, 64],
        Training = new TrainingOptions { Epochs = null, Minutes = 1, Rate = 2e-3, WeightDecay = 1e-4 },
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Title => Coupling switch
    {
        FlowCoupling.Spline => "RealNVP with spline couplings",
        FlowCoupling.Mixture => "RealNVP with mixture couplings",
        _ => "RealNVP",
    };

    /// <summary>How a coupling moves a column.</summary>
    public FlowCoupling Coupling { get; init; } = FlowCoupling.Mixture;

    /// <summary>Which columns drive which. Multiscale, <see cref="FlowOptions.Couplings"/> counts those at each scale, which share its pixels.</summary>
    public FlowArrangement Arrangement { get; init; } = FlowArrangement.Multiscale;

    /// <summary>Whether each column goes first through its own distribution function and a logit (<see cref="Bijectors.Marginals"/>).</summary>
    public bool Marginals { get; init; } = true;

    /// <summary>Pseudo-counts of the marginals, as a share of the rows away from a pixel's most frequent level (<see cref="LevelCounts.Frequencies"/>), beside one.</summary>
    public double Smoothing { get; init; } = 0.02;

    /// <summary>The a of logit(a + (1 - 2a) x), which the flow sees in place of pixels x; null for pixels as they are. Not beside marginals, which have their own.</summary>
    public double? Logit { get; init; }

    /// <summary>Pieces of each spline.</summary>
    public int Bins { get; init; } = 8;

    /// <summary>Splines are the identity beyond this; a standard logistic law has 5e-5 of its mass there.</summary>
    public double SplineBound { get; init; } = 10;

    /// <summary>Logistics of each mixture.</summary>
    public int Components { get; init; } = 4;

    /// <summary>
    /// Whether a mixture coupling says first if a pixel is paper, level 0, and the mixture is of ink alone (<see cref="HurdleCoupling"/>). Multiscale and with marginals only: there the level is
    /// still to be told from what the coupling sees.
    /// </summary>
    public bool Hurdle { get; init; } = true;

    /// <summary>Multiscale, how many still pixels around each that moves are seen by a network that all of a scale share (<see cref="NeighborNetwork"/>); 0 for no such network.</summary>
    public int Neighbors { get; init; } = 40;

    /// <summary>The sizes of the hidden layers of that network.</summary>
    public IReadOnlyList<int> NeighborsHidden { get; init; } = [64, 64];

    /// <inheritdoc/>
    internal override bool NeedsFrequencies => Marginals;

    /// <inheritdoc/>
    internal override double[,]? Frequencies(LevelCounts counts) => Marginals ? counts.Frequencies(share: Smoothing) : null;

    /// <inheritdoc/>
    internal override Dequantization Dequantization => new(Seed: Training.Seed) { Logit = Logit };

    /// <summary>How far a network may take a log-scale from 0.</summary>
    internal double LogScaleBound => Marginals ? BoundAfterMarginals : BoundOnPixels;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string CouplingsInWords => base.CouplingsInWords + (Arrangement == FlowArrangement.Multiscale ? " at each scale" : "");

    /// <summary>Whether couplings are of paper and ink.</summary>
    internal bool HasHurdle => Hurdle && Coupling == FlowCoupling.Mixture && Marginals && Arrangement == FlowArrangement.Multiscale;

    /// <summary>How many numbers a coupling needs for each column it moves.</summary>
    internal int OutputsPerColumn => Coupling switch
    {
        FlowCoupling.Affine => 2,
        FlowCoupling.Spline => 3 * Bins - 1,
        _ => 3 * Components + (HasHurdle ? 1 : 0),
    };

    /// <inheritdoc/>
    public override void Validate()
    {
        if (!Enum.IsDefined(Coupling))
            throw new ArgumentException($"coupling: expected affine, spline or mixture, got {Coupling}.");
        if (!Enum.IsDefined(Arrangement))
            throw new ArgumentException($"arrangement: expected alternating or multiscale, got {Arrangement}.");
        if (Arrangement == FlowArrangement.Alternating && Couplings < 2)
            throw new ArgumentException($"couplings: expected a whole number from 2 to 1000, got {Couplings}; with one some columns would never be moved.");
        if (Marginals && Logit is not null)
            throw new ArgumentException("logit: the marginals take pixels to the whole real line already; leave one of the two out.");
        if (Points && (Marginals || Logit is not null))
            throw new ArgumentException($"{(Marginals ? "marginals" : "logit")}: rows are points, not gray levels, which alone have them; leave the option out.");
        if (Bins is < 2 or > 64)
            throw new ArgumentException($"bins: expected a whole number from 2 to 64, got {Bins}.");
        if (!(SplineBound > 0) || !double.IsFinite(SplineBound))
            throw new ArgumentException(FormattableString.Invariant($"spline-bound: expected a finite number greater than 0, got {SplineBound}."));
        if (Components is < 1 or > 64)
            throw new ArgumentException($"components: expected a whole number from 1 to 64, got {Components}.");
        if (Smoothing is not (>= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"smoothing: expected a number from 0 to 1, got {Smoothing}."));
        if (Neighbors is < 0 or > 10_000)
            throw new ArgumentException($"neighbors: expected a whole number from 0 to 10000, got {Neighbors}.");
        RequireSizes("neighbors-hidden", NeighborsHidden);
        base.Validate();
        _ = Dequantization.Bending;
    }

    /// <inheritdoc/>
    public override Flow Create(FlowStart start) => new RealNvp(start, this, Points ? null : Dequantization);

    /// <inheritdoc/>
    internal override IEnumerable<(string Name, int[] Sizes)> Networks(int columns, ImageShape? image)
    {
        if (Arrangement == FlowArrangement.Alternating)
            return FlowNetworks.ByTurns(Couplings, columns, Hidden, OutputsPerColumn);
        var scales = new PixelScales(columns, image, Couplings);
        return scales.Moves.SelectMany((move, i) => ((string, int[])[])
        [
            (FlowNetworks.Name(i), [move.Still, .. Hidden, move.Moved * OutputsPerColumn]),
            .. Neighbors == 0 ? [] : ((string, int[])[])[(FlowNetworks.NeighborsName(i), [scales.Neighbors(move, Neighbors).GetLength(1), .. NeighborsHidden, OutputsPerColumn])],
        ]);
    }
}
