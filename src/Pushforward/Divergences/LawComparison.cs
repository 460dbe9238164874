using Pushforward.Distributions;
using Pushforward.Numerics.Calculus;
using Pushforward.RandomVariables;

namespace Pushforward.Divergences;

/// <summary>Two laws side by side: where an integral over both is cut, and where their densities and atoms differ.</summary>
internal sealed class LawComparison
{
    public LawComparison(Law p, Law q)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        (P, Q) = (p, q);
        Cuts = MakeCuts();
        Atoms = MakeAtoms();
    }

    public Law P { get; }

    public Law Q { get; }

    /// <summary>A bound on the relative error of the density of P: 0 for named laws, what a computed law reports of itself.</summary>
    public double RelativeErrorOfP => RelativeError(P);

    /// <summary>A bound on the relative error of the density of Q.</summary>
    public double RelativeErrorOfQ => RelativeError(Q);

    /// <summary>Breakpoints and landmarks of both laws, and the ends of the union of their supports. Empty where both are discrete.</summary>
    public IReadOnlyList<Cut> Cuts { get; }

    /// <summary>Every place where either has an atom, with both probabilities.</summary>
    public IReadOnlyList<(double Location, double P, double Q)> Atoms { get; }

    /// <summary>The part of the line where a law has a density.</summary>
    public static IEnumerable<Interval> Continuous(Law law) => law.Support.Intervals.Where(interval => !interval.IsPoint);

    /// <summary>
    /// The cuts, and the places between them where a difference changes sign, at which its absolute value has a kink. A kink that hides between
    /// the end of an interval and the first node is the one thing the error of a quadrature does not see.
    /// </summary>
    /// <param name="cuts">Where to begin.</param>
    /// <param name="difference">What changes sign.</param>
    public static Cut[] WithCrossings(IReadOnlyList<Cut> cuts, Func<double, double> difference)
    {
        var all = new List<Cut>(cuts);
        for (int i = 0; i + 1 < cuts.Count; i++)
        {
            double before = double.NaN, valueBefore = 0;
            foreach (double x in Scan(cuts[i].Location, cuts[i + 1].Location))
            {
                double value = difference(x);
                if (value * valueBefore < 0)
                    all.Add(new Cut(Crossing(difference, before, x, valueBefore)));
                if (value != 0 && !double.IsNaN(value))
                    (before, valueBefore) = (x, value);
            }
        }
        return [.. all.DistinctBy(cut => cut.Location).OrderBy(cut => cut.Location)];
    }

    // Points strictly inside an interval; outwards on a growing scale where it has no end.
    private static IEnumerable<double> Scan(double lower, double upper)
    {
        const int Steps = 24;
        bool open = double.IsInfinity(lower), endless = double.IsInfinity(upper);
        for (int k = 1; k < Steps; k++)
        {
            double t = (double)k / Steps;
            yield return (open, endless) switch
            {
                (false, false) => lower + (upper - lower) * t,
                (false, true) => lower + (1 + Math.Abs(lower)) * Math.Exp(40 * t - 20),
                (true, false) => upper - (1 + Math.Abs(upper)) * Math.Exp(20 - 40 * t),
                _ => Math.Sinh(80 * t - 40),
            };
        }
    }

    private static double Crossing(Func<double, double> difference, double a, double b, double valueAtA)
    {
        for (int step = 0; step < 80; step++)
        {
            double middle = 0.5 * (a + b), value = difference(middle);
            if (value == 0 || middle == a || middle == b)
                return middle;
            if (value * valueAtA > 0)
                a = middle;
            else
                b = middle;
        }
        return b;
    }

    private Cut[] MakeCuts()
    {
        var continuous = Continuous(P).Concat(Continuous(Q)).ToArray();
        if (continuous.Length == 0)
            return [];
        double lower = continuous.Min(interval => interval.Lower), upper = continuous.Max(interval => interval.Upper);
        // A breakpoint is singular for the integral if either density is anything but finite and analytic, or absent, on a side of it.
        var singular = P.Breakpoints.Concat(Q.Breakpoints)
            .GroupBy(point => point.Location)
            .ToDictionary(points => points.Key, points => points.Any(IsSingular));
        foreach (var interval in continuous)
        {
            singular.TryAdd(interval.Lower, false);
            singular.TryAdd(interval.Upper, false);
        }
        var landmarks = P.Landmarks.Concat(Q.Landmarks)
            .Where(x => double.IsFinite(x) && !singular.Keys.Any(point => IsNear(x, point)));
        return
        [
            .. singular.Select(point => new Cut(point.Key, point.Value))
                .Concat(landmarks.Distinct().Select(x => new Cut(x)))
                .Where(cut => cut.Location >= lower && cut.Location <= upper)
                .OrderBy(cut => cut.Location),
        ];
    }

    private (double Location, double P, double Q)[] MakeAtoms()
    {
        var atoms = new SortedDictionary<double, (double P, double Q)>();
        foreach (var (location, probability) in P.Atoms)
            atoms[location] = (probability, 0);
        foreach (var (location, probability) in Q.Atoms)
            atoms[location] = (atoms.TryGetValue(location, out var both) ? both.P : 0, probability);
        return [.. atoms.Select(atom => (atom.Key, atom.Value.P, atom.Value.Q))];
    }

    private static double RelativeError(Law law) => law switch
    {
        ComputedLaw computed => computed.RelativeError,
        Mixture mixture => mixture.Parts.Max(part => RelativeError(part.Law)),
        _ => 0,
    };

    private static bool IsSingular(Breakpoint point) =>
        IsSingular(point.Below) || IsSingular(point.Above) || (point.Below == PowerLaw.Zero && point.Above == PowerLaw.Zero);

    private static bool IsSingular(PowerLaw side) => side != PowerLaw.Regular && side != PowerLaw.Zero;

    // A landmark that lies beside a breakpoint only by rounding would cut off a sliver.
    private static bool IsNear(double x, double point) =>
        double.IsFinite(point) && Math.Abs(x - point) <= 1e-13 * Math.Max(Math.Abs(x), Math.Abs(point));
}
