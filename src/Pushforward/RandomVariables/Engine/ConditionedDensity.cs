using Pushforward.Numerics.Calculus;
using Atom = Pushforward.Distributions.Atom;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// f(z) = integral of f_S(s) f(z | s) ds over the conditional laws of a family, cut at every s where z is a place at which the conditional density is not
/// smooth; atoms that move with s add f_S(s) P(s) / |a'(s)| where a(s) = z. Close to a knot and far out in the tails, where values of s would count that
/// were left out, the density is continued, and the knot's uncertainty says from where.
/// </summary>
internal sealed class ConditionedDensity : LocalDensity
{
    private const double Negligible = 1e-8; // the part of f that may come from next to what was left out
    private const double LargestNoise = 1e-9;
    private const double SafetyFactor = 4;
    private const double FarBelow = 100; // e^-100 of the largest part
    private static readonly double[] TailProbes = [1e-3, 0.25, 0.5, 0.75, 0.999];
    private static readonly double[] InnerSamples = [0.5, 0.1, 0.9, 1e-3, 0.999];
    private static readonly double[] TailSamples = [1e-3, 0.1, 1, 3];
    private readonly ConditionalFamily _family;
    private readonly Workload _work;
    private readonly bool[] _empty;
    private readonly double _scale;
    private readonly TailContinuation[] _tails;
    private readonly KnotContinuation[] _below;
    private readonly KnotContinuation[] _above;
    private double _quadratureError;

    /// <summary>Integrates.</summary>
    /// <param name="family">The conditional laws.</param>
    /// <param name="work">Where the evaluations are counted.</param>
    public ConditionedDensity(ConditionalFamily family, Workload work)
    {
        (_family, _work) = (family, work);
        _scale = ConditionedKnots.SpreadOf(family);
        Knots = ConditionedKnots.Of(family, _scale);
        _empty = new bool[Knots.Length + 1];
        for (int cell = 0; cell <= Knots.Length; cell++)
            _empty[cell] = !Samples(cell).Any(z => Integrate(z, out _) > 0);
        _below = [.. Enumerable.Range(0, Knots.Length).Select(k => Nearest(k, -1))];
        _above = [.. Enumerable.Range(0, Knots.Length).Select(k => Nearest(k, 1))];
        for (int k = 0; k < Knots.Length; k++)
            Knots[k] = Knots[k] with { Uncertainty = Math.Max(Knots[k].Uncertainty, Math.Max(_below[k].Uncertainty, _above[k].Uncertainty)) };
        _tails = [Farthest(0, -1), Farthest(Knots.Length, 1)];
    }

    /// <inheritdoc/>
    public override Knot[] Knots { get; }

    /// <inheritdoc/>
    public override double RelativeError => SafetyFactor * (_family.Error + _family.Density.RelativeError + _quadratureError + Negligible);

    /// <inheritdoc/>
    public override double AbsoluteError => Math.Max(Math.Exp(_tails[0].Log), Math.Exp(_tails[1].Log));

    /// <inheritdoc/>
    public override double LogFloor => -712;

    /// <inheritdoc/>
    public override bool IsEmpty(int cell) => _empty[cell];

    /// <inheritdoc/>
    public override double Scale(int cell) => _scale;

    /// <inheritdoc/>
    public override double LogDensity(int cell, double fromLower, double fromUpper)
    {
        bool isLower = fromLower <= fromUpper;
        var (knot, side, distance) = isLower ? (cell - 1, 1, fromLower) : (cell, -1, fromUpper);
        if (double.IsInfinity(Length(cell)))
        {
            ref readonly var tail = ref _tails[isLower ? 1 : 0];
            if (distance > tail.Distance)
                return tail.LogDensity(distance);
        }
        ref readonly var near = ref (side < 0 ? _below : _above)[knot];
        if (distance < near.Distance)
            return near.LogDensity(distance);
        double z = Knots[knot].Place + side * distance;
        double value = Integrate(z, out double error);
        if (value > 1e-12 / _scale)
            _quadratureError = Math.Max(_quadratureError, error);
        return Math.Log(value);
    }

    /// <summary>The atoms that stay where they are whatever s is.</summary>
    public static IEnumerable<Atom> FixedAtoms(ConditionalFamily family)
    {
        foreach (var panel in family.Panels)
        {
            for (int k = 0; k < panel.AtomPlaces.Length; k++)
            {
                if (!panel.AtomPlaces[k].IsConstant)
                    continue;
                var mean = new AtomMass(panel, k, family.Density);
                double log = DoubleExponential.LogIntegral(ref mean, [new Segment(panel.To - panel.From)], out _);
                yield return new Atom(panel.AtomPlaces[k].At(panel.From), Math.Exp(log));
            }
        }
    }

    private IEnumerable<double> Samples(int cell)
    {
        if (cell > 0 && cell < Knots.Length)
        {
            double lower = Knots[cell - 1].Place, length = Knots[cell].Place - lower;
            return InnerSamples.Select(fraction => lower + fraction * length);
        }
        return TailSamples.Select(times => cell == 0 ? Knots[0].Place - times * _scale : Knots[^1].Place + times * _scale);
    }

    // How near to a knot the density is known, and how it goes on: as a power if that is a multiple of a half, or as it seems.
    private KnotContinuation Nearest(int knot, int side)
    {
        int cell = side < 0 ? knot : knot + 1;
        if (_empty[cell])
            return default;
        double At(double v) => Math.Log(Integrate(Knots[knot].Place + side * v, out _));
        double distance = Math.Min(_scale, Length(cell)) / 64, least = 1e-13 * Math.Max(_scale, Math.Abs(Knots[knot].Place));
        while (distance > least && IsKnown(Knots[knot].Place + side * distance / 4, out _) && Noise(distance / 4) < LargestNoise)
            distance /= 4;
        double log = At(distance), twice = At(2 * distance), power = (twice - log) / Math.Log(2), half = Math.Round(2 * power) / 2;
        if (Math.Abs(power - half) > 1e3 * distance / _scale + 1e-9)
            return new KnotContinuation(distance, Math.Max(-0.999, power), log, 0, distance);
        return new KnotContinuation(distance, Math.Max(-0.999, half), log, (twice - log - half * Math.Log(2)) / distance, 0);

        // The third difference of ln f over ln v, which is next to nothing for anything smooth.
        double Noise(double v) => Math.Abs(At(v) - 3 * At(v * (1 + 1e-4)) + 3 * At(v * (1 + 2e-4)) - At(v * (1 + 3e-4)));
    }

    // How far out the density is known, and how it goes on.
    private TailContinuation Farthest(int cell, int side)
    {
        if (_empty[cell])
            return new TailContinuation(double.PositiveInfinity, double.NegativeInfinity, 0, 0);
        double place = Knots[side < 0 ? 0 : ^1].Place, distance = _scale;
        double At(double v) => Math.Log(Integrate(place + side * v, out _));
        while (distance < 1e150 && IsKnown(place + side * 1.25 * distance, out double value) && value > 1e-290)
            distance *= 1.25;
        double step = Math.Log(1.05), log = At(distance), middle = At(distance / 1.05), slope = (log - middle) / step;
        // Of exp(-c v^k) the slope over ln v grows as v^k.
        double growth = Math.Log(slope / ((middle - At(distance / (1.05 * 1.05))) / step)) / step;
        if (growth > 0.2)
            return new TailContinuation(distance, log, slope * Math.Exp(growth * step / 2), Math.Min(growth, 4));
        double twelfth = Math.Round(12 * slope) / 12;
        if (slope > -12 && Math.Abs(slope - twelfth) < 0.01)
            slope = twelfth;
        return new TailContinuation(distance, log, double.IsNaN(slope) ? -1000 : Math.Min(slope, -1.001), 0);
    }

    private bool IsKnown(double z, out double value)
    {
        value = Integrate(z, out _);
        return value > 0 && LeftOut(z) <= Negligible * value;
    }

    // What the values of s that were left out may have added: the integrand where they begin, over a panel's width.
    private double LeftOut(double z)
    {
        double sum = 0;
        foreach (var panel in _family.Panels)
        {
            if (panel.IsCutBelow)
                sum += AtEnd(panel, panel.From, 0, panel.To - panel.From);
            if (panel.IsCutAbove)
                sum += AtEnd(panel, panel.To, panel.To - panel.From, 0);
        }
        return sum;

        double AtEnd(ConditionalPanel panel, double s, double fromLower, double fromUpper)
        {
            double log = double.NegativeInfinity;
            for (int cell = 0; cell <= panel.Places.Length; cell++)
            {
                double below = cell == 0 ? double.PositiveInfinity : z - panel.Places[cell - 1].At(s);
                double above = cell == panel.Places.Length ? double.PositiveInfinity : panel.Places[cell].At(s) - z;
                if (panel.Places.Length > 0 && panel.IsFilled(cell) && below > 0 && above > 0)
                {
                    double scale = panel.Scale(cell, s);
                    log = panel.LogDensity(cell, s, below / scale, above / scale) - Math.Log(scale);
                }
            }
            return Math.Exp(log + LogOwn(panel, fromLower, fromUpper)) * (panel.To - panel.From);
        }
    }

    private double Integrate(double z, out double error)
    {
        var frames = new List<Frame>();
        var roots = new List<double>();
        double moving = 0;
        foreach (var panel in _family.Panels)
        {
            for (int cell = 0; cell <= panel.Places.Length; cell++)
            {
                if (panel.Places.Length > 0 && panel.IsFilled(cell))
                    AddFrames(panel, cell, z, frames, roots);
            }
            for (int k = 0; k < panel.AtomPlaces.Length; k++)
            {
                roots.Clear();
                panel.AtomPlaces[k].AddRoots(z, roots);
                foreach (double s in roots)
                    moving += panel.AtomMass(k, s) * Math.Exp(LogOwn(panel, s - panel.From, panel.To - s)) / Math.Abs(panel.AtomPlaces[k].Slope(s));
            }
        }
        LeaveOutFarTails(z, frames);
        if (frames.Count == 0)
        {
            error = 0;
            return moving;
        }
        var segments = frames.ConvertAll(frame => new Segment(frame.To - frame.From)).ToArray();
        var integrand = new Integrand(this, z, frames);
        double integral = Math.Exp(DoubleExponential.LogIntegral(ref integrand, segments, out error, accept: 1e-6));
        _work.Add(integrand.Evaluations);
        return integral + moving;
    }

    // In a tail the density falls with the distance from its stretch, so that a few values of s show where it counts for nothing: most of them, next to where
    // the laws degenerate.
    private void LeaveOutFarTails(double z, List<Frame> frames)
    {
        var integrand = new Integrand(this, z, frames);
        var largest = new double[frames.Count];
        for (int k = 0; k < frames.Count; k++)
        {
            double length = frames[k].To - frames[k].From;
            largest[k] = TailProbes.Max(fraction => integrand.Log(k, fraction * length, (1 - fraction) * length)) + Math.Log(length);
        }
        _work.Add(integrand.Evaluations);
        double least = largest.DefaultIfEmpty(0).Max() - FarBelow;
        for (int k = frames.Count - 1; k >= 0; k--)
        {
            bool isTail = frames[k].Cell == 0 || frames[k].Cell == frames[k].Panel.Places.Length;
            if (isTail && largest[k] < least)
                frames.RemoveAt(k);
        }
    }

    // The intervals of s over which z lies in a stretch.
    private static void AddFrames(ConditionalPanel panel, int cell, double z, List<Frame> frames, List<double> roots)
    {
        var lower = cell > 0 ? panel.Places[cell - 1] : null;
        var upper = cell < panel.Places.Length ? panel.Places[cell] : null;
        if (lower?.Least >= z || upper?.Largest <= z)
            return;
        roots.Clear();
        lower?.AddRoots(z, roots);
        int ofLower = roots.Count;
        upper?.AddRoots(z, roots);
        if (roots.Count == 0)
        {
            double s = panel.From + (panel.To - panel.From) / 2;
            if (!(lower?.At(s) >= z) && !(upper?.At(s) <= z))
                frames.Add(new Frame(panel, cell, panel.From, panel.To, null, null));
            return;
        }
        var cuts = roots.Select((s, k) => (S: s, Curve: k < ofLower ? lower : upper)).OrderBy(cut => cut.S).ToList();
        cuts.Insert(0, (panel.From, null));
        cuts.Add((panel.To, null));
        for (int k = 0; k + 1 < cuts.Count; k++)
        {
            double s = cuts[k].S + (cuts[k + 1].S - cuts[k].S) / 2;
            if (cuts[k + 1].S > cuts[k].S && !(lower?.At(s) >= z) && !(upper?.At(s) <= z))
                frames.Add(new Frame(panel, cell, cuts[k].S, cuts[k + 1].S, cuts[k].Curve, cuts[k + 1].Curve));
        }
    }

    private double LogOwn(ConditionalPanel panel, double fromLower, double fromUpper) => LogOwn(_family.Density, panel, fromLower, fromUpper);

    private static double LogOwn(InterpolatedDensity density, ConditionalPanel panel, double fromLower, double fromUpper) =>
        density.LogDensity(panel.Own.Cell, panel.Own.Below + fromLower, panel.Own.Above + fromUpper);

    // An interval of s in which z lies in one stretch; at its ends z may be an end of the stretch.
    private readonly record struct Frame(ConditionalPanel Panel, int Cell, double From, double To, Curve? AtFrom, Curve? AtTo);

    private sealed class Integrand(ConditionedDensity owner, double z, List<Frame> frames) : ILogIntegrand
    {
        // Each takes one evaluation of every law of a panel, and what finds the place in them.
        public int Evaluations { get; private set; }

        public double Log(int segment, double fromLower, double fromUpper)
        {
            Evaluations += 2 + frames[segment].Panel.Cost(frames[segment].Cell);
            var (panel, cell, from, to, atFrom, atTo) = frames[segment];
            bool isLower = fromLower <= fromUpper;
            double s = isLower ? from + fromLower : to - fromUpper;
            // The distance from an end of the stretch that z meets at an end of the interval is known however short.
            double Gap(Curve curve, int sign) => isLower && curve == atFrom ? curve.Gap(from, fromLower, z)
                : !isLower && curve == atTo ? curve.Gap(to, -fromUpper, z)
                : Math.Max(0, sign * (z - curve.At(s)));
            double below = cell == 0 ? double.PositiveInfinity : Gap(panel.Places[cell - 1], 1);
            double above = cell == panel.Places.Length ? double.PositiveInfinity : Gap(panel.Places[cell], -1);
            double scale = double.IsFinite(below) && double.IsFinite(above) ? below + above : panel.Scale(cell, s);
            return panel.LogDensity(cell, s, below / scale, above / scale) - Math.Log(scale)
                + owner.LogOwn(panel, from - panel.From + fromLower, panel.To - to + fromUpper);
        }
    }

    private readonly struct AtomMass(ConditionalPanel panel, int atom, InterpolatedDensity density) : ILogIntegrand
    {
        public double Log(int segment, double fromLower, double fromUpper) =>
            Math.Log(panel.AtomMass(atom, fromLower <= fromUpper ? panel.From + fromLower : panel.To - fromUpper)) + LogOwn(density, panel, fromLower, fromUpper);
    }
}
