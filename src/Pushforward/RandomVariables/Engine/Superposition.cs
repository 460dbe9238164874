using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// f = sum of w_k f_k: branches of a map, components of a mixture, the terms a mixture of atoms and densities gives in a sum. Knots of different terms that
/// agree up to rounding become one, and each term is asked for its density by the exact distance from its own knot.
/// </summary>
internal sealed class Superposition : LocalDensity
{
    private readonly Placed[] _terms;
    private readonly double[] _scales;

    /// <summary>Adds up.</summary>
    /// <param name="terms">Densities with their weights; at least one.</param>
    /// <param name="extraKnots">Places to cut at besides, such as the critical points of a map.</param>
    public Superposition(IReadOnlyList<(LocalDensity Density, double Weight)> terms, IEnumerable<Knot>? extraKnots = null)
    {
        Knots = Merge(terms.SelectMany(term => term.Density.Knots).Concat(extraKnots ?? []));
        _terms = [.. terms.Select(term => new Placed(term.Density, Math.Log(term.Weight), Knots))];
        RelativeError = terms.Max(term => term.Density.RelativeError);
        _scales = new double[Knots.Length + 1];
        foreach (int cell in new[] { 0, Knots.Length })
        {
            var scales = _terms.Where(term => !term.Density.IsEmpty(term.Cells[cell])).Select(term => term.Density.Scale(term.Cells[cell]));
            _scales[cell] = scales.DefaultIfEmpty(1).Min();
        }
    }

    /// <inheritdoc/>
    public override Knot[] Knots { get; }

    /// <inheritdoc/>
    public override double RelativeError { get; }

    /// <inheritdoc/>
    public override double AbsoluteError => _terms.Sum(term => Math.Exp(term.LogWeight) * term.Density.AbsoluteError);

    /// <inheritdoc/>
    public override double LogFloor => _terms.Max(term => term.Density.LogFloor);

    /// <inheritdoc/>
    public override bool IsEmpty(int cell)
    {
        foreach (var term in _terms)
        {
            if (!term.Density.IsEmpty(term.Cells[cell]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override double Scale(int cell) => _scales[cell];

    /// <inheritdoc/>
    public override double LogDensity(int cell, double fromLower, double fromUpper)
    {
        var sum = LogSum.Zero;
        foreach (var term in _terms)
        {
            int own = term.Cells[cell];
            if (!term.Density.IsEmpty(own))
                sum.Add(term.LogWeight + term.Density.LogDensity(own, fromLower + term.Below[cell], fromUpper + term.Above[cell]));
        }
        return sum.Log;
    }

    /// <summary>Sorts knots and unites those that agree up to rounding. A place within rounding of zero is zero.</summary>
    public static Knot[] Merge(IEnumerable<Knot> knots)
    {
        var merged = new List<Knot>();
        foreach (var knot in knots.OrderBy(knot => knot.Place))
        {
            if (merged.Count > 0 && merged[^1].Coincides(knot))
            {
                var kept = merged[^1].Uncertainty <= knot.Uncertainty ? merged[^1] : knot;
                merged[^1] = kept with { Order = Math.Min(merged[^1].Order, knot.Order) };
            }
            else
            {
                merged.Add(knot);
            }
        }
        for (int k = 0; k < merged.Count; k++)
        {
            if (Math.Abs(merged[k].Place) <= 4 * merged[k].Uncertainty)
                merged[k] = merged[k] with { Place = 0 };
        }
        return [.. merged];
    }

    /// <summary>The index of the knot that coincides with a place, or -1.</summary>
    public static int IndexOf(Knot[] knots, Knot wanted)
    {
        int best = -1;
        for (int k = 0; k < knots.Length; k++)
        {
            if (Coincide(knots[k], wanted) && (best < 0 || Distance(k) < Distance(best)))
                best = k;
        }
        return best;
        double Distance(int k) => Math.Abs(knots[k].Place - wanted.Place);
    }

    private static bool Coincide(Knot a, Knot b) => a.Coincides(b) || (a.Place == 0 && Math.Abs(b.Place) <= 4 * b.Uncertainty);

    // A term with, for each merged cell, its own cell and how far the ends of that lie outside the merged cell's.
    internal sealed class Placed
    {
        public Placed(LocalDensity density, double logWeight, Knot[] merged)
        {
            (Density, LogWeight) = (density, logWeight);
            var own = density.Knots;
            int[] index = Array.ConvertAll(own, knot => IndexOf(merged, knot));
            Cells = new int[merged.Length + 1];
            Below = new double[merged.Length + 1];
            Above = new double[merged.Length + 1];
            int cell = 0;
            for (int k = 0; k <= merged.Length; k++)
            {
                // Own knots at or below merged knot k - 1 are behind.
                while (cell < own.Length && index[cell] <= k - 1)
                    cell++;
                Cells[k] = cell;
                Below[k] = cell == 0 ? double.PositiveInfinity
                    : index[cell - 1] == k - 1 ? 0 : merged[k - 1].Place - merged[index[cell - 1]].Place;
                Above[k] = cell == own.Length ? double.PositiveInfinity
                    : index[cell] == k ? 0 : merged[index[cell]].Place - merged[k].Place;
            }
        }

        public LocalDensity Density { get; }

        public double LogWeight { get; }

        public int[] Cells { get; }

        public double[] Below { get; }

        public double[] Above { get; }
    }
}
