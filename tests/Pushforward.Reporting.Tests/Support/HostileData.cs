using FsCheck;
using FsCheck.Fluent;
using Pushforward.Reporting.Charts;

namespace Pushforward.Reporting.Tests.Support;

/// <summary>Data and texts that a chart must survive.</summary>
internal static class HostileData
{
    public static readonly string[] Texts =
    [
        "", " ", "<script>alert(1)</script>", "\"quoted\" & 'single'", "]]> --> <!--", "\0\u0001\u000B\uFFFE", "\uD800 lone", "\uDC00",
        "line\r\nbreak\ttab", "emoji 👩‍👩‍👧‍👦 and e\u0301", "&amp;&#60;", "日本語の長い凡例の名前がここに入ります", "a-very-long-word-without-any-space-that-does-not-fit-anywhere-at-all",
        "many words that go on and on so that a title must wrap and wrap and wrap until at last it has to be cut short with an ellipsis because there is no room left",
    ];

    private static readonly double[] Extremes =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 0, -0.0,
            1e300, -1e300, 1e-300, 1e16, 1e16 + 2, 1, 1 + 1e-12, -1];

    /// <summary>Ordinary, extreme and constant values mixed.</summary>
    public static Gen<double[]> Values { get; } = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(value => value / 7.0).ArrayOf(),
        ArbMap.Default.GeneratorFor<double>().ArrayOf(),
        Gen.Elements(Extremes).ArrayOf(),
        Gen.OneOf(Gen.Elements(Extremes), Gen.Choose(-5, 5).Select(value => (double)value)).ArrayOf(),
        Gen.Elements(Extremes).SelectMany(value => Gen.Choose(1, 5).Select(count => Enumerable.Repeat(value, count).ToArray())));

    public static Gen<string> Text { get; } = Gen.OneOf(Gen.Elements(Texts), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    public static Gen<Axis> Axis { get; } =
        from title in Text
        from unit in Text
        from scale in Gen.Elements(AxisScale.Linear, AxisScale.Logarithmic)
        select new Axis(title, unit) { Scale = scale };

    /// <summary>Any kind of chart with any data.</summary>
    public static Gen<Chart> Chart { get; } = Gen.OneOf(
        Gen.OneOf(Lines, Scatter), Bars, Histograms, HeatMaps);

    private static Gen<int> Width => Gen.Choose(240, 1000);

    private static Gen<Chart> Lines =>
        from title in Text
        from x in Axis
        from y in Axis
        from width in Width
        from values in Values.ListOf(3)
        from names in Text.ListOf(3)
        from markers in Gen.Elements<bool?>(null, true, false)
        from decoration in Gen.Choose(0, 2)
        select (Chart)new LineChart
        {
            Title = title,
            X = x,
            Y = y,
            Width = width,
            Series =
            [
                .. values.Zip(names, (data, name) => LineSeries.ByIndex(name, data) with
                {
                    Markers = markers,
                    Errors = decoration == 1 ? data : null,
                    Lower = decoration == 2 ? data : null,
                    Upper = decoration == 2 ? [.. data.Select(value => value + 1)] : null,
                }),
            ],
            References = [new ReferenceLine(title, values[0].FirstOrDefault())],
        };

    private static Gen<Chart> Scatter =>
        from title in Text
        from x in Axis
        from y in Axis
        from width in Width
        from values in Values.ListOf(12)
        select (Chart)new ScatterChart
        {
            Title = title,
            X = x,
            Y = y,
            Width = width,
            Series = [.. values.Select((data, index) => new ScatterSeries($"class {index}", data, [.. data.Reverse()]))],
        };

    private static Gen<Chart> Bars =>
        from title in Text
        from value in Axis
        from width in Width
        from data in Values.Where(values => values.Length < 40)
        from name in Text
        from orientation in Gen.Elements(BarOrientation.Horizontal, BarOrientation.Vertical)
        from mark in Gen.Elements(BarMark.Bar, BarMark.Dot)
        from series in Gen.Choose(1, 4)
        select (Chart)new BarChart
        {
            Title = title,
            Value = mark == BarMark.Bar ? value with { Scale = AxisScale.Linear } : value,
            Width = width,
            Orientation = orientation,
            Mark = mark,
            CategoryTitle = name,
            Categories = [.. data.Select((_, index) => index % 2 == 0 ? name : $"category {index}")],
            Series = [.. Enumerable.Range(0, series).Select(index => new BarSeries(name + index, data) { Errors = index == 1 ? data : null })],
        };

    private static Gen<Chart> Histograms =>
        from title in Text
        from label in Text
        from width in Width
        from data in Values
        from curve in Values
        select (Chart)new Histogram
        {
            Title = title,
            X = new Axis(label),
            Width = width,
            Values = data,
            Curves = [LineSeries.ByIndex(label, curve)],
        };

    private static Gen<Chart> HeatMaps =>
        from title in Text
        from label in Text
        from value in Axis
        from width in Width
        from data in Values
        from colors in Gen.Elements(ColorScale.Sequential, ColorScale.Diverging)
        from named in Gen.Elements(true, false)
        from range in Gen.Elements((0.0, 1.0), (-1e-12, 1e-12), (-1e300, 1e300), (1e9, 1e9 + 1), (-1.0 / 3, 1e-300))
        let map = HeatMap(title, label, colors == ColorScale.Diverging ? value with { Scale = AxisScale.Linear } : value, width, data, colors, named)
        select (Chart)(map with { XRange = range, YRange = range });

    private static HeatMap HeatMap(string title, string label, Axis value, int width, double[] data, ColorScale colors, bool named)
    {
        int columns = Math.Max(1, (int)Math.Sqrt(data.Length)), rows = data.Length / columns;
        var grid = new double[rows, columns];
        for (int cell = 0; cell < rows * columns; cell++)
            grid[cell / columns, cell % columns] = data[cell];
        return new()
        {
            Title = title,
            X = new Axis(label),
            Y = new Axis(label),
            Value = value,
            Width = width,
            Values = grid,
            Colors = colors,
            ShowValues = true,
            RowNames = named ? [.. Enumerable.Range(0, rows).Select(_ => label)] : null,
            ColumnNames = named ? [.. Enumerable.Range(0, columns).Select(_ => label)] : null,
        };
    }
}
