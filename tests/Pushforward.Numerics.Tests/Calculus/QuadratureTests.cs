using Pushforward.Numerics.Calculus;

namespace Pushforward.Numerics.Tests.Calculus;

/// <summary>Integrals with closed forms: the value is right to the reported error, and the reported error is small.</summary>
public class QuadratureTests
{
    private const double Infinity = double.PositiveInfinity;

    // Errors are relative to the integral of the absolute value, which a cosine makes much larger than the integral.
    public static TheoryData<string, double> Smooth => new()
    {
        { "exp on [0, 1]", Math.E - 1 },
        { "sin on [0, pi]", 2 },
        { "cos(50 x) on [0, 1]", Math.Sin(50) / 50 },
        { "1/(1 + 1000 x^2) on [-1, 1]", 2 * Math.Atan(Math.Sqrt(1000)) / Math.Sqrt(1000) },
        { "normal on the line", Math.Sqrt(2 * Math.PI) },
        { "cauchy on the line", Math.PI },
        { "exponential on the half-line", 1 },
        { "x^-1.5 on [1, infinity)", 2 },
        { "exp(-x^2 / 2) on (-infinity, -5]", Math.Sqrt(2 * Math.PI) * 2.866515718791939117e-7 },
    };

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Smooth_integrands(string name, double expected)
    {
        var result = name switch
        {
            "exp on [0, 1]" => Quadrature.Integrate(Math.Exp, 0, 1),
            "sin on [0, pi]" => Quadrature.Integrate(Math.Sin, 0, Math.PI),
            "cos(50 x) on [0, 1]" => Quadrature.Integrate(x => Math.Cos(50 * x), 0, 1),
            "1/(1 + 1000 x^2) on [-1, 1]" => Quadrature.Integrate(x => 1 / (1 + 1000 * x * x), -1, 1),
            "normal on the line" => Quadrature.Integrate(x => Math.Exp(-0.5 * x * x), -Infinity, Infinity),
            "cauchy on the line" => Quadrature.Integrate(x => 1 / (1 + x * x), -Infinity, Infinity),
            "exponential on the half-line" => Quadrature.Integrate(x => Math.Exp(-x), 0, Infinity),
            "x^-1.5 on [1, infinity)" => Quadrature.Integrate(x => Math.Pow(x, -1.5), 1, Infinity),
            _ => Quadrature.Integrate(x => Math.Exp(-0.5 * x * x), -Infinity, -5),
        };
        AssertHonest(expected, result, name.StartsWith("cos", StringComparison.Ordinal) ? 1e-10 : 1e-12);
    }

    public static TheoryData<double> Exponents => [-0.9, -0.5, -0.1, 0.3, 1.5];

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Algebraic_poles_at_zero_and_elsewhere(double exponent)
    {
        double expected = 1 / (1 + exponent);
        AssertHonest(expected, Quadrature.Integrate(x => Math.Pow(x, exponent), [new Cut(0, true), new Cut(1)]), 1e-11);
        AssertHonest(
            expected,
            Quadrature.IntegrateAnchored((anchor, offset) => Math.Pow(7 - anchor - offset, exponent), [new Cut(6), new Cut(7, true)]),
            1e-11);
        // The pole inside the range, seen from both sides.
        AssertHonest(
            2 * expected,
            Quadrature.IntegrateAnchored(
                (anchor, offset) => Math.Pow(Math.Abs(anchor - 3 + offset), exponent), [new Cut(2), new Cut(3, true), new Cut(4)]),
            1e-11);
    }

    [Fact]
    public void Logarithmic_poles()
    {
        AssertHonest(-1, Quadrature.Integrate(Math.Log, [new Cut(0, true), new Cut(1)]), 1e-13);
        AssertHonest(2, Quadrature.Integrate(x => Math.Log(x) * Math.Log(x), [new Cut(0, true), new Cut(1)]), 1e-13);
    }

    [Fact]
    public void Poles_at_both_ends_and_an_infinite_range() =>
        // The integral of x^-1/2 / (1 + x) over the half-line is pi.
        AssertHonest(Math.PI, Quadrature.Integrate(x => 1 / (Math.Sqrt(x) * (1 + x)), [new Cut(0, true), new Cut(Infinity)]), 1e-12);

    [Fact]
    public void A_jump_inside_the_range_is_found_by_halving() =>
        AssertHonest(1 / 3.0, Quadrature.Integrate(x => x < 1 / 3.0 ? 1 : 0, 0, 1), 1e-12);

    [Fact]
    public void A_narrow_peak_is_found_where_a_cut_marks_it()
    {
        const double Width = 1.0 / (1 << 20);
        // At zero, so that the distance from the peak is exact.
        double Peak(double x) => Math.Exp(-0.5 * Math.Pow(x / Width, 2));
        Cut[] marked = [new Cut(-1), new Cut(-Width), new Cut(0), new Cut(Width), new Cut(1)];
        var result = Quadrature.Integrate(Peak, marked, new QuadratureOptions { AbsoluteTolerance = 0 });
        AssertHonest(Width * Math.Sqrt(2 * Math.PI), result, 1e-12);
    }

    [Fact]
    public void Noise_in_the_integrand_shows_in_the_error_and_ends_the_work()
    {
        // A deterministic noise of relative size 1e-9, finer than any interval.
        double Noisy(double x) => Math.Exp(x) * (1 + 1e-9 * Math.Sin(1e13 * x));
        var result = Quadrature.Integrate(Noisy, 0, 1);
        Assert.InRange(result.Error, 1e-11, 1e-8);
        Assert.True(Math.Abs(result.Value - (Math.E - 1)) <= result.Error);
        Assert.True(result.Evaluations < 20_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_divergent_integral_says_so(double place)
    {
        var pole = Quadrature.IntegrateAnchored((anchor, offset) => 1 / (anchor - place + offset), [new Cut(place, true), new Cut(place + 1)]);
        Assert.Equal(Infinity, pole.Error);
        Assert.False(pole.Converged);
        var tail = Quadrature.Integrate(x => 1 / (1 + Math.Abs(x)), -Infinity, Infinity);
        Assert.Equal(Infinity, tail.Error);
        Assert.False(tail.Converged);
    }

    [Fact]
    public void An_unreachable_tolerance_ends_with_the_error_that_was_reached()
    {
        var result = Quadrature.Integrate(x => Math.Sin(1 / x), [new Cut(1e-6), new Cut(1)], new QuadratureOptions { MaximumIntervals = 50 });
        Assert.False(result.Converged);
        Assert.True(result.Error > 1e-4);
        Assert.Equal(0.504067061905991621, result.Value, result.Error);
    }

    [Fact]
    public void A_value_that_is_no_number_is_an_error_that_names_the_place()
    {
        var error = Assert.Throws<NumericalException>(() => Quadrature.Integrate(x => x < 0.5 ? 1 : double.NaN, 0, 1));
        Assert.Contains("NaN at ", error.Message);
    }

    [Fact]
    public void Cuts_that_do_not_ascend_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Quadrature.Integrate(Math.Exp, 1, 0));
        Assert.Throws<ArgumentException>(() => Quadrature.Integrate(Math.Exp, double.NaN, 0));
        Assert.Throws<ArgumentException>(() => Quadrature.Integrate(Math.Exp, [new Cut(0)]));
    }

    [Fact]
    public void An_empty_range_is_zero() => Assert.Equal(0, Quadrature.Integrate(Math.Exp, 2, 2).Value);

    private static void AssertHonest(double expected, QuadratureResult result, double relative)
    {
        Assert.True(result.Converged);
        Assert.True(result.Error <= relative * Math.Abs(expected), $"reported error {result.Error} for {expected}");
        Assert.True(Math.Abs(result.Value - expected) <= result.Error, $"{result.Value} for {expected}: off by {result.Value - expected}, reported {result.Error}");
    }
}
