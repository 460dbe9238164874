using System.Numerics;
using System.Runtime.Intrinsics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tests.Kernels;

[Trait("Rerun", "Kernels")]
public class ElementwiseTests
{
    private delegate void Function(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team);

    private const float Slope = 0.3f;

    // Name, kernel, float64 twin, and the error that the doc comment states, in units of the last place.
    private static readonly Dictionary<string, (Function Kernel, Func<double, double> Exact, double Ulps)> Functions = new()
    {
        ["Exp"] = (Elementwise.Exp, Math.Exp, 1.5),
        ["ExpM1"] = (Elementwise.ExpM1, ScalarFunctions.Expm1, 2),
        ["Log"] = (Elementwise.Log, Math.Log, 1),
        ["Log1p"] = (Elementwise.Log1p, ScalarFunctions.Log1p, 2),
        ["Softplus"] = (Elementwise.Softplus, ScalarFunctions.Softplus, 3),
        ["Sigmoid"] = (Elementwise.Sigmoid, ScalarFunctions.Sigmoid, 3),
        ["Tanh"] = (Elementwise.Tanh, Math.Tanh, 2),
        ["Elu"] = (Elementwise.Elu, ScalarFunctions.Elu, 2),
        ["Relu"] = (Elementwise.Relu, x => x < 0 ? 0 : x, 0.5),
        ["LeakyRelu"] = ((x, y, team) => Elementwise.LeakyRelu(x, Slope, y, team), x => x < 0 ? Slope * x : x, 0.5),
    };

    public static TheoryData<string> Names() => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Errors_stay_within_the_stated_units_of_the_last_place_over_all_floats(string name)
    {
        var (kernel, exact, ulps) = Functions[name];
        // Every 4093rd of the 2^32 bit patterns (a prime, so that all mantissas' low bits occur), and a denser walk through [-20, 20].
        var x = new List<float>();
        for (long bits = 0; bits < 1L << 32; bits += 4093)
            x.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        for (int i = -200_000; i <= 200_000; i++)
            x.Add(i * 1e-4f);
        var y = new float[x.Count];
        kernel(x.ToArray(), y, null);

        double worst = 0;
        float at = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double truth = exact(x[i]);
            if (float.IsFinite((float)truth) && float.IsFinite(y[i]))
            {
                double error = Math.Abs(y[i] - truth) / Ulp(truth);
                if (error > worst)
                    (worst, at) = (error, x[i]);
            }
            else if (!((float)truth).Equals(y[i]))
            {
                // Only where the truth is within the stated error of the largest float may one side be infinite.
                Assert.True(float.IsInfinity(y[i]) != float.IsInfinity((float)truth) && Math.Abs(truth) > float.MaxValue * (1 - 1e-6) && !float.IsNaN(y[i]),
                    $"{name}({x[i]:R}) is {y[i]}, expected {truth}");
            }
        }
        Assert.True(worst <= ulps, $"{name}: {worst} ulp at {at:R}, stated {ulps}");
    }

    [Theory]
    [InlineData("Exp", float.NegativeInfinity, 0f)]
    [InlineData("Exp", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Exp", -1e4f, 0f)]
    [InlineData("Exp", 1e4f, float.PositiveInfinity)]
    [InlineData("Exp", -103f, 1e-45f)]
    [InlineData("Exp", 0f, 1f)]
    [InlineData("ExpM1", float.NegativeInfinity, -1f)]
    [InlineData("ExpM1", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("ExpM1", 89f, float.PositiveInfinity)]
    [InlineData("ExpM1", 1e-45f, 1e-45f)]
    [InlineData("Log", 0f, float.NegativeInfinity)]
    [InlineData("Log", -1e-45f, float.NaN)]
    [InlineData("Log", 1f, 0f)]
    [InlineData("Log", 1e-45f, -103.27893f)]
    [InlineData("Log", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Log1p", -1f, float.NegativeInfinity)]
    [InlineData("Log1p", -1.0000001f, float.NaN)]
    [InlineData("Log1p", 1e-45f, 1e-45f)]
    [InlineData("Log1p", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Softplus", 1e4f, 1e4f)]
    [InlineData("Softplus", -1e4f, 0f)]
    [InlineData("Softplus", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Softplus", float.NegativeInfinity, 0f)]
    [InlineData("Sigmoid", 1e4f, 1f)]
    [InlineData("Sigmoid", -1e4f, 0f)]
    [InlineData("Sigmoid", 0f, 0.5f)]
    [InlineData("Tanh", 1e4f, 1f)]
    [InlineData("Tanh", float.NegativeInfinity, -1f)]
    [InlineData("Tanh", 1e-45f, 1e-45f)]
    [InlineData("Elu", float.NegativeInfinity, -1f)]
    [InlineData("Elu", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Relu", -1e4f, 0f)]
    public void Extremes_have_their_limits(string name, float x, float expected)
    {
        float[] y = new float[1];
        Functions[name].Kernel([x], y, null);
        Assert.Equal(expected, y[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_has_the_same_bits_at_any_place_in_place_and_on_any_number_of_threads(string name)
    {
        var kernel = Functions[name].Kernel;
        var random = new System.Random(3);
        float[] x = [.. Enumerable.Range(0, 100_003).Select(_ => (random.NextSingle() - 0.3f) * 20)];
        x[77] = float.NaN;
        using ThreadTeam one = new(1), three = new(3);
        float[] expected = new float[x.Length], y = new float[x.Length];
        kernel(x, expected, one);
        Assert.True(float.IsNaN(expected[77]));

        kernel(x, y, three);
        Assert.True(expected.AsSpan().SequenceEqual(y));
        for (int start = 0; start < 20; start++)
        {
            for (int length = 0; length < 20; length++)
            {
                Span<float> piece = x.AsSpan(start, length).ToArray();
                kernel(piece, piece, null);
                Assert.True(expected.AsSpan(start, length).SequenceEqual(piece));
            }
        }
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        var functions = new (string Name, Func<Vector<float>, Vector<float>> Native, Func<Vector512<float>, Vector512<float>> Wide)[]
        {
            ("Exp", x => VectorMath.Exp(new NativeLanes(x)).Value, x => VectorMath.Exp(new WideLanes(x)).Value),
            ("ExpM1", x => VectorMath.ExpM1(new NativeLanes(x)).Value, x => VectorMath.ExpM1(new WideLanes(x)).Value),
            ("Log", x => VectorMath.Log(new NativeLanes(x)).Value, x => VectorMath.Log(new WideLanes(x)).Value),
            ("Log1p", x => VectorMath.Log1p(new NativeLanes(x)).Value, x => VectorMath.Log1p(new WideLanes(x)).Value),
            ("Softplus", x => VectorMath.Softplus(new NativeLanes(x)).Value, x => VectorMath.Softplus(new WideLanes(x)).Value),
            ("Sigmoid", x => VectorMath.Sigmoid(new NativeLanes(x)).Value, x => VectorMath.Sigmoid(new WideLanes(x)).Value),
            ("Tanh", x => VectorMath.Tanh(new NativeLanes(x)).Value, x => VectorMath.Tanh(new WideLanes(x)).Value),
        };
        // Every 65,537th bit pattern among ordinary numbers, so that most vectors hold a few extremes or none.
        var x = new List<float>();
        for (long bits = 0; bits < 1L << 32; bits += 65_537)
            x.AddRange([BitConverter.UInt32BitsToSingle((uint)bits), bits % 83, bits % 7 - 3, 0.25f]);
        foreach (var (name, native, wide) in functions)
        {
            Span<float> values = x.ToArray(), narrowResult = new float[values.Length], wideResult = new float[values.Length];
            for (int i = 0; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
                native(new Vector<float>(values[i..])).CopyTo(narrowResult[i..]);
            for (int i = 0; i + Vector512<float>.Count <= values.Length; i += Vector512<float>.Count)
                wide(Vector512.Create<float>(values[i..])).CopyTo(wideResult[i..]);
            for (int i = 0; i + Vector512<float>.Count <= values.Length; i++)
            {
                // The bits of a NaN are the processor's affair.
                Assert.True(narrowResult[i].Equals(wideResult[i]) && float.IsNegative(narrowResult[i]) == float.IsNegative(wideResult[i]) | float.IsNaN(narrowResult[i]),
                    $"{name}({values[i]:R}): {narrowResult[i]:R} and {wideResult[i]:R}");
            }
        }
    }

    [Fact]
    public void Identities_hold()
    {
        // softplus(x) - softplus(-x) = x; sigmoid(x) + sigmoid(-x) = 1; log1p(e^x - 1) = x. Each term is off by its stated ulps at most.
        float[] x = [.. Enumerable.Range(-4000, 8001).Select(i => i * 0.01f)], negative = [.. x.Select(value => -value)];
        float[] left = new float[x.Length], right = new float[x.Length];
        Elementwise.Softplus(x, left);
        Elementwise.Softplus(negative, right);
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs((double)left[i] - right[i] - x[i]) <= 3 * (Ulp(left[i]) + Ulp(right[i])), $"softplus at {x[i]}");
        Elementwise.Sigmoid(x, left);
        Elementwise.Sigmoid(negative, right);
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs((double)left[i] + right[i] - 1) <= 3 * (Ulp(left[i]) + Ulp(right[i])), $"sigmoid at {x[i]}");
    }

    [Fact]
    public void Wrong_spans_are_refused()
    {
        float[] x = new float[10];
        Assert.Contains("expected room for 10 values, got 9", Assert.Throws<ArgumentException>(() => Elementwise.Exp(x, new float[9])).Message);
        Assert.Contains("overlaps x", Assert.Throws<ArgumentException>(() => Elementwise.Exp(x.AsSpan(0, 8), x.AsSpan(1, 8))).Message);
    }

    [Fact]
    public void A_warm_call_allocates_nothing()
    {
        float[] x = new float[100_000];
        using var team = new ThreadTeam(2);
        for (int i = 0; i < 3; i++)
            Elementwise.Softplus(x, x, team);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Elementwise.Softplus(x, x, team);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_float64_functions_agree_with_the_float32_ones()
    {
        double[] x = [-1e4, -30, -1, -1e-9, 0, 1e-9, 0.3, 1, 30, 1e4, double.NaN], y = new double[x.Length];
        float[] narrow = [.. x.Select(value => (float)value)], expected = new float[x.Length];
        void Check(Action wide, Action single, double ulps)
        {
            wide();
            single();
            for (int i = 0; i < x.Length; i++)
            {
                // The argument's own rounding to float32 moves the result by no more than a relative 2^-24 for these functions at these points.
                Assert.True(((float)y[i]).Equals(expected[i]) || Math.Abs(y[i] - expected[i]) <= (ulps + 1) * Ulp(y[i]), $"{x[i]}: {y[i]}, {expected[i]}");
            }
        }
        Check(() => Elementwise.Exp(x, y), () => Elementwise.Exp(narrow, expected), 1.5);
        Check(() => Elementwise.Log(x, y), () => Elementwise.Log(narrow, expected), 1);
        Check(() => Elementwise.ExpM1(x, y), () => Elementwise.ExpM1(narrow, expected), 2);
        Check(() => Elementwise.Log1p(x, y), () => Elementwise.Log1p(narrow, expected), 2);
        Check(() => Elementwise.Softplus(x, y), () => Elementwise.Softplus(narrow, expected), 3);
        Check(() => Elementwise.Sigmoid(x, y), () => Elementwise.Sigmoid(narrow, expected), 3);
        Check(() => Elementwise.Tanh(x, y), () => Elementwise.Tanh(narrow, expected), 2);
        Check(() => Elementwise.Relu(x, y), () => Elementwise.Relu(narrow, expected), 0);
        Check(() => Elementwise.Elu(x, y), () => Elementwise.Elu(narrow, expected), 2);
        Check(() => Elementwise.LeakyRelu(x, 0.25, y), () => Elementwise.LeakyRelu(narrow, 0.25f, expected), 0);
    }

    [Fact]
    public void Exp_and_log_of_doubles_are_within_their_stated_errors_of_the_platforms()
    {
        // Denormal, huge and special arguments, and a length that no vector divides.
        double[] special = [0, -0.0, -1, double.Epsilon, 1e-310, 2.2250738585072014e-308, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1];
        double[] logs = [.. special, .. Enumerable.Range(0, 20_000).Select(i => Math.Exp((i - 10_000) * 0.07)), .. Enumerable.Range(0, 2001).Select(i => 0.9 + i * 1e-4)];
        double[] exps = [.. special, .. Enumerable.Range(0, 20_001).Select(i => (i - 10_000) * 0.0751)];
        Check(logs, (x, y) => Elementwise.Log(x, y), Math.Log, 1);
        Check(exps, (x, y) => Elementwise.Exp(x, y), Math.Exp, 1.5);

        static void Check(double[] x, Action<double[], double[]> function, Func<double, double> platform, double ulps)
        {
            var y = new double[x.Length];
            function(x, y);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = platform(x[i]);
                // The platform's own error is at most one unit in the last place.
                double unit = Math.ScaleB(1, Math.Max(expected == 0 ? -1022 : Math.ILogB(expected), -1022) - 52);
                Assert.True(y[i].Equals(expected) || Math.Abs(y[i] - expected) <= (ulps + 1) * unit, $"{x[i]:R}: {y[i]:R}, expected {expected:R}");
            }
        }
    }

    // The distance between floats at a magnitude; 2^-149 among denormals.
    private static double Ulp(double value) =>
        value == 0 ? Math.ScaleB(1, -149) : Math.ScaleB(1, Math.Max(Math.ILogB(value), -126) - 23);
}
