using FsCheck;
using FsCheck.Fluent;
using Pushforward.DiscreteFlows;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.DiscreteFlows;

public class LevelFlowTests
{
    [Fact]
    public void Modular_maps_permute_the_levels_exactly_when_the_scale_is_coprime()
    {
        for (int levels = 2; levels <= 24; levels++)
        {
            for (int scale = -levels; scale <= 2 * levels; scale++)
            {
                bool coprime = System.Numerics.BigInteger.GreatestCommonDivisor(scale, levels).IsOne;
                if (!coprime)
                {
                    Assert.Contains("not coprime", Assert.Throws<ArgumentException>(() => new ModularAffine(levels, scale, 1)).Message);
                    continue;
                }
                var map = new ModularAffine(levels, scale, -3);
                byte[] row = [.. Enumerable.Range(0, levels).Select(x => (byte)x)];
                map.Forward(row, levels);
                Assert.Equal(levels, row.Distinct().Count());
                Assert.All(row.Index(), x => Assert.Equal(((scale * x.Index - 3) % levels + levels) % levels, x.Item));
                map.Inverse(row, levels);
                Assert.Equal(Enumerable.Range(0, levels), row.Select(x => (int)x));
            }
        }
    }

    [Fact]
    public void A_flow_of_levels_gives_probabilities_that_sum_to_one()
    {
        using var team = new ThreadTeam(1);
        Prop.ForAll(Gen.Choose(2, 4).Zip(Gen.Choose(0, 1_000_000)).ToArbitrary(), pair =>
        {
            const int columns = 4;
            int levels = pair.Item1;
            var random = new RandomStream(pair.Item2, "levels");
            var flow = LevelFlowTrainer.Fit(Rows(300, columns, levels, random), Rows(50, columns, levels, random), columns, levels, new DiscreteFlowOptions { SplitGain = 0.5 }, team);
            int states = (int)Math.Pow(levels, columns);
            var all = new byte[states * columns];
            for (int i = 0; i < all.Length; i++)
                all[i] = (byte)(i / columns / (int)Math.Pow(levels, i % columns) % levels);
            Assert.Equal(1, flow.LogProb(all).Sum(Math.Exp), 1e-9);
            byte[] codes = flow.Encode(all);
            Assert.Equal(states, Enumerable.Range(0, states).Select(s => string.Join(',', codes[(s * columns)..((s + 1) * columns)])).Distinct().Count());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Columns_that_determine_each_other_are_taken_apart()
    {
        // x1 = 2 x0 + noise mod 5: knowing x0, the entropy of x1 is that of the noise.
        const int levels = 5, rows = 20_000;
        var random = new RandomStream(1, "levels");
        byte[] Draw()
        {
            var data = new byte[2 * rows];
            for (int n = 0; n < rows; n++)
            {
                data[2 * n] = (byte)random.NextInt32(levels);
                data[2 * n + 1] = (byte)((2 * data[2 * n] + (random.NextDouble() < 0.9 ? 0 : 1)) % levels);
            }
            return data;
        }
        var flow = LevelFlowTrainer.Fit(Draw(), Draw(), 2, levels);
        double noise = -0.9 * Math.Log(0.9) - 0.1 * Math.Log(0.1);
        byte[] test = Draw();
        // Four standard errors of the mean: a row's log-probability has standard deviation 0.3 log 9 = 0.66.
        Assert.InRange(flow.LogProb(test).Average(), -Math.Log(levels) - noise - 0.02, -Math.Log(levels) - noise + 0.02);
        Assert.InRange(flow.LogProb(flow.Sample(rows, new RandomStream(2, "samples"))).Average(), -Math.Log(levels) - noise - 0.02, -Math.Log(levels) - noise + 0.02);
    }

    [Fact]
    public void Levels_out_of_range_and_maps_on_which_levels_meet_are_refused()
    {
        Assert.Contains("got 3 in column 1", Assert.Throws<ArgumentException>(() => new ModularAffine(3, 1, 1).Forward(new byte[] { 0, 3 }, 2)).Message);
        Assert.Contains("the levels 0 and 3 would meet", Assert.Throws<ArgumentException>(() => new ModularAffine(6, 4, 0)).Message);
        Assert.Contains("from 2 to 256", Assert.Throws<ArgumentException>(() => new ModularAffine(1, 1, 0)).Message);
        Assert.Contains("states 0 and 2 both go to 1", Assert.Throws<ArgumentException>(() => new LevelTreePermutation(2, 3, 0, new BitTree(0), [1, 0, 1])).Message);
        Assert.Contains("is permuted", Assert.Throws<ArgumentException>(() => new LevelTreePermutation(2, 3, 0, new BitTree([2, -1, -1], [1, 0, 0]), [0, 1, 2])).Message);
        Assert.Contains("whole rows", Assert.Throws<ArgumentException>(() => LevelFlowTrainer.Fit(new byte[3], new byte[2], 2, 3)).Message);
        Assert.Contains("got 3", Assert.Throws<ArgumentException>(() => LevelFlowTrainer.Fit(new byte[] { 0, 3 }, new byte[2], 2, 3)).Message);
    }

    [Fact]
    public void Maps_of_levels_are_bijections_of_all_states_and_of_random_rows()
    {
        var random = new RandomStream(4, "maps");
        foreach (int columns in new[] { 3, 40 })
        {
            var map = new Chain<byte>(
                new ModularAffine(5, 3, 1), new LevelTreePermutation(columns, 5, 1, new BitTree([10, -1, -1], [1, 0, 1]), [0, 1, 2, 3, 4, 4, 2, 0, 1, 3]), new Invert<byte>(new ModularAffine(5, 2, 4)));
            Assert.Equal(5, map.Levels);
            Assert.Null(LevelStates.Check(map, 5, columns, random));
        }
        Assert.Equal(125, LevelStates.Count(5, 3));
        Assert.Null(LevelStates.Count(5, 40));
        Assert.Equal<byte>([0, 0, 1, 0, 0, 1, 1, 1], LevelStates.All(2, 2));
        Assert.Contains("expected 5 levels, got 4", Assert.Throws<ArgumentException>(() => LevelStates.Check(new ModularAffine(5, 3, 1), 4, 2, random)).Message);
        Assert.Contains("more than 2^31 states", Assert.Throws<ArgumentException>(() => LevelStates.All(256, 4)).Message);
        Assert.Contains("1594323 states", Assert.Throws<ArgumentException>(() => LevelStates.All(3, 13)).Message);
    }

    [Fact]
    public void Maps_of_other_levels_are_refused_where_they_are_put_together()
    {
        Assert.Contains("part 2 (modular(3, 1, 1)) maps 3 levels, the parts before it 5", Assert.Throws<ArgumentException>(
            () => new Chain<byte>(new ModularAffine(5, 3, 1), new ModularAffine(3, 1, 1))).Message);
        Assert.Contains("maps 3 levels, expected 2", Assert.Throws<ArgumentException>(() => new LevelFlow(1, 2, [0.5, 0.5], new ModularAffine(3, 1, 1))).Message);
    }

    private static byte[] Rows(int rows, int columns, int levels, RandomStream random)
    {
        var result = new byte[rows * columns];
        for (int i = 0; i < result.Length; i++)
            result[i] = i % columns > 0 && random.NextDouble() < 0.6 ? result[i - 1] : (byte)random.NextInt32(levels);
        return result;
    }
}
