namespace Pushforward.Numerics.Calculus;

/// <summary>
/// A function near an anchor: its value at anchor + offset. Where a density has a pole at the anchor, the offset carries digits that the sum
/// has lost, so implementations that can use it should.
/// </summary>
/// <param name="anchor">A place, usually a breakpoint.</param>
/// <param name="offset">The signed distance from it.</param>
public delegate double AnchoredFunction(double anchor, double offset);

/// <summary>A place at which a range of integration is cut.</summary>
/// <param name="Location">Where; the first may be -infinity and the last +infinity.</param>
/// <param name="Singular">Whether the integrand has a pole, a branch or a logarithm there, on either side.</param>
public readonly record struct Cut(double Location, bool Singular = false);

/// <summary>How hard to try.</summary>
public sealed record QuadratureOptions
{
    /// <summary>Stop when the error is below this fraction of the value.</summary>
    public double RelativeTolerance { get; init; } = 1e-13;

    /// <summary>Or below this. 0 asks for the relative tolerance alone.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-15;

    /// <summary>How many intervals to keep at most.</summary>
    public int MaximumIntervals { get; init; } = 4000;
}

/// <summary>An integral and how far it can be trusted.</summary>
/// <param name="Value">The integral.</param>
/// <param name="Error">
/// An estimate from above of its absolute error, truncation of infinite ranges and rounding included; infinite where the integral seems not to
/// exist.
/// </param>
/// <param name="Evaluations">How often the integrand was evaluated.</param>
/// <param name="Converged">Whether the error met the tolerance or came down to rounding.</param>
public readonly record struct QuadratureResult(double Value, double Error, int Evaluations, bool Converged);

/// <summary>
/// Globally adaptive Gauss-Kronrod quadrature over finite and infinite ranges with poles at known places. Ranges that end in a pole or at
/// infinity are integrated in the logarithm of the distance, where algebraic and logarithmic behavior becomes exponential decay.
/// </summary>
public static class Quadrature
{
    // e^-708 is the smallest normal double, e^709 the largest.
    private static readonly double[] TowardsPole = [0, 1, 4, 16, 64, 256, 708];
    private static readonly double[] TowardsInfinity = [0, 1, 2, 4, 8, 32, 128, 709];
    private static readonly int[] Signs = [-1, 1];

    /// <summary>The integral of f from lower to upper.</summary>
    /// <param name="f">The integrand, smooth inside; a pole at an end calls for the overload with cuts.</param>
    /// <param name="lower">The lower end, or -infinity.</param>
    /// <param name="upper">The upper end, or infinity.</param>
    /// <param name="options">How hard to try.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static QuadratureResult Integrate(
        Func<double, double> f, double lower, double upper, QuadratureOptions? options = null, CancellationToken cancellation = default) =>
        Integrate(f, [new Cut(lower), new Cut(upper)], options, cancellation);

    /// <summary>The integral of f from the first to the last cut.</summary>
    /// <param name="f">The integrand, smooth between cuts.</param>
    /// <param name="cuts">At least two places in ascending order.</param>
    /// <param name="options">How hard to try.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static QuadratureResult Integrate(
        Func<double, double> f, IReadOnlyList<Cut> cuts, QuadratureOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(f);
        return IntegrateAnchored((anchor, offset) => f(anchor + offset), cuts, options, cancellation);
    }

    /// <summary>The integral from the first to the last cut of a function that can use the distance from the nearest singular cut.</summary>
    /// <param name="f">The integrand, smooth between cuts.</param>
    /// <param name="cuts">At least two places in ascending order.</param>
    /// <param name="options">How hard to try.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="NumericalException">The integrand is NaN or infinite inside a range.</exception>
    public static QuadratureResult IntegrateAnchored(
        AnchoredFunction f, IReadOnlyList<Cut> cuts, QuadratureOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(cuts);
        options ??= new QuadratureOptions();

        var state = new Adaptive(f);
        foreach (var (piece, nodes) in Pieces(cuts))
        {
            for (int i = 0; i + 1 < nodes.Length; i++)
                state.Add(piece, nodes[i], nodes[i + 1]);
            if (piece.Map != Map.Linear)
                state.AddRemainder(piece, nodes[^1]);
        }
        return state.Refine(options, cancellation);
    }

    private static IEnumerable<(Piece Piece, double[] Nodes)> Pieces(IReadOnlyList<Cut> cuts)
    {
        if (cuts.Count < 2)
            throw new ArgumentException($"A range of integration needs at least two cuts, got {cuts.Count}.", nameof(cuts));
        for (int i = 0; i + 1 < cuts.Count; i++)
        {
            var (start, end) = (cuts[i], cuts[i + 1]);
            if (!(start.Location <= end.Location))
                throw new ArgumentException($"Cuts must ascend, got {start.Location:R} before {end.Location:R}.", nameof(cuts));
            if (start.Location == end.Location)
                continue;
            var (a, b) = (start.Location, end.Location);
            switch (double.IsInfinity(a), double.IsInfinity(b))
            {
                case (true, true):
                    foreach (int sign in Signs)
                    {
                        yield return (Piece.Linear(0, sign), [0, 1]);
                        yield return (Piece.Outwards(0, sign), TowardsInfinity);
                    }
                    break;
                case (true, false):
                    foreach (var piece in HalfInfinite(end, -1, i + 2 < cuts.Count ? cuts[i + 2].Location - b : 1))
                        yield return piece;
                    break;
                case (false, true):
                    foreach (var piece in HalfInfinite(start, 1, i > 0 ? a - cuts[i - 1].Location : 1))
                        yield return piece;
                    break;
                default:
                    double before = i > 0 ? a - cuts[i - 1].Location : double.PositiveInfinity;
                    double after = i + 2 < cuts.Count ? cuts[i + 2].Location - b : double.PositiveInfinity;
                    foreach (var piece in Finite(start, end, before, after))
                        yield return piece;
                    break;
            }
        }
    }

    private static IEnumerable<(Piece Piece, double[] Nodes)> HalfInfinite(Cut end, int sign, double scale)
    {
        // The neighboring range tells the scale on which the integrand varies.
        double width = double.IsFinite(scale) ? scale : 1;
        if (end.Singular)
            yield return (new Piece(Map.TowardsPole, end.Location, sign, width), TowardsPole);
        else
            yield return (Piece.Linear(end.Location, sign), [0, width]);
        yield return (new Piece(Map.TowardsInfinity, end.Location, sign, width), TowardsInfinity);
    }

    private static IEnumerable<(Piece Piece, double[] Nodes)> Finite(Cut start, Cut end, double widthBefore, double widthAfter)
    {
        double half = 0.5 * (end.Location - start.Location);
        yield return start.Singular
            ? (new Piece(Map.TowardsPole, start.Location, 1, half), TowardsPole)
            : (Piece.Linear(start.Location, 1), Graded(half, widthBefore));
        yield return end.Singular
            ? (new Piece(Map.TowardsPole, end.Location, -1, half), TowardsPole)
            : (Piece.Linear(end.Location, -1), Graded(half, widthAfter));
    }

    // A wide range beside a narrow one starts on the scale of the narrow one, or the flank of a peak that ends there would fall between nodes.
    private static double[] Graded(double width, double neighbor)
    {
        var nodes = new List<double> { 0 };
        for (double distance = 4 * neighbor; distance < 0.5 * width && neighbor > 1e-12 * width; distance *= 8)
            nodes.Add(distance);
        nodes.Add(width);
        return [.. nodes];
    }

    private enum Map
    {
        /// <summary>x = anchor + sign u.</summary>
        Linear,

        /// <summary>x = anchor + sign scale exp(-u).</summary>
        TowardsPole,

        /// <summary>x = anchor + sign scale exp(u).</summary>
        TowardsInfinity,
    }

    private readonly record struct Piece(Map Map, double Anchor, int Sign, double Scale)
    {
        public static Piece Linear(double anchor, int sign) => new(Map.Linear, anchor, sign, 1);

        public static Piece Outwards(double anchor, int sign) => new(Map.TowardsInfinity, anchor, sign, 1);
    }

    /// <summary>The integrand in the coordinate of a piece, times the derivative of the map.</summary>
    private readonly struct Mapped(AnchoredFunction f, Piece piece) : IIntegrand
    {
        /// <summary>The value, which may be infinite: the caller decides what that means.</summary>
        public double EvaluateRaw(double u)
        {
            double distance = piece.Map switch
            {
                Map.Linear => u,
                Map.TowardsPole => piece.Scale * Math.Exp(-u),
                _ => piece.Scale * Math.Exp(u),
            };
            if (piece.Map != Map.Linear && (distance == 0 || double.IsInfinity(distance)))
                return 0;
            double value = f(piece.Anchor, piece.Sign * distance);
            if (double.IsNaN(value) || (double.IsInfinity(value) && piece.Map == Map.Linear))
            {
                throw new NumericalException(
                    $"An integrand is {value} at {piece.Anchor + piece.Sign * distance:R}: expected a finite number; poles must be among the cuts.");
            }
            return piece.Map == Map.Linear ? value : value * distance;
        }

        // An overflow on the way to a pole or to infinity is a divergence, which the remainder reports.
        public double Evaluate(double u)
        {
            double value = EvaluateRaw(u);
            return double.IsInfinity(value) ? 0 : value;
        }
    }

    private readonly record struct Part(Piece Piece, double Lower, double Upper, double Value, double Error);

    /// <summary>The parts so far; the worst is halved until the sum of errors is small enough.</summary>
    private sealed class Adaptive(AnchoredFunction f)
    {
        private readonly PriorityQueue<Part, double> _open = new();
        private readonly List<Part> _settled = [];
        private int _evaluations;
        private double _remainder;

        public void Add(Piece piece, double lower, double upper)
        {
            var (part, floor) = Apply(piece, lower, upper);
            File(part, settled: part.Error <= floor);
        }

        private void Halve(Part parent)
        {
            double middle = 0.5 * (parent.Lower + parent.Upper);
            var (left, leftFloor) = Apply(parent.Piece, parent.Lower, middle);
            var (right, rightFloor) = Apply(parent.Piece, middle, parent.Upper);
            // An error that halving does not lower, beside a value it does not change, is noise in the integrand: it stays in the sum.
            bool noise = left.Error + right.Error > 0.9 * parent.Error
                && Math.Abs(left.Value + right.Value - parent.Value) < 1e-6 * Math.Abs(parent.Value);
            bool indivisible = parent.Upper - parent.Lower <= 1e-13 * Math.Max(Math.Abs(parent.Lower), Math.Abs(parent.Upper));
            File(left, noise || indivisible || left.Error <= leftFloor);
            File(right, noise || indivisible || right.Error <= rightFloor);
        }

        private (Part Part, double Floor) Apply(Piece piece, double lower, double upper)
        {
            var (value, error, floor) = GaussKronrod.Apply(new Mapped(f, piece), lower, upper);
            _evaluations += GaussKronrod.Evaluations;
            return (new Part(piece, lower, upper, value, error), floor);
        }

        private void File(Part part, bool settled)
        {
            if (settled)
                _settled.Add(part);
            else
                _open.Enqueue(part, -part.Error);
        }

        // What lies beyond the last representable distance: the mapped integrand decays as exp(-rate u) there, or the integral diverges.
        public void AddRemainder(Piece piece, double last)
        {
            const double Step = 8;
            var integrand = new Mapped(f, piece);
            // Infinity is reached before the last node where the scale is large.
            if (piece.Map == Map.TowardsInfinity)
                last = Math.Min(last, 709 - Math.Log(piece.Scale));
            else
                last = Math.Min(last, 708 + Math.Log(piece.Scale));
            double end = Math.Abs(integrand.EvaluateRaw(last)), before = Math.Abs(integrand.EvaluateRaw(last - Step));
            _evaluations += 2;
            if (end == 0)
                return;
            double rate = Math.Log(before / end) / Step;
            // A rate lost in rounding is that of 1 / |x|, whose integral diverges.
            _remainder += rate > 1e-13 ? end / rate : double.PositiveInfinity;
        }

        public QuadratureResult Refine(QuadratureOptions options, CancellationToken cancellation)
        {
            while (true)
            {
                var (value, error) = Total();
                double tolerance = Math.Max(options.AbsoluteTolerance, options.RelativeTolerance * Math.Abs(value));
                bool done = error <= tolerance || _open.Count == 0 || double.IsInfinity(_remainder);
                if (done || _open.Count + _settled.Count >= options.MaximumIntervals)
                    return new QuadratureResult(value, error + _remainder, _evaluations, done && _remainder <= Math.Max(tolerance, error));

                cancellation.ThrowIfCancellationRequested();
                // Several halvings between sums keep the sums off the profile.
                for (int i = Math.Max(1, _open.Count / 8); i > 0 && _open.Count > 0; i--)
                    Halve(_open.Dequeue());
            }
        }

        private (double Value, double Error) Total()
        {
            double value = 0, error = 0;
            foreach (var part in _settled)
                (value, error) = (value + part.Value, error + part.Error);
            foreach (var (part, _) in _open.UnorderedItems)
                (value, error) = (value + part.Value, error + part.Error);
            return (value, error);
        }
    }
}
