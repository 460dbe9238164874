using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Mixtures;

public class BernoulliMixtureTests
{
    [Fact]
    public void Probabilities_of_all_states_sum_to_one()
    {
        for (int columns = 1; columns <= 12; columns++)
        {
            foreach (int components in new[] { 1, 2, 7, 20 })
            {
                var mixture = BitSamples.RandomMixture(components, columns, seed: columns * 100 + components);
                double sum = mixture.LogProb(BitSamples.AllStates(columns)).Sum(Math.Exp);
                Assert.Equal(1, sum, 1e-12);
            }
        }
    }

    [Fact]
    public void Tables_agree_with_the_definition_row_by_row()
    {
        // 2,000 additions at most, each rounded to 53 bits of numbers below 1e4: about 1e-9 at the very worst, 1e-11 as they fall.
        Prop.ForAll(
            Gen.Choose(1, 300).Zip(Gen.Choose(1, 70)).Zip(Gen.Choose(0, 10_000)).ToArbitrary(),
            shape =>
            {
                var ((columns, components), seed) = shape;
                var mixture = BitSamples.RandomMixture(components, columns, seed);
                var rows = BitSamples.Random(5, columns, seed % 11 / 10.0, seed);
                var logProb = mixture.LogProb(rows);
                for (int n = 0; n < rows.Rows; n++)
                    Assert.Equal(mixture.LogProb(rows.Row(n)), logProb[n], 1e-9);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Responsibilities_are_the_posterior_of_the_component()
    {
        var mixture = BitSamples.RandomMixture(7, 13, 3);
        var rows = BitSamples.Random(40, 13, 0.4, 4);
        var responsibilities = mixture.Responsibilities(rows);
        for (int n = 0; n < rows.Rows; n++)
        {
            double evidence = Math.Exp(mixture.LogProb(rows.Row(n)));
            for (int k = 0; k < 7; k++)
            {
                double joint = mixture.Weights[k];
                for (int d = 0; d < 13; d++)
                    joint *= rows[n, d] ? mixture.Mean(k)[d] : 1 - mixture.Mean(k)[d];
                Assert.Equal(joint / evidence, responsibilities[n * 7 + k], 1e-12);
            }
        }
    }

    [Fact]
    public void A_component_without_weight_has_no_part_in_anything()
    {
        var mixture = new BernoulliMixture([1, 0], [0.25, 0.75], 1);
        var rows = BitSamples.AllStates(1);
        Assert.Equal([Math.Log(0.75), Math.Log(0.25)], mixture.LogProb(rows), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([1, 0, 1, 0], mixture.Responsibilities(rows));
        Assert.All(mixture.Sample(100, new RandomStream(1, "t")).Components, k => Assert.Equal(0, k));
    }

    [Fact]
    public void Reconstruction_is_the_responsibility_weighted_mean()
    {
        var mixture = BitSamples.RandomMixture(3, 5, 8);
        var rows = BitSamples.Random(4, 5, 0.5, 9);
        var (r, reconstruction) = (mixture.Responsibilities(rows), mixture.Reconstruct(rows));
        for (int n = 0; n < 4; n++)
        {
            for (int d = 0; d < 5; d++)
                Assert.Equal(Enumerable.Range(0, 3).Sum(k => r[n * 3 + k] * mixture.Mean(k)[d]), reconstruction[n * 5 + d], 1e-14);
        }
    }

    [Fact]
    public void Samples_follow_the_law()
    {
        const int count = 40_000, columns = 4;
        var mixture = BitSamples.RandomMixture(3, columns, 21);
        var (bits, _) = mixture.Sample(count, new RandomStream(5, "sample"));
        var observed = new double[1 << columns];
        for (int n = 0; n < count; n++)
            observed[bits.Row(n)[0]]++;
        var expected = mixture.LogProb(BitSamples.AllStates(columns)).Select(l => count * Math.Exp(l)).ToArray();
        double chiSquared = observed.Zip(expected, (o, e) => (o - e) * (o - e) / e).Sum();
        // The 0.9999 quantile of chi-squared with 15 degrees of freedom.
        Assert.InRange(chiSquared, 0, 44.3);
    }

    [Fact]
    public void Any_sample_can_be_drawn_alone()
    {
        var mixture = BitSamples.RandomMixture(3, 100, 21);
        var many = mixture.Sample(20, new RandomStream(5, "sample"));
        var few = mixture.Sample(7, new RandomStream(5, "sample"));
        for (int n = 0; n < 7; n++)
            Assert.Equal(many.Bits.Row(n).ToArray(), few.Bits.Row(n).ToArray());
    }

    [Fact]
    public void Scores_are_the_same_bits_for_any_team_size()
    {
        var mixture = BitSamples.RandomMixture(20, 130, 1);
        var rows = BitSamples.Random(10_000, 130, 0.3, 2);
        using var one = new Pushforward.Numerics.Kernels.ThreadTeam(1);
        var expected = mixture.LogProb(rows, one);
        foreach (int size in new[] { 2, 3, 8 })
        {
            using var team = new Pushforward.Numerics.Kernels.ThreadTeam(size);
            Assert.Equal(expected, mixture.LogProb(rows, team));
        }
    }

    [Fact]
    public void No_rows_give_no_scores() => Assert.Empty(BitSamples.RandomMixture(3, 5, 8).LogProb(new BitMatrix(0, 5)));

    [Theory]
    [InlineData(new double[0], new double[0], 1, "at least one component")]
    [InlineData(new[] { 1.0 }, new[] { 0.5, 0.5 }, 1, "expected 1 x 1 values, got 2")]
    [InlineData(new[] { 0.5, 0.4 }, new[] { 0.5, 0.5 }, 1, "sum of 1")]
    [InlineData(new[] { 1.5, -0.5 }, new[] { 0.5, 0.5 }, 1, "in [0, 1]")]
    [InlineData(new[] { double.NaN }, new[] { 0.5 }, 1, "NaN")]
    [InlineData(new[] { 1.0 }, new[] { 0.5, 1.0 }, 2, "column 1")]
    [InlineData(new[] { 1.0 }, new[] { 0.0 }, 1, "strictly between 0 and 1")]
    [InlineData(new[] { 1.0 }, new[] { double.NaN }, 1, "got NaN")]
    public void Impossible_parameters_are_refused(double[] weights, double[] means, int columns, string says)
    {
        var error = Assert.Throws<ArgumentException>(() => new BernoulliMixture(weights, means, columns));
        Assert.Contains(says, error.Message);
    }

    [Fact]
    public void Rows_of_another_width_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => BitSamples.RandomMixture(2, 3, 1).LogProb(new BitMatrix(1, 4)));
        Assert.Contains("the mixture has 3 columns, the data have 4", error.Message);
    }
}
