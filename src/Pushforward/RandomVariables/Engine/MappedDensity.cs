namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The density of h(X) on the image of one cell, where h is monotone: f_Z(z) = f_X(x) / |h'(x)| at the x with h(x) = z. Places near the ends of the image
/// are inverted from those ends.
/// </summary>
internal sealed class MappedDensity : LocalDensity
{
    private readonly LocalDensity _source;
    private readonly int _cell;
    private readonly ElementaryMap _map;
    private readonly End _low;
    private readonly End _high;
    private readonly int _image;
    private readonly double _scale;

    /// <summary>Maps a cell.</summary>
    /// <param name="source">The density of X.</param>
    /// <param name="cell">A cell inside one branch; of its ends, one has a finite image.</param>
    /// <param name="map">The function.</param>
    public MappedDensity(LocalDensity source, int cell, ElementaryMap map)
    {
        (_source, _cell, _map) = (source, cell, map);
        var a = MakeEnd(cell == 0 ? null : source.Knots[cell - 1], 1);
        var b = MakeEnd(cell == source.Knots.Length ? null : source.Knots[cell], -1);
        (_low, _high) = a.Image <= b.Image ? (a, b) : (b, a);
        var knots = new List<Knot>(2);
        if (double.IsFinite(_low.Image))
            knots.Add(_low.Knot);
        if (double.IsFinite(_high.Image))
            knots.Add(_high.Knot);
        Knots = [.. knots];
        _image = double.IsFinite(_low.Image) ? 1 : 0;
        _scale = EstimateScale();
    }

    /// <inheritdoc/>
    public override Knot[] Knots { get; }

    /// <inheritdoc/>
    public override double RelativeError => _source.RelativeError + 4e-16;

    /// <inheritdoc/>
    public override double LogFloor => _source.LogFloor;

    /// <inheritdoc/>
    public override bool IsEmpty(int cell) => cell != _image;

    /// <inheritdoc/>
    public override double Scale(int cell) => _scale;

    /// <inheritdoc/>
    public override double LogDensity(int cell, double fromLower, double fromUpper)
    {
        if (double.IsFinite(_low.Image) && double.IsFinite(_high.Image))
            return fromLower <= fromUpper ? FromEnd(_low, _high, fromLower) : FromEnd(_high, _low, -fromUpper);
        return double.IsFinite(_low.Image) ? FromEnd(_low, _high, fromLower) : FromEnd(_high, _low, -fromUpper);
    }

    private double FromEnd(in End end, in End other, double dz)
    {
        double length = _source.Length(_cell);
        double v, slope;
        if (double.IsFinite(end.Place))
        {
            v = _map.Displacement(end.Place, end.Side, dz);
            if (double.IsInfinity(other.Image) && Math.Abs(v) > length / 2)
            {
                // Nearer to the pole on the other side, in x.
                v = _map.DisplacementFromPole(other.Place, other.Side, end.Image + dz);
                return At(other, v, length) - _map.LogSlope(other.Place, v);
            }
            slope = _map.LogSlope(end.Place, v);
            return At(end, v, length) - slope;
        }
        double x = _map.PlaceNearLimit(-end.Side, dz);
        double far = Math.Abs(x - other.Place);
        return _source.LogDensity(_cell, end.Side > 0 ? double.PositiveInfinity : far, end.Side > 0 ? far : double.PositiveInfinity)
            - _map.LogSlope(x, 0);
    }

    private double At(in End end, double v, double length)
    {
        // Beyond the range of doubles in x: not known, rather than zero.
        if (double.IsInfinity(v) || Math.Abs(v) < 1e-300)
            return double.NaN;
        double near = Math.Abs(v), far = double.IsInfinity(length) ? length : Math.Max(0, length - near);
        return end.Side > 0 ? _source.LogDensity(_cell, near, far) : _source.LogDensity(_cell, far, near);
    }

    private End MakeEnd(Knot? knot, int side)
    {
        double place = knot?.Place ?? (side > 0 ? double.NegativeInfinity : double.PositiveInfinity);
        double image = _map.Limit(place, side);
        if (knot is not { } at)
            return new End(place, side, image, new Knot(image, 0, Knot.RoundingAt(image)));
        double power = _map.PowerAt(place);
        double order = power == 1 ? at.Order : (Math.Min(0, at.Order) + 1) / power - 1;
        double stretch = at.Uncertainty == 0 ? 0 : Math.Exp(Math.Min(700, _map.LogSlope(place, 0)));
        double uncertainty = Knot.RoundingAt(image) + (double.IsFinite(stretch) ? at.Uncertainty * stretch : 0);
        return new End(place, side, image, new Knot(image, order, uncertainty));
    }

    // How far the image of the source's scale reaches.
    private double EstimateScale()
    {
        if (double.IsFinite(_low.Image) && double.IsFinite(_high.Image))
            return _high.Image - _low.Image;
        var finite = double.IsFinite(_low.Image) ? _low : _high;
        var other = double.IsFinite(_low.Image) ? _high : _low;
        double step = double.IsFinite(_source.Length(_cell)) ? _source.Length(_cell) / 2 : _source.Scale(_cell);
        double inside = double.IsFinite(finite.Place) ? finite.Place + finite.Side * step : other.Place + other.Side * step;
        double scale = Math.Abs(_map.Value(inside) - finite.Image);
        return scale > 0 && double.IsFinite(scale) ? scale : 1;
    }

    // One end of the cell: Side 1 is its lower end, where the cell lies above.
    private readonly record struct End(double Place, int Side, double Image, Knot Knot);
}
