using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Mixtures;

public class CategoricalMixtureTests
{
    private static readonly int[] Levels = [2, 3, 2, 5];

    [Fact]
    public void Scores_agree_with_the_definition_with_and_without_holes()
    {
        Prop.ForAll(
            Gen.Choose(1, 40).Zip(Gen.Choose(1, 20)).Zip(Gen.Choose(0, 3)).Zip(Gen.Choose(0, 10_000)).ToArbitrary(),
            shape =>
            {
                var (((columns, components), holes), seed) = shape;
                int[] levels = [.. Enumerable.Range(0, columns).Select(d => 2 + (seed + d * d) % 4)];
                var mixture = AnswerSamples.RandomMixture(components, levels, seed);
                var rows = AnswerSamples.WithHoles(mixture, 9, holes / 4.0, seed);
                double[] logProb = mixture.LogProb(rows);
                // At most 40 additions of numbers below 4 in magnitude, and the tables' cancellations: 1e-12 is a hundred times that.
                for (int n = 0; n < rows.Rows; n++)
                    Assert.Equal(mixture.LogProb(AnswerSamples.Codes(rows, n)), logProb[n], 1e-12);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Probabilities_of_all_answers_sum_to_one_and_a_hole_is_the_sum_over_what_could_fill_it()
    {
        var mixture = AnswerSamples.RandomMixture(3, Levels, 5);
        var all = CategoricalRows.Of(60, Levels, (n, d) => d switch { 0 => n % 2, 1 => n / 2 % 3, 2 => n / 6 % 2, _ => n / 12 });
        double[] logProb = mixture.LogProb(all);
        Assert.Equal(1, logProb.Sum(Math.Exp), 1e-13);

        var hole = CategoricalRows.Of(1, Levels, (_, d) => d switch { 1 => 2, 3 => CategoricalRows.Missing, _ => 1 });
        double filled = Enumerable.Range(0, 60).Where(n => all[n, 0] == 1 && all[n, 1] == 2 && all[n, 2] == 1).Sum(n => Math.Exp(logProb[n]));
        Assert.Equal(filled, Math.Exp(mixture.LogProb(hole)[0]), 1e-14);
    }

    [Fact]
    public void A_row_without_answers_has_probability_one_and_the_weights_for_posterior()
    {
        var mixture = AnswerSamples.RandomMixture(3, Levels, 5);
        var rows = CategoricalRows.Of(1, Levels, (_, _) => CategoricalRows.Missing);
        Assert.True(rows.IsEmpty(0));
        Assert.Equal(0, mixture.LogProb(rows)[0], 1e-15);
        double[] posterior = mixture.Responsibilities(rows);
        for (int k = 0; k < 3; k++)
            Assert.Equal(mixture.Weights[k], posterior[k], 1e-15);
    }

    [Fact]
    public void Prediction_of_a_hole_is_its_conditional_law()
    {
        var mixture = AnswerSamples.RandomMixture(4, Levels, 6);
        var rows = AnswerSamples.WithHoles(mixture, 30, 0.4, 7);
        double[] predicted = mixture.Predict(rows);
        for (int n = 0; n < rows.Rows; n++)
        {
            int[] codes = AnswerSamples.Codes(rows, n);
            double evidence = mixture.LogProb(codes);
            for (int d = 0; d < Levels.Length; d++)
            {
                if (codes[d] != CategoricalRows.Missing)
                    continue;
                for (int level = 0; level < Levels[d]; level++)
                {
                    int[] filled = [.. codes];
                    filled[d] = level;
                    double expected = Math.Exp(mixture.LogProb(filled) - evidence);
                    Assert.Equal(expected, predicted[n * mixture.TotalLevels + mixture.FirstLevel(d) + level], 1e-13);
                }
            }
        }
    }

    [Fact]
    public void Draws_of_what_is_missing_follow_its_joint_conditional_law()
    {
        const int count = 40_000;
        var mixture = AnswerSamples.RandomMixture(3, Levels, 8);
        var rows = CategoricalRows.Of(count, Levels, (_, d) => d is 1 or 3 ? CategoricalRows.Missing : 1);
        var drawn = mixture.DrawMissing(rows, new RandomStream(2, "t"));
        var observed = new double[15];
        for (int n = 0; n < count; n++)
        {
            Assert.Equal((1, 1), (drawn[n, 0], drawn[n, 2]));
            observed[drawn[n, 1] * 5 + drawn[n, 3]]++;
        }
        double evidence = mixture.LogProb([1, -1, 1, -1]);
        double chiSquared = Enumerable.Range(0, 15).Sum(cell =>
        {
            double expected = count * Math.Exp(mixture.LogProb([1, cell / 5, 1, cell % 5]) - evidence);
            return (observed[cell] - expected) * (observed[cell] - expected) / expected;
        });
        // The 0.9999 quantile of chi-squared with 14 degrees of freedom.
        Assert.InRange(chiSquared, 0, 42.6);
        var part = mixture.DrawMissing(rows.Select([0, 1, 2]), new RandomStream(2, "t"), firstRow: 100);
        Assert.Equal(AnswerSamples.Codes(drawn, 101), AnswerSamples.Codes(part, 1));
    }

    [Fact]
    public void The_mode_fills_by_the_likeliest_level()
    {
        var mixture = new CategoricalMixture([0.6, 0.4], [0.9, 0.1, 0.8, 0.1, 0.1, 0.1, 0.9, 0.1, 0.1, 0.8], [2, 3]);
        var rows = CategoricalRows.Of(2, [2, 3], (n, d) => d == 0 ? n : CategoricalRows.Missing);
        var filled = mixture.FillByMode(rows);
        Assert.Equal([0, 0], AnswerSamples.Codes(filled, 0));
        Assert.Equal([1, 2], AnswerSamples.Codes(filled, 1));
    }

    [Fact]
    public void A_mixture_of_bernoullis_is_the_same_law_in_either_form()
    {
        var bernoulli = BitSamples.RandomMixture(6, 40, 3);
        var bits = BitSamples.Random(50, 40, 0.3, 4);
        double[] expected = bernoulli.LogProb(bits);
        double[] actual = CategoricalMixture.Of(bernoulli).LogProb(CategoricalRows.Of(bits));
        for (int n = 0; n < 50; n++)
            Assert.Equal(expected[n], actual[n], 1e-12);
    }

    [Fact]
    public void Impossible_parameters_and_other_levels_are_refused()
    {
        AssertSays("sum of 1", () => new CategoricalMixture([1], [0.5, 0.4], [2]));
        AssertSays("component 0, column 1", () => new CategoricalMixture([1], [0.5, 0.5, 0, 1], [2, 2]));
        AssertSays("expected 1 x 3 values, got 2", () => new CategoricalMixture([1], [0.5, 0.5], [3]));
        AssertSays("at least one component", () => new CategoricalMixture([], [], [2]));
        AssertSays("4 columns", () => AnswerSamples.RandomMixture(2, Levels, 1).LogProb(CategoricalRows.Of(1, [2, 2], (_, _) => 0)));

        static void AssertSays(string text, Func<object> action) => Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(action).Message);
    }
}
