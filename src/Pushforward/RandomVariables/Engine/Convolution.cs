using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The density of X + Y for independent X and Y: f(z) = integral of f_X(x) f_Y(z - x) dx (Springer 1979, chapter 3). The integral is cut at
/// the knots a_i of X and at z - b_j for the knots b_j of Y; the sums a_i + b_j are the knots of the result. For z = a_i + b_j + t the distance between
/// a_i and z - b_j is t exactly, so that even poles of both factors that run into each other are integrated to full precision.
/// </summary>
internal sealed class Convolution : LocalDensity
{
    private const double NearScale = 12;
    private readonly InterpolatedDensity _x;
    private readonly InterpolatedDensity _y;
    private readonly Workload _work;
    private readonly int[] _pair; // the index of the knot a_i + b_j, at i * (number of b) + j
    private double _quadratureError;

    /// <summary>Adds two variables.</summary>
    /// <param name="x">The density of X.</param>
    /// <param name="y">The density of Y.</param>
    /// <param name="work">Where the evaluations are counted.</param>
    public Convolution(InterpolatedDensity x, InterpolatedDensity y, Workload work)
    {
        (_x, _y, _work) = (x, y, work);
        var pairs = new Knot[x.Knots.Length * y.Knots.Length];
        for (int i = 0; i < x.Knots.Length; i++)
        {
            for (int j = 0; j < y.Knots.Length; j++)
            {
                Knot a = x.Knots[i], b = y.Knots[j];
                double place = a.Place + b.Place;
                pairs[i * y.Knots.Length + j] = new Knot(place, a.Order + b.Order + 1, a.Uncertainty + b.Uncertainty + Knot.RoundingAt(place));
            }
        }
        Knots = Superposition.Merge(pairs);
        _pair = Array.ConvertAll(pairs, pair => Superposition.IndexOf(Knots, pair));
    }

    /// <inheritdoc/>
    public override Knot[] Knots { get; }

    /// <inheritdoc/>
    public override double RelativeError => _x.RelativeError + _y.RelativeError + _quadratureError;

    /// <inheritdoc/>
    public override double LogFloor => Math.Max(_x.LogFloor, _y.LogFloor);

    /// <inheritdoc/>
    public override bool IsEmpty(int cell)
    {
        // The sums of cells i and j fill one interval, whose ends are knots.
        for (int i = 0; i <= _x.Knots.Length; i++)
        {
            if (_x.IsEmpty(i))
                continue;
            for (int j = 0; j <= _y.Knots.Length; j++)
            {
                if (!_y.IsEmpty(j) && Index(i - 1, j - 1, -1) < cell && Index(i, j, int.MaxValue) >= cell)
                    return false;
            }
        }
        return true;

        int Index(int i, int j, int infinite) =>
            i < 0 || j < 0 || i == _x.Knots.Length || j == _y.Knots.Length ? infinite : _pair[i * _y.Knots.Length + j];
    }

    /// <inheritdoc/>
    public override double Scale(int cell) => Math.Max(OuterScale(_x, cell == 0), OuterScale(_y, cell == 0));

    private static double OuterScale(InterpolatedDensity density, bool lower) =>
        density.IsEmpty(lower ? 0 : density.Knots.Length) ? 0 : density.Scale(lower ? 0 : density.Knots.Length);

    /// <inheritdoc/>
    public override double LogDensity(int cell, double fromLower, double fromUpper)
    {
        // z = place of the nearer knot + offset.
        bool isLower = fromLower <= fromUpper;
        int near = isLower ? cell - 1 : cell;
        double offset = isLower ? fromLower : -fromUpper;
        int m = _x.Knots.Length, n = _y.Knots.Length;
        var cuts = new Cuts(stackalloc Segment[96], stackalloc Frame[96]);

        // Walk x upwards over the merged cuts; i knots of X are behind, and y = z - x falls through the cells of Y from the last.
        int i = 0, j = n;
        while (true)
        {
            if (!_x.IsEmpty(i) && !_y.IsEmpty(j))
                AddSegment(i, j, near, offset, ref cuts);
            if (i == m && j == 0)
                break;
            if (j == 0 || (i < m && Gap(i, j - 1, near, offset) >= 0))
                i++;
            else
                j--;
        }
        if (cuts.Count == 0)
            return double.NegativeInfinity;
        var product = new Product(_x, _y, cuts.Frames);
        double log = DoubleExponential.LogIntegral(ref product, cuts.Segments, out double error);
        _work.Add(product.Evaluations);
        // Where the operands end their own errors show, beyond what is interpolated.
        if (log > LogFloor + 30)
            _quadratureError = Math.Max(_quadratureError, error);
        return log;
    }

    // z - b_j - a_i: how far cut j of Y lies above cut i of X.
    private double Gap(int i, int j, int near, double offset)
    {
        int pair = _pair[i * _y.Knots.Length + j];
        return pair == near ? offset : Knots[near].Place - Knots[pair].Place + offset;
    }

    // The part of the line where x lies in cell i of X and z - x in cell j of Y.
    private void AddSegment(int i, int j, int near, double offset, ref Cuts cuts)
    {
        int m = _x.Knots.Length, n = _y.Knots.Length;
        bool hasLowerX = i > 0, hasUpperX = i < m;
        bool hasLowerY = j < n, hasUpperY = j > 0; // cut j of Y bounds x below, cut j - 1 above
        // Distances of the segment's ends from the knots beyond them.
        double lowerGap = hasLowerX && hasLowerY ? Gap(i - 1, j, near, offset) : 0; // cut of Y minus cut of X
        double upperGap = hasUpperX && hasUpperY ? Gap(i, j - 1, near, offset) : 0;
        var frame = new Frame
        {
            XCell = i,
            YCell = j,
            XBelow = !hasLowerX ? double.PositiveInfinity : hasLowerY ? Math.Max(0, lowerGap) : 0,
            XAbove = !hasUpperX ? double.PositiveInfinity : hasUpperY ? Math.Max(0, -upperGap) : 0,
            YAbove = !hasLowerY ? double.PositiveInfinity : hasLowerX ? Math.Max(0, -lowerGap) : 0,
            YBelow = !hasUpperY ? double.PositiveInfinity : hasUpperX ? Math.Max(0, upperGap) : 0,
        };
        double length;
        bool lowerInfinite = !hasLowerX && !hasLowerY, upperInfinite = !hasUpperX && !hasUpperY;
        if (lowerInfinite || upperInfinite)
            length = double.PositiveInfinity;
        else if (hasLowerX && frame.XBelow == 0)
            length = hasUpperX && frame.XAbove == 0 ? _x.Length(i) : Gap(i - 1, j - 1, near, offset);
        else
            length = hasUpperX && frame.XAbove == 0 ? -Gap(i, j, near, offset) : _y.Length(j);
        double scale = CellScale(i, j);
        // A pole of the other variable just beyond an end is a feature on the scale of its distance.
        double lowerGap0 = PoleBeyond(frame.XBelow, _x, i, upper: false, frame.YAbove, _y, j);
        double upperGap0 = PoleBeyond(frame.XAbove, _x, i, upper: true, frame.YBelow, _y, j);
        if (lowerInfinite)
            CutInfinite(frame, upperGap0, scale, isLower: false, ref cuts);
        else if (upperInfinite)
            CutInfinite(frame, lowerGap0, scale, isLower: true, ref cuts);
        else if (length > 0)
            Cut(frame, length, NearScale * scale, lowerGap0, upperGap0, ref cuts);
    }

    // Of the two distances to knots beyond an end one is zero (the end's own knot); the other counts if the density there is not smooth.
    private static double PoleBeyond(double xDistance, InterpolatedDensity x, int i, bool upper, double yDistance, InterpolatedDensity y, int j)
    {
        bool isX = xDistance > 0 && double.IsFinite(xDistance);
        double distance = isX ? xDistance : yDistance;
        if (!(distance > 0) || double.IsInfinity(distance))
            return double.PositiveInfinity;
        // Below an end lies the lower knot of X, but the upper one of Y, for y = z - x runs backwards.
        bool smooth = isX ? x.Cells[i].IsSmooth(upper) : y.Cells[j].IsSmooth(!upper);
        return smooth ? double.PositiveInfinity : distance;
    }

    // Double-exponential nodes thin out in the middle of a segment: one much longer than the features at its ends is cut in geometric progression.
    private void Cut(in Frame frame, double length, double nearby, double lowerGap, double upperGap, ref Cuts cuts)
    {
        double lowerStart = Math.Min(nearby, lowerGap), upperStart = Math.Min(nearby, upperGap);
        if (length <= 4 * Math.Min(lowerStart, upperStart))
        {
            cuts.Add(frame, new Segment(length));
            return;
        }
        Progress(frame, length, length / 2, lowerStart, nearby, isLower: true, ref cuts);
        Progress(frame, length, length / 2, upperStart, nearby, isLower: false, ref cuts);
    }

    private void CutInfinite(in Frame frame, double gap, double scale, bool isLower, ref Cuts cuts)
    {
        if (gap > scale / 4)
        {
            cuts.Add(frame, new Segment(double.PositiveInfinity, scale, !isLower));
            return;
        }
        Progress(frame, double.PositiveInfinity, scale, gap, scale, isLower, ref cuts);
        cuts.Add(isLower ? frame.Within(scale, 0) : frame.Within(0, scale), new Segment(double.PositiveInfinity, scale, !isLower));
    }

    // Segments from one end up to a distance: fast steps up to the scale of the densities, slower ones in their tails.
    private void Progress(in Frame frame, double length, double to, double start, double nearby, bool isLower, ref Cuts cuts)
    {
        double from = 0, next = start, largest = double.NegativeInfinity;
        while (from < to)
        {
            if (next > to / 3)
                next = to;
            cuts.Add(isLower ? frame.Within(from, length - next) : frame.Within(length - next, from), new Segment(next - from));
            if (!Counts(frame, isLower ? next : length - next, isLower ? length - next : next, ref largest))
                return;
            from = next;
            next = next < nearby ? Math.Min(nearby, 100 * next) : 12 * next;
        }
    }

    // Heavy tails on either side fall towards the middle: beyond where the mass at hand is below rounding nothing is to be had.
    private bool Counts(in Frame frame, double fromLower, double fromUpper, ref double largest)
    {
        double mass = frame.Log(_x, _y, fromLower, fromUpper) + Math.Log(Math.Min(fromLower, fromUpper));
        largest = Math.Max(largest, mass);
        return mass > largest - 44;
    }

    private double CellScale(int i, int j)
    {
        double x = _x.Scale(i), y = _y.Scale(j);
        return Math.Min(x, y);
    }

    private struct Frame
    {
        public int XCell, YCell;
        public double XBelow, XAbove, YBelow, YAbove;

        // The part that begins and ends at distances from the lower and upper end.
        public readonly Frame Within(double lower, double upper) => this with
        {
            XBelow = XBelow + lower,
            YAbove = YAbove + lower,
            XAbove = XAbove + upper,
            YBelow = YBelow + upper,
        };

        public readonly double Log(InterpolatedDensity x, InterpolatedDensity y, double fromLower, double fromUpper) =>
            x.LogDensity(XCell, fromLower + XBelow, fromUpper + XAbove) + y.LogDensity(YCell, fromUpper + YBelow, fromLower + YAbove);
    }

    // The segments of one integral and what lies around each; grows when the stack space is used up.
    private ref struct Cuts(Span<Segment> segments, Span<Frame> frames)
    {
        private Span<Segment> _segments = segments;
        private Span<Frame> _frames = frames;

        public int Count { get; private set; }

        public readonly ReadOnlySpan<Segment> Segments => _segments[..Count];

        public readonly ReadOnlySpan<Frame> Frames => _frames[..Count];

        public void Add(in Frame frame, in Segment segment)
        {
            if (Count == _segments.Length)
            {
                Span<Segment> segments = new Segment[2 * Count];
                Span<Frame> frames = new Frame[2 * Count];
                _segments.CopyTo(segments);
                _frames.CopyTo(frames);
                _segments = segments;
                _frames = frames;
            }
            _segments[Count] = segment;
            _frames[Count++] = frame;
        }
    }

    private ref struct Product(InterpolatedDensity x, InterpolatedDensity y, ReadOnlySpan<Frame> frames) : ILogIntegrand
    {
        private readonly ReadOnlySpan<Frame> _frames = frames;

        public int Evaluations { get; private set; }

        public double Log(int segment, double fromLower, double fromUpper)
        {
            Evaluations++;
            ref readonly var frame = ref _frames[segment];
            return frame.Log(x, y, fromLower, fromUpper);
        }
    }
}
