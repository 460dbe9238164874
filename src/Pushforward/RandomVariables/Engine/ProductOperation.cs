using Pushforward.Distributions;
using Pushforward.Numerics.Kernels;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The law of X Y or X / Y for independent X and Y. Split by sign, |X Y| = exp(ln |X| + ln |Y|), so the Mellin-type integral of f_X(x) f_Y(z / x) dx / |x|
/// (Springer 1979, chapter 4) is a convolution on the logarithmic scale, where poles at zero and heavy tails alike are exponential tails.
/// </summary>
internal static class ProductOperation
{
    // ln 1e300 twice over: how far the logarithm of a double can be from a knot.
    private const double LogReach = 1500;
    private const double LargestLog = 685;

    /// <summary>X Y.</summary>
    public static Measure Multiply(Measure x, Measure y, Workload work) => Combine(x, y, 1, work);

    /// <summary>X / Y.</summary>
    /// <exception cref="ArgumentException">Y has an atom at zero.</exception>
    public static Measure Divide(Measure x, Measure y, Workload work)
    {
        double zero = y.AtomAt(0);
        if (zero > 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"division by zero: the denominator is 0 with probability {zero:R}{(x.AtomAt(0) > 0 ? ", and so is the numerator at times (0/0)" : "")}."));
        }
        return Combine(x, y, -1, work);
    }

    private static Measure Combine(Measure x, Measure y, int power, Workload work)
    {
        var densities = new List<(LocalDensity, double)>();
        if (x.Density is { } f && y.Density is { } g)
        {
            var (fPlus, fMinus) = (Logarithm(f, 1, 1), Logarithm(f, -1, 1));
            var (gPlus, gMinus) = ReferenceEquals(f, g) && power == 1 ? (fPlus, fMinus) : (Logarithm(g, 1, power), Logarithm(g, -1, power));
            // A factor that is symmetric about zero has one logarithm for both signs, and so has the product.
            bool symmetric = Unite(ref fPlus, ref fMinus) | Unite(ref gPlus, ref gMinus);
            InterpolatedDensity? positive = null, negative = null;
            ThreadTeam.Shared.Run(symmetric ? 1 : 2, part =>
            {
                if (part == 0)
                    positive = Logarithm([(fPlus, gPlus), (fMinus, gMinus)], work);
                else
                    negative = Logarithm([(fPlus, gMinus), (fMinus, gPlus)], work);
            });
            if (symmetric)
                negative = positive;
            if (positive is not null)
                MapOperation.Branches(positive, new ExpMap(1), densities, []);
            if (negative is not null)
                MapOperation.Branches(negative, new ExpMap(-1), densities, []);
        }
        foreach (var atom in y.Atoms.Where(atom => atom.Location != 0))
            Scale(x, power == 1 ? new AffineMap(atom.Location, 0) : new AffineMap(1 / atom.Location, 0), atom.Probability, densities);
        foreach (var atom in x.Atoms.Where(atom => atom.Location != 0))
            Scale(y, power == 1 ? new AffineMap(atom.Location, 0) : new ScaledReciprocalMap(atom.Location), atom.Probability, densities);
        var atoms = (from a in x.Atoms
                     from b in y.Atoms
                     where a.Location != 0 && b.Location != 0
                     select new Atom(power == 1 ? a.Location * b.Location : a.Location / b.Location, a.Probability * b.Probability)).ToList();
        // P(X = 0 or Y = 0), without the cancellation of 1 - (1 - p)(1 - q)
        double p = x.AtomAt(0), q = power == 1 ? y.AtomAt(0) : 0;
        atoms.Add(new Atom(0, p + q - p * q));
        return Measure.Create(densities, atoms);
    }

    // The density of power ln |X| on one side of zero.
    private static InterpolatedDensity? Logarithm(InterpolatedDensity density, int side, int power)
    {
        var map = new LogAbsoluteMap(power);
        var cut = MapOperation.Cut(density, map);
        var parts = new List<(LocalDensity, double)>();
        for (int cell = 0; cell <= cut.Knots.Length; cell++)
        {
            double lower = cell == 0 ? double.NegativeInfinity : cut.Knots[cell - 1].Place;
            if (!cut.IsEmpty(cell) && (lower >= 0) == (side > 0))
                parts.Add((new MappedDensity(cut, cell, map), 1));
        }
        if (parts.Count == 0)
            return null;
        // Beyond the range of doubles the exponential tails go on, however slowly they fall: as e^(u / 2) for the square of a normal variable.
        var logarithm = new Superposition(parts);
        double farthest = Math.Max(Math.Abs(logarithm.Knots[0].Place), Math.Abs(logarithm.Knots[^1].Place));
        return DensityInterpolation.Build(logarithm, Math.Max(1, LargestLog - farthest));
    }

    // The density of ln |Z| on one side of zero.
    private static InterpolatedDensity? Logarithm(ReadOnlySpan<(InterpolatedDensity? F, InterpolatedDensity? G)> pairs, Workload work)
    {
        var terms = new List<(LocalDensity, double)>();
        bool twice = ReferenceEquals(pairs[0].F, pairs[1].F) && ReferenceEquals(pairs[0].G, pairs[1].G);
        foreach (var (f, g) in twice ? pairs[..1] : pairs)
        {
            if (f is { Mass: > 0 } && g is { Mass: > 0 })
                terms.Add((new Convolution(f, g, work), twice ? 2 : 1));
        }
        return terms.Count == 0 ? null : DensityInterpolation.Build(new Superposition(terms), LogReach);
    }

    // Makes two equal densities one object.
    private static bool Unite(ref InterpolatedDensity? plus, ref InterpolatedDensity? minus)
    {
        if (plus is null || minus is null || plus.Mass != minus.Mass || plus.Knots.Length != minus.Knots.Length)
            return false;
        for (int k = 0; k < plus.Knots.Length; k++)
        {
            if (plus.Knots[k].Place != minus.Knots[k].Place)
                return false;
        }
        // Interpolants that agree to the last bit at more places than they have degrees came from the same values.
        double first = plus.Knots[0].Place, last = plus.Knots[^1].Place;
        for (int k = 0; k <= 100; k++)
        {
            double place = first - 20 + (last - first + 40) * k / 100;
            if (!plus.LogDensityAt(place).Equals(minus.LogDensityAt(place)))
                return false;
        }
        minus = plus;
        return true;
    }

    private static void Scale(Measure x, ElementaryMap map, double weight, List<(LocalDensity, double)> densities)
    {
        if (x.Density is { } density)
            MapOperation.Branches(density, map, densities, [], weight);
    }
}
