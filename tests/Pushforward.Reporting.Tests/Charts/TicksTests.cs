using FsCheck;
using FsCheck.Fluent;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Charts;

public class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(-205.9, -155.91, 6, "−200 −190 −180 −170 −160")]
    [InlineData(0.3, 0.89, 3, "0.4 0.6 0.8")]
    [InlineData(0, 60_000, 4, "0 20\u202F000 40\u202F000 60\u202F000")]
    [InlineData(0, 3e7, 4, "0 1×10⁷ 2×10⁷ 3×10⁷")]
    [InlineData(0, 0.0005, 5, "0 1×10⁻⁴ 2×10⁻⁴ 3×10⁻⁴ 4×10⁻⁴ 5×10⁻⁴")]
    [InlineData(1e16, 1.0001e16, 4, "1.000000×10¹⁶ 1.000025×10¹⁶ 1.000050×10¹⁶ 1.000075×10¹⁶ 1.000100×10¹⁶")]
    public void Linear_ticks_are_the_numbers_a_person_would_write(double from, double to, int most, string labels) =>
        Assert.Equal(labels, string.Join(' ', Ticks.Of(new NumericDomain(from, to), most).Select(tick => tick.Label)));

    [Theory]
    [InlineData(0.1, 1000, 5, "0.1 1 10 100 1000")]
    [InlineData(1, 1e6, 8, "10⁰ 10¹ 10² 10³ 10⁴ 10⁵ 10⁶")]
    [InlineData(1, 100, 10, "1 2 5 10 20 50 100")]
    [InlineData(1e-12, 1, 5, "10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 10⁰")]
    [InlineData(4.1, 4.4, 4, "4.1 4.2 4.3 4.4")]
    public void Logarithmic_ticks_are_decades_or_parts_of_them(double from, double to, int most, string labels) =>
        Assert.Equal(labels, string.Join(' ', Ticks.Of(new NumericDomain(from, to, Logarithmic: true), most).Select(tick => tick.Label)));

    [Fact]
    public void Room_around_the_widest_logarithmic_range_stays_finite_and_its_ticks_few()
    {
        var domain = NumericDomain.Of([1e-300, 1e300], new Axis("x") { Scale = AxisScale.Logarithmic }, 0.05)!;
        Assert.InRange(domain.Minimum, double.Epsilon, 1e-300);
        Assert.InRange(domain.Maximum, 1e300, double.MaxValue);
        Assert.InRange(Ticks.Of(domain, 10).Count, 2, 10);
    }

    [Fact]
    public void Whole_numbers_have_no_ticks_between_them() =>
        Assert.All(Ticks.Of(new NumericDomain(1, 3, Integral: true), 20), tick => Assert.Equal(Math.Floor(tick.Value), tick.Value));

    [Fact]
    public void Ticks_of_any_data_lie_inside_are_few_distinct_nice_and_ascending() =>
        Prop.ForAll(
            Arb.From(HostileData.Values.Zip(Gen.Elements(AxisScale.Linear, AxisScale.Logarithmic))), Arb.From(Gen.Choose(1, 20)),
            (data, most) =>
            {
                if (NumericDomain.Of(data.Item1, new Axis("x") { Scale = data.Item2 }, 0.05) is not { } domain)
                    return;
                Assert.True(domain.Minimum < domain.Maximum);
                var ticks = Ticks.Of(domain, most);
                Assert.InRange(ticks.Count, most >= 4 && !domain.Logarithmic ? 2 : 0, most + 1);
                Assert.Equal(ticks.Count, ticks.Select(tick => tick.Label).Distinct().Count());
                for (int index = 0; index < ticks.Count; index++)
                {
                    Assert.InRange(ticks[index].Value, domain.Minimum, domain.Maximum);
                    Assert.True(index == 0 || ticks[index].Value > ticks[index - 1].Value);
                    Assert.True(IsNice(ticks), $"{domain}: {string.Join(' ', ticks)}");
                }
            }).QuickCheckThrowOnFailure();

    /// <summary>Whether the leading digits of the step (or on a logarithmic axis, of the tick) are 1, 2, 2.5 or 5.</summary>
    private static bool IsNice(IReadOnlyList<Tick> ticks)
    {
        if (ticks.Count < 2)
            return true;
        static bool Leads(double value) =>
            ((double[])[1, 2, 2.5, 5, 10]).Any(nice => Math.Abs(Math.Abs(value) / Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value)))) - nice) < 1e-4);
        double step = ticks[1].Value / 2 - ticks[0].Value / 2;
        return Leads(step * 2) || Leads(step) || ticks.All(tick => Leads(tick.Value));
    }
}
