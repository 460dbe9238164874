namespace Pushforward.Reporting.Charts;

/// <summary>Maps the values of a domain onto a line of pixels; Start may lie right of or below End.</summary>
internal sealed class PlotScale
{
    private readonly NumericDomain? _numbers;
    private readonly double _low, _high;

    public PlotScale(AxisDomain domain, double start, double end)
    {
        (Domain, Start, End) = (domain, start, end);
        _numbers = domain as NumericDomain;
        (_low, _high) = _numbers switch
        {
            null => (-0.5, ((CategoryDomain)domain).Labels.Count - 0.5),
            { Logarithmic: true } => (Math.Log10(_numbers.Minimum), Math.Log10(_numbers.Maximum)),
            _ => (_numbers.Minimum, _numbers.Maximum),
        };
    }

    public AxisDomain Domain { get; }

    public double Start { get; }

    public double End { get; }

    /// <summary>Pixels between two neighbouring categories; for numbers, pixels for a difference of one (linear) or a factor of ten.</summary>
    public double Unit => Math.Abs(End - Start) / (_high - _low);

    /// <summary>The pixel of a value (for categories, of an index, fractions allowed).</summary>
    public double Map(double value)
    {
        double place = _numbers is { Logarithmic: true } ? Math.Log10(value) : value;
        return Start + (place - _low) / (_high - _low) * (End - Start);
    }

    /// <summary>The pixel of a value, held inside the plot.</summary>
    public double MapClamped(double value) => Math.Clamp(Map(value), Math.Min(Start, End), Math.Max(Start, End));
}
