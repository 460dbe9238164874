using Pushforward.Numerics;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Kernels;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The conditional laws of an expression over all values of its shared variable s that count, as panels in each of which the laws have one shape and are
/// interpolated; panels are halved until the interpolation holds, towards places where the shape changes until next to no mass is left between.
/// </summary>
internal sealed class ConditionalFamily
{
    private const int FewPoints = 5;
    private const int ManyPoints = 15;
    private const int LawCost = 5000; // evaluations that its medians and comparisons are worth
    private const double LeftOut = 1e-13; // mass of s next to a change of shape, and in its tails, that is not followed
    private const double Tolerance = 1e-9;
    private const double LeftAlone = 1e-8; // mass of values next to where the laws degenerate so far that they cannot be computed
    private const int MostFailures = 100;
    private const double LargestLoss = 1e-14; // of mass, by a panel that does not reach the tolerance
    private readonly Func<double, Measure> _lawAt;
    private readonly InterpolatedDensity _density;
    private readonly Workload _work;
    private readonly List<ConditionalPanel> _panels = [];
    private readonly List<double> _edges = [];
    private int _failures;
    private bool _isCut; // whether values of s just below have been left out

    /// <summary>Computes the panels.</summary>
    /// <param name="lawAt">The law given s.</param>
    /// <param name="density">The density of s.</param>
    /// <param name="work">Where its evaluations are counted.</param>
    public ConditionalFamily(Func<double, Measure> lawAt, InterpolatedDensity density, Workload work)
    {
        (_lawAt, _density, _work) = (lawAt, density, work);
        int last = density.Knots.Length;
        for (int cell = 0; cell <= last; cell++)
        {
            if (density.IsEmpty(cell))
                continue;
            if (cell > 0 && (density.Knots[cell - 1].IsHard || density.IsEmpty(cell - 1)))
                _edges.Add(density.Knots[cell - 1].Place);
            if (cell < last && (density.Knots[cell].IsHard || density.IsEmpty(cell + 1)))
                _edges.Add(density.Knots[cell].Place);
            if (cell > 0 && cell < last)
                Halve(cell, density.Knots[cell - 1].Place, density.Knots[cell].Place);
            else
                Outer(cell);
        }
        _edges.Sort();
        for (int k = 0; k + 1 < _panels.Count; k++)
            _panels[k].Join(_panels[k + 1]);
    }

    /// <summary>The panels, ascending.</summary>
    public IReadOnlyList<ConditionalPanel> Panels => _panels;

    /// <summary>The density of s.</summary>
    public InterpolatedDensity Density => _density;

    /// <summary>The largest error seen of the interpolation between conditional laws.</summary>
    public double Error => Math.Max(Tolerance, _panels.Where(panel => panel.Error <= Tolerance).Select(panel => panel.Error).DefaultIfEmpty(0).Max());

    /// <summary>
    /// The places where the mixture of the laws may not be smooth: where conditional places turn, and where they come to where s ends or the shape changes. The
    /// second figure says how exactly a place is known.
    /// </summary>
    public IEnumerable<(double Place, double Uncertainty)> CriticalPlaces()
    {
        foreach (var panel in _panels)
        {
            foreach (var curve in panel.Places.Concat(panel.AtomPlaces))
            {
                foreach (double place in curve.Extremes)
                    yield return (place, 1e-14 * Math.Abs(place));
                if (curve.IsConstant)
                    yield return (curve.At(panel.From), 1e-15 * Math.Abs(curve.Least));
            }
        }
        for (int k = 0; k < _panels.Count; k++)
        {
            var panel = _panels[k];
            double width = panel.To - panel.From;
            double below = _edges.LastOrDefault(edge => edge <= panel.From, double.NegativeInfinity);
            double above = _edges.FirstOrDefault(edge => edge >= panel.To, double.PositiveInfinity);
            bool first = k == 0 || _panels[k - 1].To < panel.From || panel.From == below;
            bool last = k == _panels.Count - 1 || _panels[k + 1].From > panel.To || panel.To == above;
            foreach (var curve in panel.Places.Concat(panel.AtomPlaces))
            {
                if (first && End(curve, panel.From, below, width) is { } lower)
                    yield return lower;
                if (last && End(curve, panel.To, above, width) is { } upper)
                    yield return upper;
            }
        }
    }

    /// <summary>The limits of places where s ends or the shape changes, from the law there if that exists.</summary>
    public IEnumerable<double> ExactPlaces()
    {
        foreach (double edge in _edges)
        {
            ConditionalLaw law;
            try
            {
                law = new ConditionalLaw(_lawAt(edge));
            }
            catch (Exception error) when (error is ArgumentException or NumericalException && !_work.IsExhausted)
            {
                continue;
            }
            foreach (double place in law.Places.Concat(law.Atoms.Select(atom => atom.Location)))
                yield return place;
        }
    }

    // The value of a place where a panel ends, or by a straight line beyond what was left out. Towards infinity only what settles.
    private static (double, double)? End(Curve curve, double s, double edge, double width)
    {
        if (double.IsInfinity(edge))
        {
            double middle = curve.At(s - Math.CopySign(width / 2, edge)), value = curve.At(s);
            return Math.Abs(middle - value) < 1e-6 ? (value, 4 * Math.Abs(middle - value)) : null;
        }
        double limit = curve.At(s) + curve.Slope(s) * (edge - s);
        return (limit, Math.Abs(limit - curve.At(s)) + 1e-14 * Math.Abs(limit));
    }

    private void Outer(int cell)
    {
        bool upper = cell > 0;
        double place = _density.Knots[upper ? cell - 1 : 0].Place, step = _density.Scale(cell);
        var ends = new List<double> { place };
        double Beyond(double s) => upper ? _density.MassAbove(s) : _density.MassBelow(s);
        for (int k = 0; k < 1000 && Beyond(ends[^1]) > LeftOut; k++)
        {
            ends.Add(ends[^1] + (upper ? step : -step));
            step *= k == 0 ? 1 : 1.5;
        }
        if (upper)
        {
            for (int k = 0; k + 1 < ends.Count; k++)
                Halve(cell, ends[k], ends[k + 1]);
            MarkEnd();
        }
        else
        {
            _isCut = true;
            for (int k = ends.Count - 1; k > 0; k--)
                Halve(cell, ends[k], ends[k - 1]);
        }
    }

    private void Halve(int cell, double from, double to)
    {
        double mass = Mass(cell, from, to);
        if (mass < LeftOut || !(to - from > 1e-15 * Math.Max(Math.Abs(from), Math.Abs(to))))
        {
            if (mass > 1e-9)
                throw Failure();
            MarkEnd();
            _isCut = true;
            return;
        }
        double allowed = Math.Max(Tolerance, Math.Min(0.01, LargestLoss / mass));
        var panel = Make(from, to, FewPoints, null, out double change);
        // Three times the points bring the third power of the error, where they bring anything.
        if (panel is not null && panel.Error > allowed && Math.Pow(panel.Error, 3) < 100 * allowed)
            panel = Make(from, to, ManyPoints, panel.Laws, out change) ?? panel;
        // What is a degenerate law's rounding error weighs as little as the values of s next to it.
        if (panel is not null && panel.Error <= allowed)
        {
            var knots = _density.Knots;
            panel.Own = (
                cell, cell == 0 ? double.PositiveInfinity : from - knots[cell - 1].Place, cell == knots.Length ? double.PositiveInfinity : knots[cell].Place - to);
            panel.IsCutBelow = _isCut;
            _isCut = false;
            _panels.Add(panel);
            return;
        }
        if (double.IsPositiveInfinity(change) && mass < LeftAlone)
        {
            MarkEnd();
            _isCut = true;
            return;
        }
        double cut = from + (to - from) / 2;
        if (change > from && change < to)
        {
            cut = change;
            _edges.Add(cut);
        }
        Halve(cell, from, cut);
        Halve(cell, cut, to);
    }

    private void MarkEnd()
    {
        if (_panels.Count > 0)
            _panels[^1].IsCutAbove = true;
    }

    // A panel, or null with the place where the shape of the laws changes. Of the points of a panel with a third as many all are used again.
    private ConditionalPanel? Make(double from, double to, int count, IReadOnlyDictionary<double, ConditionalLaw>? known, out double change)
    {
        change = double.NaN;
        double[] points = ChebyshevSeries.Points(count, from, to);
        double width = to - from;
        double[] tests = [from + 1e-3 * width, from + 0.437 * width, to - 1e-3 * width];
        if (known is not null)
        {
            double[] few = ChebyshevSeries.Points(count / 3, from, to);
            for (int k = 0; k < few.Length; k++)
                points[3 * k + 1] = few[k];
        }
        var places = points.Concat(tests).Order().ToArray();
        if (LawsAt(places, known) is not { } laws)
        {
            change = double.PositiveInfinity;
            return null;
        }
        for (int k = 0; k + 1 < places.Length; k++)
        {
            if (!laws[places[k]].HasShapeOf(laws[places[k + 1]]))
            {
                change = FindChange(places[k], places[k + 1], laws[places[k]]);
                return null;
            }
        }
        var panel = new ConditionalPanel(from, to, points, laws);
        foreach (double s in tests)
            panel.Check(s, laws[s]);
        return panel;
    }

    private double FindChange(double low, double high, ConditionalLaw below)
    {
        while (true)
        {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                break;
            // Zero lies at no distance in digits from anything: a change next to it is one at it.
            if (Math.Abs(middle) < 1e-14 * Math.Max(1, Math.Abs(high)) && low < 0 && high > 0)
                return 0;
            if (LawsAt([middle], null) is { } law && law[middle].HasShapeOf(below))
                low = middle;
            else
                high = middle;
        }
        double rounded = Math.Round(high, 12);
        return Math.Abs(rounded - high) < 1e-14 * Math.Abs(high) ? rounded : high;
    }

    // The laws at places, several at a time; null if one cannot be computed.
    private Dictionary<double, ConditionalLaw>? LawsAt(double[] places, IReadOnlyDictionary<double, ConditionalLaw>? known)
    {
        var laws = Array.ConvertAll(places, s => known?.GetValueOrDefault(s));
        int[] missing = [.. Enumerable.Range(0, places.Length).Where(k => laws[k] is null)];
        _work.Add(missing.Length * LawCost);
        ThreadTeam.Shared.Run(missing.Length, part => laws[missing[part]] = LawAt(places[missing[part]]));
        if (laws.Contains(null))
        {
            if (++_failures > MostFailures)
                throw Failure();
            return null;
        }
        return Enumerable.Range(0, places.Length).ToDictionary(k => places[k], k => laws[k]!);
    }

    private ConditionalLaw? LawAt(double s)
    {
        try
        {
            return new ConditionalLaw(_lawAt(s));
        }
        catch (NumericalException) when (!_work.IsExhausted)
        {
            return null;
        }
    }

    private double Mass(int cell, double from, double to) => _density.MassBelow(to) < _density.MassAbove(from)
        ? MassBelow(cell, to) - MassBelow(cell, from)
        : MassAbove(cell, from) - MassAbove(cell, to);

    private double MassBelow(int cell, double s) => _density.MassBelow(cell, FromLower(cell, s), FromUpper(cell, s));

    private double MassAbove(int cell, double s) => _density.MassAbove(cell, FromLower(cell, s), FromUpper(cell, s));

    private double FromLower(int cell, double s) => _density.FromLower(cell, s);

    private double FromUpper(int cell, double s) => _density.FromUpper(cell, s);

    private static NumericalException Failure() => new(
        "the laws that remain when it is given change with it too abruptly");
}
