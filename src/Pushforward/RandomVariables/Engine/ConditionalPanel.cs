using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The conditional laws over an interval of the shared variable s in which all have one shape: computed in Chebyshev points, their places, scales and
/// ln densities in moving coordinates interpolated between. How far that is off is measured against laws computed at other values.
/// </summary>
internal sealed class ConditionalPanel
{
    private static readonly double[] Probes = [1e-6, 0.05, 0.3, 0.5, 0.7, 0.95, 1 - 1e-6];
    private static readonly double[] TailProbes = [1e-6, 0.03, 0.3, 1, 3, 10];
    private readonly ConditionalLaw[] _laws;
    private readonly double[] _points;
    private readonly double[] _weights;
    private readonly ChebyshevSeries[] _logScales;
    private readonly ChebyshevSeries[] _masses;
    private readonly bool[] _steady; // stretches whose density only moves and widens with s

    /// <summary>Interpolates.</summary>
    /// <param name="from">The least value of s.</param>
    /// <param name="to">The largest value of s.</param>
    /// <param name="points">Chebyshev points between them.</param>
    /// <param name="known">The laws at these points, and others.</param>
    public ConditionalPanel(double from, double to, double[] points, IReadOnlyDictionary<double, ConditionalLaw> known)
    {
        var laws = Array.ConvertAll(points, s => known[s]);
        (From, To, Laws, _points, _laws) = (from, to, known, points, laws);
        int n = points.Length;
        // Barycentric weights of the Chebyshev points of the first kind
        _weights = [.. Enumerable.Range(0, n).Select(k => (k % 2 == 0 ? 1 : -1) * double.SinPi((2 * k + 1) / (2.0 * n)))];
        Places = [.. Enumerable.Range(0, laws[0].Places.Length).Select(k => new Curve(Interpolate(law => law.Places[k])))];
        _logScales = [.. Enumerable.Range(0, laws[0].Scales.Length).Select(k => Interpolate(law => Math.Log(law.Scales[k])))];
        AtomPlaces = [.. Enumerable.Range(0, laws[0].Atoms.Length).Select(k => new Curve(Interpolate(law => law.Atoms[k].Location)))];
        _steady = [.. Enumerable.Range(0, laws[0].Scales.Length).Select(IsSteady)];
        _masses = [.. Enumerable.Range(0, laws[0].Atoms.Length).Select(k => Interpolate(law => law.Atoms[k].Probability))];
    }

    /// <summary>The least value of s.</summary>
    public double From { get; }

    /// <summary>The largest value of s.</summary>
    public double To { get; }

    /// <summary>The laws computed in the panel, by their value of s.</summary>
    public IReadOnlyDictionary<double, ConditionalLaw> Laws { get; }

    /// <summary>Where the conditional densities are not smooth, as functions of s.</summary>
    public Curve[] Places { get; }

    /// <summary>Where the conditional atoms are.</summary>
    public Curve[] AtomPlaces { get; }

    /// <summary>The largest difference seen, of ln f or of a place over a scale.</summary>
    public double Error { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether values of s just below this panel have been left out.</summary>
    public bool IsCutBelow { get; set; }

    /// <summary>Whether values of s just above this panel have been left out.</summary>
    public bool IsCutAbove { get; set; }

    /// <summary>Where s lies in its own density: the cell, and how far the panel's ends are from the knots around.</summary>
    public (int Cell, double Below, double Above) Own { get; set; }

    /// <summary>How many densities one of a stretch is interpolated from.</summary>
    public int Cost(int cell) => _steady[cell] ? 1 : _laws.Length;

    /// <summary>Whether a stretch has mass.</summary>
    public bool IsFilled(int cell) => _laws[0].IsFilled(cell);

    /// <summary>The probability of an atom.</summary>
    public double AtomMass(int atom, double s) => Math.Max(0, _masses[atom].Evaluate(s));

    /// <summary>The scale of a tail.</summary>
    public double Scale(int cell, double s) => Math.Exp(_logScales[cell].Evaluate(s));

    /// <summary>ln of the density of a stretch's own coordinate, interpolated.</summary>
    public double LogDensity(int cell, double s, double below, double above)
    {
        if (_steady[cell])
            return _laws[_laws.Length / 2].LogDensity(cell, below, above);
        double sum = 0, total = 0;
        for (int k = 0; k < _laws.Length; k++)
        {
            double difference = s - _points[k];
            if (difference == 0)
                return _laws[k].LogDensity(cell, below, above);
            double weight = _weights[k] / difference;
            sum += weight * _laws[k].LogDensity(cell, below, above);
            total += weight;
        }
        return sum / total;
    }

    /// <summary>Lets the atoms of this panel end where those of the next one begin: what they pass between would be missed by both.</summary>
    public void Join(ConditionalPanel next)
    {
        if (To != next.From || !_laws[^1].HasShapeOf(next._laws[0]))
            return;
        for (int k = 0; k < AtomPlaces.Length; k++)
            AtomPlaces[k].Join(next.AtomPlaces[k]);
    }

    /// <summary>Compares with a law computed at a value between the points.</summary>
    public void Check(double s, ConditionalLaw law)
    {
        double worst = double.IsPositiveInfinity(Error) ? 0 : Error;
        int last = law.Places.Length;
        for (int cell = 0; cell <= last && last > 0; cell++)
        {
            if (!IsFilled(cell))
                continue;
            double scale = Math.Exp(_logScales[cell].Evaluate(s));
            worst = Math.Max(worst, Math.Abs(scale / law.Scales[cell] - 1));
            if (cell > 0)
                worst = Math.Max(worst, Math.Abs(Places[cell - 1].At(s) - law.Places[cell - 1]) / law.Scales[cell]);
            if (cell < last)
                worst = Math.Max(worst, Math.Abs(Places[cell].At(s) - law.Places[cell]) / law.Scales[cell]);
            foreach (var (below, above) in ProbesOf(cell, last))
            {
                double exact = law.LogDensity(cell, below, above);
                if (exact > -30)
                    worst = Math.Max(worst, Math.Abs(LogDensity(cell, s, below, above) - exact));
            }
        }
        for (int k = 0; k < law.Atoms.Length; k++)
        {
            var (place, mass) = (law.Atoms[k].Location, law.Atoms[k].Probability);
            worst = Math.Max(worst, Math.Abs(AtomPlaces[k].At(s) - place) / Math.Max(Math.Abs(place), AtomPlaces[k].Largest - AtomPlaces[k].Least + 1e-300));
            worst = Math.Max(worst, Math.Abs(_masses[k].Evaluate(s) - mass));
        }
        Error = double.IsNaN(worst) ? 1 : worst;
    }

    private bool IsSteady(int cell)
    {
        int last = _laws[0].Places.Length;
        return last > 0 && IsFilled(cell) && ProbesOf(cell, last).All(probe =>
        {
            double log = _laws[_laws.Length / 2].LogDensity(cell, probe.Below, probe.Above);
            return Array.TrueForAll(_laws, law => Math.Abs(law.LogDensity(cell, probe.Below, probe.Above) - log) < 1e-11);
        });
    }

    private static IEnumerable<(double Below, double Above)> ProbesOf(int cell, int last) => cell == 0
        ? TailProbes.Select(probe => (double.PositiveInfinity, probe))
        : cell == last ? TailProbes.Select(probe => (probe, double.PositiveInfinity)) : Probes.Select(probe => (probe, 1 - probe));

    private ChebyshevSeries Interpolate(Func<ConditionalLaw, double> value) => ChebyshevSeries.Interpolate(From, To, Array.ConvertAll(_laws, law => value(law)));
}
