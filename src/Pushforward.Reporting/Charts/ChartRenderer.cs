using System.Globalization;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>
/// Draws every kind of chart as SVG: the frame, texts, legend and axes are laid out here so that no two texts meet, whatever the data;
/// the chart draws its data into the rectangle that is left.
/// </summary>
internal static class ChartRenderer
{
    private const double LineHeight = 19;
    private const double TickGap = 9;

    /// <summary>However wide the texts beside it, a plot keeps this much.</summary>
    private const double LeastPlotWidth = 48;

    /// <summary>Renders a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="inline">Whether it goes into a page that already has <see cref="ChartStyle.Css"/>.</param>
    /// <param name="id">A prefix for identifiers, unique within the page; null derives one from the content.</param>
    public static string Render(Chart chart, bool inline, string? id)
    {
        if (chart.Width is < 240 or > 4000)
            throw new ArgumentException($"chart '{chart.Title}': Width must be from 240 to 4000 pixels, got {chart.Width}.");
        if (chart.Height is < 1 or > 8000)
            throw new ArgumentException($"chart '{chart.Title}': Height must be from 1 to 8000 pixels, got {chart.Height}.");
        chart.Check();
        var plan = chart.Plan();
        bool empty = plan.X is null || plan.Y is null;
        string description = chart.Description ?? (empty ? "No data: there is no value that these axes can show." : plan.Summary);
        id ??= $"pf-{Fingerprint(chart.Title, description, chart.Width):x8}";

        // On a page the picture lines up with the text around it; alone it needs a margin.
        double padding = inline ? 1 : 14;
        var page = new PageBox(padding, chart.Width - padding);
        var body = new Markup();
        double top = DrawTitle(body, chart.Title, page, padding);
        if (!empty && plan.Legend.Count > 1)
            top = LegendLayout.Draw(body, id, plan.Legend, page.Left, top, page.Right) + 4;
        top = DrawLabels(body, plan, empty ? null : plan.GutterLabel, page, top) + 8;

        IReadOnlyList<string> xTitle = TextMetrics.Wrap(plan.XLabel, page.Width, ChartStyle.LabelSize, 2);
        double wanted = (chart.Height ?? PreferredHeight(chart.Width)) - top - xTitle.Count * LineHeight - padding - 36;
        double plotHeight = plan.PlotHeight ?? Math.Max(LeastPlotHeight(chart), wanted);
        var (middle, bottom) = empty
            ? DrawEmpty(body, page, top, plotHeight)
            : DrawPlot(body, plan, id, page, top, top + plotHeight);
        foreach (string line in xTitle)
        {
            double half = TextMetrics.Width(line, ChartStyle.LabelSize) / 2;
            body.Element("text", line, ("class", "pf-label pf-muted"),
                ("x", Markup.Number(Math.Clamp(middle, Math.Min(page.Left + half, page.Middle), Math.Max(page.Right - half, page.Middle)))),
                ("y", Markup.Number(bottom + 14)), ("text-anchor", "middle"));
            bottom += LineHeight;
        }
        return Wrap(chart, inline, id, description, body, Math.Ceiling(bottom + padding));
    }

    // However tall title and legend grow, the plot keeps a readable shape; a height that was asked for may make it flatter.
    private static double LeastPlotHeight(Chart chart) =>
        chart.Height is null ? Math.Max(150, chart.Width * (chart.Width < 520 ? 0.55 : 0.3)) : 120;

    private static double PreferredHeight(double width) => width >= 520 ? width * 0.55 : width * 0.9;

    private static string Wrap(Chart chart, bool inline, string id, string description, Markup body, double height)
    {
        string width = chart.Width.ToString(CultureInfo.InvariantCulture), tall = Markup.Number(height);
        var svg = new Markup();
        svg.Open("svg",
            // HTML parsers know the namespace; a page without it holds no address at all.
            ("xmlns", inline ? null : "http://www.w3.org/2000/svg"), ("class", "pf-chart"), ("width", width), ("height", tall),
            ("viewBox", $"0 0 {width} {tall}"), ("role", "img"), ("aria-labelledby", $"{id}-title {id}-desc"), ("color", "#1d2228"));
        svg.Element("title", chart.Title, ("id", $"{id}-title")).Element("desc", description, ("id", $"{id}-desc"));
        if (!inline)
        {
            svg.Open("style").Raw(ChartStyle.Css).Close("style");
            svg.Empty("rect", ("class", "pf-bg"), ("width", "100%"), ("height", "100%"), ("fill", Palette.LightSurface));
        }
        return svg.NewLine().Raw(body.ToString()).Close("svg").ToString();
    }

    private static double DrawTitle(Markup body, string title, PageBox page, double top)
    {
        foreach (string line in TextMetrics.Wrap(title, page.Width, ChartStyle.TitleSize, 3, bold: true))
        {
            body.Element("text", line, ("class", "pf-title"), ("x", Markup.Number(page.Left)), ("y", Markup.Number(top + 15)));
            top += 22;
        }
        body.NewLine();
        return top + 2;
    }

    // The vertical axis is named above its end, where it reads without turning the head; the gutter opposite, below it if need be.
    private static double DrawLabels(Markup body, ChartPlan plan, string? gutter, PageBox page, double top)
    {
        string left = plan.YLabel;
        double names = plan.Y is CategoryDomain rows ? rows.Labels.Max(name => TextMetrics.Width(name, ChartStyle.TickSize)) : 40;
        double end = Math.Min(page.Right, page.Left + Math.Min(names, TickRoom(plan, page)) + TickGap + plan.MaximumPlotWidth + plan.RightGutter);
        double width = TextMetrics.Width(left, ChartStyle.LabelSize) + TextMetrics.Width(gutter ?? "", ChartStyle.LabelSize) + 16;
        bool beside = page.Left + width <= end;
        if (gutter is not null && beside)
            DrawLabel(body, gutter, end, top, "end");
        var lines = TextMetrics.Wrap(left, page.Width, ChartStyle.LabelSize, 2);
        for (int line = 0; line < lines.Count; line++)
            DrawLabel(body, lines[line], page.Left, top + line * LineHeight, null);
        top += LineHeight * Math.Max(lines.Count, gutter is not null && beside ? 1 : 0);
        if (gutter is not null && !beside)
        {
            string fitted = TextMetrics.Fit(gutter, page.Width, ChartStyle.LabelSize);
            DrawLabel(body, fitted, Math.Max(end, page.Left + TextMetrics.Width(fitted, ChartStyle.LabelSize)), top, "end");
            top += LineHeight;
        }
        return top;
    }

    private static void DrawLabel(Markup body, string text, double x, double top, string? anchor) => body.Element(
        "text", text, ("class", "pf-label pf-muted"), ("x", Markup.Number(x)), ("y", Markup.Number(top + 13)), ("text-anchor", anchor));

    private static (double Middle, double Bottom) DrawEmpty(Markup body, PageBox page, double top, double height)
    {
        body.Empty("rect", ("class", "pf-axis"), ("x", Markup.Number(page.Left)), ("y", Markup.Number(top)),
            ("width", Markup.Number(page.Width)), ("height", Markup.Number(height)), ("stroke-dasharray", "4 4"));
        body.Element("text", "No data", ("class", "pf-label pf-muted"), ("x", Markup.Number(page.Middle)),
            ("y", Markup.Number(top + height / 2 + 4)), ("text-anchor", "middle"));
        return (page.Middle, top + height + 6);
    }

    private static (double Middle, double Bottom) DrawPlot(Markup body, ChartPlan plan, string id, PageBox page, double plotTop, double plotBottom)
    {
        var y = new PlotScale(plan.Y!, plan.YDownwards ? plotTop : plotBottom, plan.YDownwards ? plotBottom : plotTop);
        var yTicks = AxisLabels.Vertical(y, TickRoom(plan, page));
        double left = page.Left + yTicks.Select(label => TextMetrics.Width(label.Text, ChartStyle.TickSize)).DefaultIfEmpty(0).Max() + TickGap;
        double right = Math.Min(page.Right - plan.RightGutter - (plan.RightGutter > 0 ? 0 : 6), left + plan.MaximumPlotWidth);
        var x = new PlotScale(plan.X!, left, right);
        var frame = new PlotFrame(id, x, y);
        var xTicks = AxisLabels.Horizontal(x, page.Left, right + (plan.RightGutter > 0 ? 8 : page.Right - right));

        body.Open("clipPath", ("id", $"{id}-clip")).Empty("rect", ("x", Markup.Number(left)), ("y", Markup.Number(plotTop)),
            ("width", Markup.Number(right - left)), ("height", Markup.Number(plotBottom - plotTop))).Close("clipPath");
        if (plan.GridY)
            DrawLines(body, "pf-grid", yTicks.Select(tick => $"M{Markup.Number(left)} {Markup.Number(tick.Place)}H{Markup.Number(right)}"));
        if (plan.GridX)
            DrawLines(body, "pf-grid", xTicks.Select(tick => $"M{Markup.Number(tick.Place)} {Markup.Number(plotTop)}V{Markup.Number(plotBottom)}"));
        body.NewLine();
        plan.Draw(body, frame);
        body.NewLine();
        DrawAxes(body, frame, xTicks, yTicks);
        plan.DrawOutside?.Invoke(body, frame);
        int lines = xTicks.Select(label => label.Lines.Count).DefaultIfEmpty(1).Max();
        return ((left + right) / 2, plotBottom + 8 + lines * 15);
    }

    // Names give way to the plot early, numbers only where there is no other room.
    private static double TickRoom(ChartPlan plan, PageBox page)
    {
        double room = page.Width - plan.RightGutter - TickGap - LeastPlotWidth;
        return plan.Y is CategoryDomain ? Math.Min(room, page.Width * 0.4) : room;
    }

    private static void DrawAxes(Markup body, PlotFrame frame, IReadOnlyList<AxisLabel> xTicks, IReadOnlyList<AxisLabel> yTicks)
    {
        string bottom = Markup.Number(frame.Bottom), left = Markup.Number(frame.Left);
        var marks = new List<string> { $"M{left} {Markup.Number(frame.Top)}V{bottom}H{Markup.Number(frame.Right)}" };
        if (frame.X.Domain is NumericDomain)
            marks.AddRange(xTicks.Select(tick => $"M{Markup.Number(tick.Place)} {bottom}v4"));
        DrawLines(body, "pf-axis", marks);
        body.Open("g", ("class", "pf-tick pf-muted"), ("text-anchor", "middle"));
        foreach (var label in xTicks)
        {
            for (int line = 0; line < label.Lines.Count; line++)
                DrawTick(body, label, label.Lines[line], label.TextPlace, frame.Bottom + 17 + line * 15);
        }
        body.Close("g").Open("g", ("class", "pf-tick pf-muted"), ("text-anchor", "end"));
        foreach (var label in yTicks)
            DrawTick(body, label, label.Text, frame.Left - 7, label.Place + 4);
        body.Close("g").NewLine();
    }

    /// <summary>Draws a line of a label; one that had to be shortened shows its whole text when pointed at.</summary>
    public static void DrawTick(Markup body, AxisLabel label, string text, double x, double y)
    {
        body.Open("text", ("x", Markup.Number(x)), ("y", Markup.Number(y))).Text(text);
        if (label.Full is not null)
            body.Element("title", label.Full);
        body.Close("text");
    }

    private static void DrawLines(Markup body, string style, IEnumerable<string> paths) =>
        body.Empty("path", ("class", style), ("d", string.Concat(paths)));

    // FNV-1a, so that the same chart has the same identifiers wherever and whenever it is drawn.
    private static uint Fingerprint(string title, string description, int width)
    {
        uint hash = 2166136261;
        foreach (char letter in $"{title}\0{description}\0{width}")
            hash = unchecked((hash ^ letter) * 16777619);
        return hash;
    }

    /// <summary>The room between the margins.</summary>
    private readonly record struct PageBox(double Left, double Right)
    {
        public double Width => Right - Left;

        public double Middle => (Left + Right) / 2;
    }
}
