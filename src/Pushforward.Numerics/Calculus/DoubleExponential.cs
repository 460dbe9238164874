namespace Pushforward.Numerics.Calculus;

/// <summary>The logarithm of a non-negative integrand on a row of segments, asked for by distances from the ends of a segment.</summary>
public interface ILogIntegrand
{
    /// <summary>ln f at one place; -infinity where f is zero.</summary>
    /// <param name="segment">Which segment.</param>
    /// <param name="fromLower">Distance from its lower end, +infinity if that end is infinite. Exact however small.</param>
    /// <param name="fromUpper">Distance from its upper end, +infinity if that end is infinite. Exact however small.</param>
    double Log(int segment, double fromLower, double fromUpper);
}

/// <summary>One interval of integration. At most one end is infinite; then <paramref name="Scale"/> says over which distance f varies.</summary>
/// <param name="Length">Its length, or +infinity.</param>
/// <param name="Scale">For an infinite segment: the distance from the finite end around which nodes are centered.</param>
/// <param name="LowerIsInfinite">For an infinite segment: whether it is the lower end that is infinite.</param>
public readonly record struct Segment(double Length, double Scale = 1, bool LowerIsInfinite = false);

/// <summary>
/// Double-exponential quadrature on a logarithmic scale (Takahasi and Mori 1974): on a finite segment x = L / (1 + exp(-pi sinh s)), on an infinite one
/// x = S exp(s - exp(-s)), whose nodes are evenly spread in ln x whatever the tail, then the trapezoidal rule in s. It converges exponentially
/// whatever algebraic or logarithmic poles sit at the ends, because nodes are known by their distance from the end, not by their place. Sums are kept as logarithms, so that nothing underflows and
/// results in far tails keep their relative precision; terms are non-negative, so that nothing cancels.
/// </summary>
public static class DoubleExponential
{
    private const int Levels = 7;
    private const double FirstStep = 0.25;
    private const double Negligible = 46; // e^-46 = 1e-20
    private const double FarBelow = 60; // e^-60 of the whole, with room for an estimate by few nodes that is e^14 too small
    private const double Ln2 = 0.69314718055994530942;
    private const int InfiniteLevels = 5;
    private static readonly Node[][] Finite = Tabulate(Levels, 6.08, FiniteNode);
    private static readonly Node[][] Inwards = Tabulate(InfiniteLevels, 6.4, s => InfiniteNode(s, -1));
    private static readonly Node[][] Outwards = Tabulate(InfiniteLevels, 700, s => InfiniteNode(s, 1));

    /// <summary>ln of the sum of the integrals over all segments.</summary>
    /// <typeparam name="T">The integrand; a struct is called without indirection.</typeparam>
    /// <param name="integrand">The integrand.</param>
    /// <param name="segments">The segments; those of length zero count nothing.</param>
    /// <param name="accept">
    /// A segment is done when halving the step changed it by less than this fraction of the total. The error then left is about the square of it.
    /// </param>
    /// <param name="relativeError">An estimate of the relative error of the total, rounding included.</param>
    public static double LogIntegral<T>(
        ref T integrand, ReadOnlySpan<Segment> segments, out double relativeError, double accept = 3e-9)
        where T : ILogIntegrand, allows ref struct
    {
        Span<Walk> walks = segments.Length <= 64 ? stackalloc Walk[segments.Length] : new Walk[segments.Length];
        var total = LogSum.Zero;
        for (int k = 0; k < segments.Length; k++)
        {
            walks[k] = new Walk { Sum = LogSum.Zero, Log = double.NegativeInfinity };
            if (!(segments[k].Length > 0))
                continue;
            Begin(ref integrand, segments[k], k, ref walks[k]);
            total.Add(walks[k].Log);
        }
        // A segment that counts for nothing already by the widest step is left at that.
        double least = total.Log - FarBelow;
        total = LogSum.Zero;
        for (int k = 0; k < segments.Length; k++)
        {
            if (segments[k].Length > 0 && !(walks[k].Log < least))
                Refine(ref integrand, segments[k], k, ref walks[k]);
            total.Add(walks[k].Log);
        }
        relativeError = 0;
        double logTotal = total.Log;
        if (double.IsNegativeInfinity(logTotal))
            return logTotal;
        for (int k = 0; k < segments.Length; k++)
        {
            if (!(segments[k].Length > 0))
                continue;
            double change = Change(walks[k], logTotal);
            while (!(change <= accept) && walks[k].Level < (double.IsFinite(segments[k].Length) ? Levels : InfiniteLevels) - 1)
            {
                Refine(ref integrand, segments[k], k, ref walks[k]);
                // The total is known well enough from the levels before; exact agreement is not needed to judge a change.
                change = Change(walks[k], logTotal);
            }
            // The error falls from e to about e^2 with each halving; e^1.6 leaves room for slower convergence.
            relativeError += double.IsNaN(change) ? 1 : change <= accept ? Math.Pow(change, 1.6) : Math.Min(change, 1);
        }
        total = LogSum.Zero;
        for (int k = 0; k < segments.Length; k++)
            total.Add(walks[k].Log);
        relativeError += 4e-16;
        return total.Log;
    }

    private static double Change(in Walk walk, double logTotal) =>
        walk.Log == walk.Before ? 0 : Math.Abs(Math.Exp(walk.Log - logTotal) - Math.Exp(walk.Before - logTotal));

    // Level 0: the middle, then outwards to either side until the terms no longer count.
    private static void Begin<T>(ref T integrand, in Segment segment, int index, ref Walk walk)
        where T : ILogIntegrand, allows ref struct
    {
        var (lower, upper) = Nodes(segment, 0);
        walk.Sum.Add(Term(ref integrand, segment, index, upper[0], 1));
        walk.LowerReach = Outward(ref integrand, segment, index, lower, -1, ref walk.Sum);
        walk.UpperReach = Outward(ref integrand, segment, index, upper, 1, ref walk.Sum);
        walk.Level = 0;
        walk.LogUnit = Math.Log(FirstStep * (double.IsFinite(segment.Length) ? segment.Length : segment.Scale));
        walk.Log = walk.Before = walk.Sum.Log + walk.LogUnit;
    }

    private static double Outward<T>(ref T integrand, in Segment segment, int index, Node[] nodes, int side, ref LogSum sum)
        where T : ILogIntegrand, allows ref struct
    {
        int small = 0;
        for (int k = 1; k < nodes.Length; k++)
        {
            double term = Term(ref integrand, segment, index, nodes[k], side);
            sum.Add(term);
            small = term < sum.Log - Negligible ? small + 1 : 0;
            if (small == 2)
                return nodes[k].S;
        }
        return double.PositiveInfinity;
    }

    // The nodes between those of the levels before.
    private static void Refine<T>(ref T integrand, in Segment segment, int index, ref Walk walk)
        where T : ILogIntegrand, allows ref struct
    {
        walk.Level++;
        walk.Before = walk.Log;
        var (lower, upper) = Nodes(segment, walk.Level);
        for (int k = 0; k < lower.Length && lower[k].S < walk.LowerReach; k++)
            walk.Sum.Add(Term(ref integrand, segment, index, lower[k], -1));
        for (int k = 0; k < upper.Length && upper[k].S < walk.UpperReach; k++)
            walk.Sum.Add(Term(ref integrand, segment, index, upper[k], 1));
        walk.Log = walk.Sum.Log + walk.LogUnit - walk.Level * Ln2;
    }

    private static double Term<T>(ref T integrand, in Segment segment, int index, in Node node, int side)
        where T : ILogIntegrand, allows ref struct
    {
        double value;
        if (double.IsFinite(segment.Length))
        {
            double near = segment.Length * node.Position, far = segment.Length - near;
            if (!(near > 0))
                return double.NegativeInfinity;
            value = side < 0 ? integrand.Log(index, near, far) : integrand.Log(index, far, near);
        }
        else
        {
            double distance = segment.Scale * node.Position;
            if (!(distance > 0) || double.IsInfinity(distance))
                return double.NegativeInfinity;
            value = segment.LowerIsInfinite
                ? integrand.Log(index, double.PositiveInfinity, distance)
                : integrand.Log(index, distance, double.PositiveInfinity);
        }
        value += node.LogWeight;
        return double.IsNaN(value) ? double.NegativeInfinity : value;
    }

    private static (Node[] Lower, Node[] Upper) Nodes(in Segment segment, int level) =>
        double.IsFinite(segment.Length) ? (Finite[level], Finite[level]) : (Inwards[level], Outwards[level]);

    private static Node[][] Tabulate(int levels, double largest, Func<double, Node> node)
    {
        var tables = new Node[levels][];
        for (int level = 0; level < levels; level++)
        {
            double step = FirstStep / (1 << level);
            var nodes = new List<Node>();
            for (double s = level == 0 ? 0 : step; s <= largest; s += level == 0 ? step : 2 * step)
                nodes.Add(node(s));
            tables[level] = [.. nodes];
        }
        return tables;
    }

    // The distance from the nearer end is L y with y = 1 / (1 + exp(pi sinh s)); its derivative is L y (1 - y) pi cosh s.
    private static Node FiniteNode(double s)
    {
        double q = Math.PI * Math.Sinh(s);
        double fraction = 1 / (1 + Math.Exp(q));
        return new Node(s, fraction, Math.Log(Math.PI * Math.Cosh(s)) + Math.Log(fraction) - Math.Log(1 + Math.Exp(-q)));
    }

    // x = S exp(u - exp(-u)) at u = side s; its derivative is x (1 + exp(-u)).
    private static Node InfiniteNode(double s, int side)
    {
        double u = side * s, q = u - Math.Exp(-u);
        return new Node(s, Math.Exp(q), q + Math.Log(1 + Math.Exp(-u)));
    }

    // Position: distance from the nearer end over the length, or from the finite end over the scale.
    private readonly record struct Node(double S, double Position, double LogWeight);

    private struct Walk
    {
        public LogSum Sum;
        public double Log;
        public double Before;
        public double LogUnit;
        public double LowerReach;
        public double UpperReach;
        public int Level;
    }
}
