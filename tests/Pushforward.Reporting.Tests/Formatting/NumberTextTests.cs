using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Tests.Formatting;

public class NumberTextTests
{
    [Theory]
    [InlineData(-155.914, 2, "−155.91")]
    [InlineData(0, 0, "0")]
    [InlineData(-0.001, 2, "0.00")]
    [InlineData(9999, 0, "9999")]
    [InlineData(10_000, 0, "10\u202F000")]
    [InlineData(-1_234_567.891, 1, "−1\u202F234\u202F567.9")]
    [InlineData(double.NaN, 2, "NaN")]
    [InlineData(double.NegativeInfinity, 2, "−∞")]
    public void Fixed_groups_digits_and_has_a_true_minus(double value, int decimals, string expected) =>
        Assert.Equal(expected, NumberText.Fixed(value, decimals));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.5, "0.5")]
    [InlineData(1.23456, "1.235")]
    [InlineData(9.99996, "10")]
    [InlineData(1234567, "1\u202F234\u202F567")]
    [InlineData(1e7, "10⁷")]
    [InlineData(-1e7, "−10⁷")]
    [InlineData(1.5e-7, "1.5×10⁻⁷")]
    [InlineData(-2.5e300, "−2.5×10³⁰⁰")]
    [InlineData(5e-324, "4.941×10⁻³²⁴")]
    public void Compact_takes_powers_of_ten_where_zeros_would_be_counted(double value, string expected) =>
        Assert.Equal(expected, NumberText.Compact(value));

    [Theory]
    [InlineData(-155.914, 0.4187, "−155.91 ± 0.42")]
    [InlineData(3.14159, 0.0996, "3.14 ± 0.10")]
    [InlineData(1980.5, 12.34, "1980 ± 12")]
    [InlineData(10, 0, "10.00 ± 0")]
    [InlineData(10, double.NaN, "10 ± NaN")]
    [InlineData(double.NaN, 1, "NaN")]
    [InlineData(1e-12, 1e-14, "10⁻¹² ± 10⁻¹⁴")]
    public void An_estimate_stops_where_its_error_begins(double value, double error, string expected) =>
        Assert.Equal(expected, NumberText.WithError(value, error));

    [Fact]
    public void Compact_reads_back_to_its_digits() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double>(), value =>
        {
            string text = NumberText.Compact(value, 6);
            if (!double.IsFinite(value) || Math.Abs(value) is > 0 and < 1e-307)
                return;
            string plain = text.Replace(NumberText.GroupSpace.ToString(), "").Replace(NumberText.Minus, '-');
            int power = plain.IndexOf("10", StringComparison.Ordinal);
            if (plain.Any(letter => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".Contains(letter)))
            {
                power = plain.LastIndexOf("10", StringComparison.Ordinal);
                string exponent = string.Concat(plain[(power + 2)..].Select(letter => letter == '⁻' ? '-' : (char)('0' + "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(letter))));
                string mantissa = plain[..power].TrimEnd('×');
                plain = (mantissa is "" or "-" ? mantissa + "1" : mantissa) + "E" + exponent;
            }
            // Six significant digits: half a unit of the sixth.
            Assert.Equal(value, double.Parse(plain, CultureInfo.InvariantCulture), Math.Abs(value) * 5.1e-6);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Impossible_precisions_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NumberText.Fixed(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NumberText.Compact(1, 0));
    }
}
