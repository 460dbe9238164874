using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Formatting;

public class MarkupTests
{
    [Fact]
    public void Any_text_survives_as_text_and_as_attribute() =>
        Prop.ForAll(Arb.From(HostileData.Text), text =>
        {
            var element = XElement.Parse(new Markup().Element("a", text, ("b", text)).ToString(), LoadOptions.PreserveWhitespace);
            string expected = string.Concat(text.Replace("\r", "\n").EnumerateRunes().Select(rune =>
                rune.Value is (< 0x20 and not (0x9 or 0xA)) or (>= 0x7F and <= 0x9F) or 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
            Assert.Equal(expected, element.Value);
            // A parser turns line breaks and tabs of attributes into spaces.
            Assert.Equal(expected.Replace('\n', ' ').Replace('\t', ' '), (string?)element.Attribute("b"));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1.005, "1")]
    [InlineData(-0.001, "0")]
    [InlineData(123456789.126, "123456789.13")]
    [InlineData(1e20, "100000000000000000000")]
    public void Coordinates_have_two_decimals_and_no_exponent(double value, string expected) => Assert.Equal(expected, Markup.Number(value));

    [Fact]
    public void Shortened_and_wrapped_texts_keep_to_their_width() =>
        Prop.ForAll(Arb.From(HostileData.Text), Arb.From(Gen.Choose(20, 300)), (text, width) =>
        {
            Assert.True(TextMetrics.Width(TextMetrics.Fit(text, width, 12), 12) <= width);
            var lines = TextMetrics.Wrap(text, width, 12, 3);
            Assert.InRange(lines.Count, 0, 3);
            Assert.All(lines, line => Assert.True(TextMetrics.Width(line, 12) <= width));
        }).QuickCheckThrowOnFailure();
}
