using System.Globalization;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>A part of a mixture.</summary>
/// <param name="Weight">Its probability, above zero.</param>
/// <param name="Law">Its law.</param>
public readonly record struct MixturePart(double Weight, Law Law);

/// <summary>A mixture of laws: first a part is drawn by weight, then a value from it. f = sum of w_k f_k, atoms alike.</summary>
public sealed class Mixture : Law
{
    // Weights are typed by people: thirds with sixteen digits add to one only so nearly.
    private const double WeightTolerance = 1e-9;

    private readonly MixturePart[] _parts;

    /// <summary>Creates the law.</summary>
    /// <param name="parts">At least one; the weights add to one.</param>
    public Mixture(params IReadOnlyList<MixturePart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("parts: expected at least one law, got none (Mixture, parameter 'parts').");
        double total = 0;
        foreach (var (weight, law) in parts)
        {
            ArgumentNullException.ThrowIfNull(law, nameof(parts));
            total += Require.Positive(weight, nameof(Mixture), "weight");
        }
        if (Math.Abs(total - 1) > WeightTolerance)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"weights: expected to add to 1, got {total:R} (Mixture, parameter 'parts')."));
        }
        _parts = [.. parts.Select(part => part with { Weight = part.Weight / total })];
        Support = Support.Union(_parts.SelectMany(part => part.Law.Support.Intervals));
        Atoms =
        [
            .. _parts.SelectMany(part => part.Law.Atoms.Select(atom => atom with { Probability = part.Weight * atom.Probability }))
                .GroupBy(atom => atom.Location, (location, atoms) => new Atom(location, atoms.Sum(atom => atom.Probability)))
                .OrderBy(atom => atom.Location),
        ];
        Breakpoints =
        [
            .. _parts.SelectMany(part => part.Law.Breakpoints)
                .GroupBy(point => point.Location)
                .OrderBy(points => points.Key)
                .Select(points => Merge(points.Key)),
        ];
    }

    /// <summary>The parts, their weights adding to one.</summary>
    public IReadOnlyList<MixturePart> Parts => _parts;

    /// <inheritdoc/>
    public override string Name =>
        $"mixture({string.Join(", ", _parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Weight:R}: {part.Law.Name}")))})";

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Atom> Atoms { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Breakpoint> Breakpoints { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Landmarks => [.. _parts.SelectMany(part => part.Law.Landmarks).Distinct().Order()];

    /// <inheritdoc/>
    public override Tail LeftTail => _parts.Select(part => part.Law.LeftTail).Aggregate(Tail.Heavier);

    /// <inheritdoc/>
    public override Tail RightTail => _parts.Select(part => part.Law.RightTail).Aggregate(Tail.Heavier);

    /// <inheritdoc/>
    public override Moment Mean
    {
        get
        {
            var means = _parts.Select(part => part.Law.Mean).ToArray();
            bool up = means.Contains(Moment.PositiveInfinity), down = means.Contains(Moment.NegativeInfinity);
            if (means.Any(mean => mean.Status == MomentStatus.Undefined) || (up && down))
                return Moment.Undefined;
            return up ? Moment.PositiveInfinity : down ? Moment.NegativeInfinity : Moment.Finite(_parts.Sum(part => part.Weight * part.Law.Mean.Value));
        }
    }

    /// <inheritdoc/>
    public override Moment Variance
    {
        get
        {
            var mean = Mean;
            if (!mean.IsFinite || _parts.Any(part => part.Law.Variance.Status == MomentStatus.Undefined))
                return Moment.Undefined;
            // Within the parts and between them.
            double variance = _parts.Sum(part =>
                part.Weight * (part.Law.Variance.Value + (part.Law.Mean.Value - mean.Value) * (part.Law.Mean.Value - mean.Value)));
            return double.IsFinite(variance) ? Moment.Finite(variance) : Moment.PositiveInfinity;
        }
    }

    /// <inheritdoc/>
    public override double LogDensity(double x) => LogSum(law => law.LogDensity(x));

    /// <inheritdoc/>
    public override double LogDensityNear(double location, double offset) => LogSum(law => law.LogDensityNear(location, offset));

    /// <inheritdoc/>
    public override double Density(double x) => Sum(law => law.Density(x));

    /// <inheritdoc/>
    public override double Cdf(double x) => Sum(law => law.Cdf(x));

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => Sum(law => law.ComplementaryCdf(x));

    /// <inheritdoc/>
    public override double LogCdf(double x) => LogSum(law => law.LogCdf(x));

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => LogSum(law => law.LogComplementaryCdf(x));

    /// <inheritdoc/>
    public override double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double u = random.NextDouble();
        foreach (var (weight, law) in _parts)
        {
            u -= weight;
            if (u < 0)
                return law.Sample(random);
        }
        return _parts[^1].Law.Sample(random);
    }

    private double Sum(Func<Law, double> of)
    {
        double sum = 0;
        foreach (var (weight, law) in _parts)
            sum += weight * of(law);
        return sum;
    }

    private double LogSum(Func<Law, double> of)
    {
        double sum = double.NegativeInfinity;
        foreach (var (weight, law) in _parts)
            sum = Elementary.LogSumExp(sum, Math.Log(weight) + of(law));
        return sum;
    }

    // The least power and the most logarithms win; a part without a breakpoint there is regular where it has mass and zero where not.
    private Breakpoint Merge(double location)
    {
        var below = PowerLaw.Zero;
        var above = PowerLaw.Zero;
        foreach (var (_, law) in _parts)
        {
            var own = law.Breakpoints.Where(point => point.Location == location).Select(point => (Breakpoint?)point).FirstOrDefault()
                ?? (law.Density(location) > 0 ? Breakpoint.Regular(location) : new Breakpoint(location, PowerLaw.Zero, PowerLaw.Zero));
            below = PowerLaw.Dominant(below, own.Below);
            above = PowerLaw.Dominant(above, own.Above);
        }
        return new Breakpoint(location, below, above);
    }
}
