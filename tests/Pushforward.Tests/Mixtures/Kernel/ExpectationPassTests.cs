using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Mixtures.Kernel;

public class ExpectationPassTests
{
    [Fact]
    public void Statistics_are_those_of_the_definition()
    {
        Prop.ForAll(
            Gen.Choose(1, 120).Zip(Gen.Choose(1, 140)).Zip(Gen.Choose(1, 40)).Zip(Gen.Choose(0, 10_000)).ToArbitrary(),
            shape =>
            {
                var (((rows, columns), components), seed) = shape;
                AssertAgrees(BitSamples.Random(rows, columns, seed % 11 / 10.0, seed), components, seed);
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(64, 16)]
    [InlineData(65, 17)]
    [InlineData(63, 33)]
    [InlineData(7, 100)]
    public void Edges_of_words_and_tiles_are_no_exception(int columns, int components)
    {
        foreach (double density in new[] { 0, 0.5, 1 })
            AssertAgrees(BitSamples.Random(50, columns, density, 3), components, 5);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        // Several parts, segments and tiles; words that the sample has not seen.
        var data = BitSamples.TwoGroups(9_001, 90, 4);
        foreach (int components in new[] { 3, 70, 200 })
        {
            using ThreadTeam one = new(1), three = new(3);
            Assert.Equal(Flat(Expect<float>(data, null, RandomScores<float>(components, 90, 1), one)),
                Flat(Expect<float>(data, null, RandomScores<float>(components, 90, 1), three)));
        }
    }

    [Fact]
    public void Rows_that_repeat_count_as_often_as_they_stand_there()
    {
        var few = BitSamples.TwoGroups(40, 12, 4);
        var many = new BitMatrix(120, 12);
        for (int row = 0; row < 120; row++)
            few.Row(row % 40).CopyTo(many.MutableRow(row));
        Assert.InRange(BitCodes.Encode(many, null, ThreadTeam.Shared).Blocks.First().Rows, 1, 40);

        var scores = RandomScores<double>(5, 12, 1);
        var (one, three) = (Expect<double>(few, null, scores, ThreadTeam.Shared), Expect<double>(many, null, scores, ThreadTeam.Shared));
        Assert.Equal(3 * one.LogLikelihood, three.LogLikelihood, 1e-10);
        for (int i = 0; i < one.Ones.Values.Length; i++)
            Assert.Equal(3 * one.Ones.Values[i], three.Ones.Values[i], 1e-12);

        // Asked row by row, every row answers for itself.
        using var pass = new ExpectationPass<double>(BitCodes.Encode(many, null, ThreadTeam.Shared), scores.Layout, ThreadTeam.Shared);
        var logProb = pass.LogProb(scores);
        var responsibilities = pass.Responsibilities(scores);
        for (int row = 0; row < 80; row++)
        {
            Assert.Equal(logProb[row], logProb[row + 40]);
            Assert.Equal(responsibilities.AsSpan(row * 5, 5).ToArray(), responsibilities.AsSpan((row + 40) * 5, 5).ToArray());
        }
    }

    [Fact]
    public void What_is_left_out_of_a_row_is_less_than_the_stated_bound()
    {
        // Tiles 1 and 2 lie just within reach of the first, and just out of it.
        var layout = LaneLayout.For<float>(48);
        var scores = new BitScores(layout, 1);
        for (int k = 0; k < 48; k++)
            scores.Constants[k] = (k / 16) switch { 0 => 0, 1 => -17.3, _ => -17.4 };
        var statistics = new SufficientStatistics(layout, 1);
        using var pass = new ExpectationPass<float>(BitCodes.Encode(new BitMatrix(1, 1), null, ThreadTeam.Shared), layout, ThreadTeam.Shared);
        pass.Expect(scores, statistics);
        Assert.True(statistics.Counts[16] > 0);
        Assert.Equal(0, statistics.Counts[32]);
        double whole = Math.Log(16 * (1 + Math.Exp(-17.3) + Math.Exp(-17.4)));
        Assert.InRange(statistics.LogLikelihood, whole - 48.0 / (1 << 25), whole + 1e-6);
    }

    private static void AssertAgrees(BitMatrix data, int components, long seed)
    {
        var random = new RandomStream(seed, "weights");
        double[] weights = [.. Enumerable.Range(0, data.Rows).Select(_ => random.NextDouble() * 3)];
        AssertAgrees<double>(data, weights, components, seed, 1e-11);
        // 24 bits, a hundred additions of scores of up to a hundred: 1e-5 in the exponent.
        AssertAgrees<float>(data, weights, components, seed, 3e-4);
    }

    private static void AssertAgrees<T>(BitMatrix data, double[] weights, int components, long seed, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scores = RandomScores<T>(components, data.Columns, seed);
        var expected = new SufficientStatistics(scores.Layout, data.Columns);
        for (int row = 0; row < data.Rows; row++)
        {
            var joint = scores.Constants[..components];
            for (int d = 0; d < data.Columns; d++)
            {
                for (int k = 0; k < components; k++)
                    joint[k] += data[row, d] ? scores.PerBit[d, k] : 0;
            }
            double max = joint.Max(), logProb = max + Math.Log(joint.Sum(value => Math.Exp(value - max)));
            expected.LogLikelihood += weights[row] * logProb;
            for (int k = 0; k < components; k++)
            {
                double r = weights[row] * Math.Exp(joint[k] - logProb);
                expected.Counts[k] += r;
                for (int d = 0; d < data.Columns; d++)
                    expected.Ones[d, k] += data[row, d] ? r : 0;
            }
        }
        var actual = Expect<T>(data, weights, scores, ThreadTeam.Shared);
        double scale = tolerance * (weights.Sum() + 1);
        foreach (var (a, b) in Flat(expected).Zip(Flat(actual)))
            Assert.InRange(b - a, -scale - tolerance * Math.Abs(a), scale + tolerance * Math.Abs(a));
    }

    private static SufficientStatistics Expect<T>(BitMatrix data, double[]? weights, BitScores scores, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var statistics = new SufficientStatistics(scores.Layout, data.Columns);
        using var pass = new ExpectationPass<T>(BitCodes.Encode(data, weights, team), scores.Layout, team);
        pass.Expect(scores, statistics);
        return statistics;
    }

    private static BitScores RandomScores<T>(int components, int columns, long seed)
        where T : unmanaged
    {
        var random = new RandomStream(seed, "scores");
        var scores = new BitScores(LaneLayout.For<T>(components), columns);
        for (int k = 0; k < components; k++)
        {
            scores.Constants[k] = -3 * random.NextDouble();
            for (int d = 0; d < columns; d++)
                scores.PerBit[d, k] = 2 * random.NextDouble() - 1;
        }
        return scores;
    }

    private static double[] Flat(SufficientStatistics statistics) => [statistics.LogLikelihood, .. statistics.Counts, .. statistics.Ones.Values];
}
