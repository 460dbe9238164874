using System.Runtime.InteropServices;
using MathNet.Numerics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tests.Random;

/// <summary>Marked to be run again with instruction sets off: the bits must not change.</summary>
[Trait("Rerun", "Kernels")]
public class RandomFillTests
{
    private delegate void Fill(RandomStream stream, Span<float> values);

    [Fact]
    public void A_stream_that_is_moved_is_the_stream_of_that_step_and_row_from_its_start()
    {
        var moved = new RandomStream(5, "rows", 3, 4);
        foreach (long row in new[] { 0, 7, long.MaxValue })
        {
            // In the middle of a block, with a normal number to spare.
            moved.NextUInt32();
            moved.NextNormal();
            moved.MoveTo(2, row);
            var fresh = new RandomStream(5, "rows", 2, row);
            Assert.Equal(fresh.NextNormal(), moved.NextNormal());
            Assert.Equal(fresh.NextUInt64(), moved.NextUInt64());
        }
    }

    private static readonly Dictionary<string, (Fill Fill, Func<double, double> Cdf, double Mean, double Variance)> Laws = new()
    {
        ["uniform"] = ((s, v) => s.FillUniform(v), x => Math.Clamp(x, 0, 1), 0.5, 1.0 / 12),
        ["normal"] = ((s, v) => s.FillNormal(v), x => 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2)), 0, 1),
        ["logistic"] = ((s, v) => s.FillLogistic(v), x => 1 / (1 + Math.Exp(-x)), 0, Math.PI * Math.PI / 3),
        ["gumbel"] = ((s, v) => s.FillGumbel(v), x => Math.Exp(-Math.Exp(-x)), Constants.EulerMascheroni, Math.PI * Math.PI / 6),
    };

    public static TheoryData<string> LawNames() => [.. Laws.Keys];

    [Fact]
    public void Filled_words_are_those_of_scalar_draws_on_every_instruction_set()
    {
        foreach (var set in Enum.GetValues<InstructionSet>().Where(set => set <= KernelSelection.Widest))
        {
            for (int length = 0; length < 150; length++)
            {
                RandomStream scalar = new(5, "words", 3, -7), vector = new(5, "words", 3, -7);
                // Starts within a block, and draws on after the fill.
                for (int skipped = 0; skipped < length % 5; skipped++)
                    Assert.Equal(scalar.NextUInt32(), vector.NextUInt32());
                var words = new uint[length];
                vector.FillUInt32(words, set);
                foreach (uint word in words)
                    Assert.Equal(scalar.NextUInt32(), word);
                Assert.Equal(scalar.NextUInt32(), vector.NextUInt32());
            }
        }
    }

    [Theory]
    [InlineData(InstructionSet.Portable)]
    [InlineData(InstructionSet.Avx2)]
    [InlineData(InstructionSet.Avx512)]
    public unsafe void Block_counters_wrap_around(InstructionSet set)
    {
        var words = stackalloc uint[4 * 20];
        PhiloxBlocks.Fill(words, 20, set, uint.MaxValue - 9, uint.MaxValue, 2, 3, 4, uint.MaxValue);
        for (uint i = 0; i < 20; i++)
        {
            var block = Philox4x32.Block(unchecked(uint.MaxValue - 9 + i), uint.MaxValue, 2, 3, 4, uint.MaxValue);
            Assert.Equal(block, (words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3]));
        }
    }

    // The hashes were taken on x86-64 with AVX-512; every other machine and every rerun with instruction sets off must come to the same.
    [Theory]
    [InlineData("uniform", 3071354853)]
    [InlineData("normal", 1074264109)]
    [InlineData("logistic", 3038097570)]
    [InlineData("gumbel", 3681570248)]
    public void Bits_are_the_same_on_every_machine(string law, uint expected)
    {
        var values = new float[100_001];
        Laws[law].Fill(new RandomStream(11, "hash"), values);
        Assert.Equal(expected, Hash(MemoryMarshal.Cast<float, uint>(values)));
    }

    [Theory]
    [MemberData(nameof(LawNames))]
    public void Two_fills_in_a_row_give_what_one_gives(string law)
    {
        var fill = Laws[law].Fill;
        float[] whole = new float[5000];
        fill(new RandomStream(2, "pieces"), whole);
        foreach (int cut in new[] { 0, 2, 6, 8, 30, 32, 2046, 2048, 2050, 4998 })
        {
            var stream = new RandomStream(2, "pieces");
            float[] pieces = new float[5000];
            fill(stream, pieces.AsSpan(0, cut));
            fill(stream, pieces.AsSpan(cut));
            Assert.Equal(whole, pieces);
        }
    }

    [Theory]
    [MemberData(nameof(LawNames))]
    public void Short_fills_are_the_beginning_of_long_ones(string law)
    {
        var fill = Laws[law].Fill;
        float[] whole = new float[100];
        fill(new RandomStream(2, "prefix"), whole);
        for (int length = 0; length < 70; length++)
        {
            float[] part = new float[length];
            fill(new RandomStream(2, "prefix"), part);
            Assert.Equal(whole[..length], part);
        }
    }

    [Theory]
    [MemberData(nameof(LawNames))]
    public void Samples_follow_the_law(string law)
    {
        var (fill, cdf, mean, variance) = Laws[law];
        const int n = 1_000_000;
        float[] values = new float[n];
        fill(new RandomStream(1, "law"), values);
        Assert.All(values.Chunk(1000), chunk => Assert.True(Array.TrueForAll(chunk, float.IsFinite)));
        if (law is "normal" or "logistic")
            Assert.DoesNotContain(0f, values);

        // Five standard errors: one false alarm in a million seeds, and the seed is fixed.
        double sampleMean = values.Average(value => (double)value);
        Assert.InRange(sampleMean, mean - 5 * Math.Sqrt(variance / n), mean + 5 * Math.Sqrt(variance / n));
        double sampleVariance = values.Average(value => (value - mean) * (value - mean));
        double fourth = values.Average(value => Math.Pow(value - mean, 4));
        double varianceError = Math.Sqrt((fourth - variance * variance) / n);
        Assert.InRange(sampleVariance, variance - 5 * varianceError, variance + 5 * varianceError);

        // Kolmogorov-Smirnov: sqrt(n) D beyond 1.95 has probability 0.001.
        Array.Sort(values);
        double distance = 0;
        for (int i = 0; i < n; i++)
        {
            double p = cdf(values[i]);
            distance = Math.Max(distance, Math.Max(p - (double)i / n, (i + 1.0) / n - p));
        }
        Assert.True(Math.Sqrt(n) * distance < 1.95, $"{law}: sqrt(n) D = {Math.Sqrt(n) * distance}");

        // Tails: as many values beyond the quantiles of 1e-4 and 1 - 1e-4 as a binomial count allows, five standard deviations.
        double expected = n * 1e-4, spread = 5 * Math.Sqrt(expected);
        Assert.InRange(values.Count(value => cdf(value) < 1e-4), expected - spread, expected + spread);
        Assert.InRange(values.Count(value => cdf(value) > 1 - 1e-4), expected - spread, expected + spread);
    }

    [Fact]
    public void Neighboring_normals_are_uncorrelated()
    {
        float[] values = new float[1_000_000];
        new RandomStream(1, "correlation").FillNormal(values);
        foreach (int lag in new[] { 1, 2, 4, 8, 16 })
        {
            double sum = 0;
            for (int i = lag; i < values.Length; i++)
                sum += (double)values[i] * values[i - lag];
            // Standard error of the mean of products of independent normals: 1 / sqrt(n).
            Assert.InRange(sum / values.Length, -5e-3, 5e-3);
        }
    }

    [Theory]
    [MemberData(nameof(LawNames))]
    public unsafe void Extreme_words_give_finite_values(string law)
    {
        uint[] words = [0, 1, 0x7FFFFFFF, 0x80000000, 0x80000001, uint.MaxValue - 1, uint.MaxValue, 0x7FFFFF80];
        Span<uint> lanes = stackalloc uint[System.Numerics.Vector<uint>.Count];
        foreach (uint word in words)
        {
            foreach (uint other in words)
            {
                lanes.Fill(word);
                var first = new System.Numerics.Vector<uint>(lanes);
                lanes.Fill(other);
                var second = new System.Numerics.Vector<uint>(lanes);
                var (a, b) = law switch
                {
                    "uniform" => (default(RandomTransforms.Uniform).Invoke(first), default(RandomTransforms.Uniform).Invoke(second)),
                    "normal" => RandomTransforms.Normals(first, second),
                    "logistic" => (default(RandomTransforms.Logistic).Invoke(first), default(RandomTransforms.Logistic).Invoke(second)),
                    _ => (default(RandomTransforms.Gumbel).Invoke(first), default(RandomTransforms.Gumbel).Invoke(second)),
                };
                Assert.True(float.IsFinite(a[0]) && float.IsFinite(b[0]), $"{law} of {word:x8}, {other:x8}: {a[0]}, {b[0]}");
                if (law is "normal" or "logistic")
                    Assert.True(a[0] != 0 && b[0] != 0, $"{law} of {word:x8}, {other:x8}: {a[0]}, {b[0]}");
                if (law == "uniform")
                    Assert.InRange(a[0], 0f, 1 - 1f / (1 << 24));
            }
        }
    }

    [Fact]
    public void Values_are_those_of_their_words_in_float64()
    {
        const int n = 100_000;
        var words = new uint[n];
        new RandomStream(4, "exact").FillUInt32(words);
        float[] normal = new float[n], logistic = new float[n], gumbel = new float[n];
        new RandomStream(4, "exact").FillNormal(normal);
        new RandomStream(4, "exact").FillLogistic(logistic);
        new RandomStream(4, "exact").FillGumbel(gumbel);
        for (int i = 0; i < n; i++)
        {
            double u = (words[i] + 0.5) / 4294967296.0, magnitude = ((words[i] & 0x7FFFFFFF) + 0.5) / 4294967296.0;
            double radius = Math.Sqrt(-2 * Math.Log((words[i & ~1] + 0.5) / 4294967296.0)), angle = Math.Tau * ((words[i | 1] + 0.5) / 4294967296.0);

            // u carries one rounding, a relative 2^-24, which moves a logarithm by that much absolutely, and the radius by 2^-24 / radius.
            double rounding = 1.0 / (1 << 24);
            Near(radius * (i % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle)), normal[i], rounding * (4 * radius + 2 / radius));
            Near((words[i] >> 31 == 0 ? -1 : 1) * Math.Log(magnitude / (1 - magnitude)), logistic[i], rounding * (4 * Math.Abs(logistic[i]) + 4));
            Near(-Math.Log(-Math.Log(1 - u)), gumbel[i], rounding * (4 * Math.Abs(gumbel[i]) + 8));
        }

        static void Near(double expected, float actual, double tolerance) => Assert.True(Math.Abs(expected - actual) <= tolerance, $"{expected}, {actual}");
    }

    [Fact]
    public void Bernoulli_draws_ones_as_often_as_asked()
    {
        const int n = 1_000_000;
        float[] p = new float[n], drawn = new float[n];
        foreach (float probability in new[] { 1e-4f, 0.1f, 0.5f, 0.9f, 0.9999f })
        {
            Array.Fill(p, probability);
            new RandomStream(6, "bernoulli").FillBernoulli(p, drawn);
            Assert.All(drawn.Chunk(1000), chunk => Assert.True(Array.TrueForAll(chunk, value => value is 0 or 1)));
            double spread = 5 * Math.Sqrt(n * (double)probability * (1 - probability));
            Assert.InRange(drawn.Sum(value => (double)value), n * (double)probability - spread, n * (double)probability + spread);
        }
    }

    [Fact]
    public void Bernoulli_of_certain_impossible_and_undefined_events()
    {
        float[] certain = [.. Enumerable.Repeat(1f, 10_007)], drawn = new float[10_007];
        new RandomStream(6, "edges").FillBernoulli(certain, drawn);
        Assert.All(drawn, value => Assert.Equal(1f, value));
        new RandomStream(6, "edges").FillBernoulli(new float[10_007], drawn);
        Assert.All(drawn, value => Assert.Equal(0f, value));

        float[] odd = [-1, 2, float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f];
        new RandomStream(6, "edges").FillBernoulli(odd, odd);
        Assert.Equal([0, 1, float.NaN, 1, 0, 0], odd);
        Assert.Contains("got 3 and 2", Assert.Throws<ArgumentException>(() => new RandomStream(1, "x").FillBernoulli(new float[3], new float[2])).Message);
    }

    [Fact]
    public void Bernoulli_compares_each_word_with_its_probability()
    {
        var words = new uint[10_001];
        new RandomStream(8, "compare").FillUInt32(words);
        float[] p = [.. words.Select((word, i) => (float)(word / 4294967296.0 * (1 + (i % 3 - 1) * 1e-3)))], drawn = new float[p.Length];
        new RandomStream(8, "compare").FillBernoulli(p, drawn);
        for (int i = 0; i < p.Length; i++)
            Assert.Equal(p[i] >= 1 || words[i] < Math.Floor(p[i] * 4294967296.0) ? 1f : 0f, drawn[i]);
    }

    [Fact]
    public void Float64_fills_are_the_float32_values_widened()
    {
        float[] narrow = new float[1001];
        double[] wide = new double[1001];
        new RandomStream(9, "wide").FillNormal(narrow);
        new RandomStream(9, "wide").FillNormal(wide);
        Assert.Equal(narrow.Select(value => (double)value), wide);
        new RandomStream(9, "wide").FillUniform(narrow);
        new RandomStream(9, "wide").FillUniform(wide);
        Assert.Equal(narrow.Select(value => (double)value), wide);
        new RandomStream(9, "wide").FillLogistic(narrow);
        new RandomStream(9, "wide").FillLogistic(wide);
        Assert.Equal(narrow.Select(value => (double)value), wide);
        new RandomStream(9, "wide").FillGumbel(narrow);
        new RandomStream(9, "wide").FillGumbel(wide);
        Assert.Equal(narrow.Select(value => (double)value), wide);

        float[] p = [.. Enumerable.Range(0, 1001).Select(i => i / 1000f)];
        new RandomStream(9, "wide").FillBernoulli(p, narrow);
        new RandomStream(9, "wide").FillBernoulli([.. p.Select(value => (double)value)], wide);
        Assert.Equal(narrow.Select(value => (double)value), wide);
    }

    [Fact]
    public void A_fill_allocates_nothing()
    {
        var stream = new RandomStream(1, "quiet");
        float[] values = new float[10_000];
        stream.FillNormal(values);
        long before = GC.GetAllocatedBytesForCurrentThread();
        stream.FillNormal(values);
        stream.FillUniform(values);
        stream.FillBernoulli(values, values);
        stream.FillLogistic(values);
        stream.FillGumbel(values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // FNV-1a.
    private static uint Hash(ReadOnlySpan<uint> words)
    {
        uint hash = 2166136261;
        foreach (uint word in words)
            hash = (hash ^ word) * 16777619;
        return hash;
    }
}
