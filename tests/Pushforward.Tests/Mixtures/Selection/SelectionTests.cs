using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Inference;
using Pushforward.Mixtures.Selection;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Mixtures.Selection;

public class SelectionTests
{
    [Theory]
    [InlineData("3", new[] { 3 })]
    [InlineData("1-4", new[] { 1, 2, 3, 4 })]
    [InlineData("50,10,10,100", new[] { 10, 50, 100 })]
    [InlineData("1-3,7", new[] { 1, 2, 3, 7 })]
    public void Grids_are_read(string text, int[] expected) => Assert.Equal(expected, ComponentGrid.Parse(text));

    [Fact]
    public void A_wide_range_is_walked_at_equal_ratios_from_end_to_end()
    {
        var grid = ComponentGrid.Parse("10-400");
        Assert.Equal((10, 400), (grid[0], grid[^1]));
        Assert.InRange(grid.Count, 11, 13);
        for (int i = 1; i < grid.Count; i++)
            Assert.InRange((double)grid[i] / grid[i - 1], 1.3, 1.5);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("5-2")]
    [InlineData("1-2-3")]
    [InlineData("a")]
    [InlineData("-3")]
    [InlineData("1,,2")]
    [InlineData("99999999999")]
    public void Grids_that_are_none_are_refused(string text) =>
        Assert.Contains("--components", Assert.Throws<ArgumentException>(() => ComponentGrid.Parse(text)).Message);

    [Fact]
    public void Criteria_are_their_formulas()
    {
        var criteria = new InformationCriteria(-100, 7, 50, 3);
        Assert.Equal(214, criteria.Aic);
        Assert.Equal(200 + 7 * Math.Log(50), criteria.Bic);
        Assert.Equal(200 + 7 * Math.Log(52.0 / 24), criteria.SampleSizeAdjustedBic);
        Assert.Equal(200 + 7 * (Math.Log(50) + 1), criteria.Caic);
        Assert.Equal(criteria.Bic + 6, criteria.Icl);
    }

    [Fact]
    public void Classification_counts_who_is_assigned_where()
    {
        var classification = Classification.Of([0.9, 0.1, 0.2, 0.8, 0.5, 0.5], 2, [1, 2, 4]);
        Assert.Equal([0, 1, 0], classification.Modal);
        Assert.Equal(0.9 + 4 * 0.5, classification.Table[0, 0], 1e-14);
        Assert.Equal(2 * 0.2, classification.Table[0, 1], 1e-14);
        Assert.Equal(0.1 + 4 * 0.5, classification.Table[1, 0], 1e-14);
        Assert.Equal((0.1 + 2 * 0.2 + 4 * 0.5) / 7, classification.ErrorRate, 1e-14);
        double entropy = -(0.9 * Math.Log(0.9) + 0.1 * Math.Log(0.1)) - 2 * (0.2 * Math.Log(0.2) + 0.8 * Math.Log(0.8)) + 4 * Math.Log(2);
        Assert.Equal(entropy, classification.Entropy, 1e-14);
        Assert.Equal(1 - entropy / (7 * Math.Log(2)), classification.EntropyRSquared, 1e-14);
    }

    [SharedDataTheory("lca")]
    [InlineData("carcinoma.csv", 3)]
    [InlineData("values.csv", 2)]
    public void Bic_recommends_what_is_published(string file, int components)
    {
        var fitting = new MixtureFitting(DataSource.Open(SharedData.Path($"lca/{file}")), new BinarizationOptions());
        var selection = MixtureSelector.Select(fitting, new MixtureSelectionOptions
        {
            Components = [1, 2, 3, 4],
            Fit = new BernoulliMixtureOptions { Restarts = 10, Tolerance = 1e-9, MaxIterations = 5000 },
        });
        Assert.Equal(components, selection.Best.Components);
        Assert.Equal(SelectionCriterion.Bic, selection.Criterion);
        Assert.Contains($"K = {components} has the lowest BIC", selection.Reason);
        Assert.All(selection.Candidates, candidate => Assert.Equal(0, candidate.Prior));
    }

    [Fact]
    public void The_likelihood_ratio_test_tells_two_classes_from_one_and_not_three_from_two()
    {
        var truth = new CategoricalMixture([0.5, 0.5], [0.9, 0.1, 0.8, 0.2, 0.85, 0.15, 0.9, 0.1, 0.1, 0.9, 0.2, 0.8, 0.15, 0.85, 0.1, 0.9], [2, 2, 2, 2]);
        var fitting = Fitting(AnswerSamples.WithHoles(truth, 200, 0.1, 1));
        var selection = MixtureSelector.Select(fitting, new MixtureSelectionOptions
        {
            Components = [1, 2, 3],
            Bootstrap = 19,
            Fit = new BernoulliMixtureOptions { Restarts = 4, Tolerance = 1e-7, MaxIterations = 300 },
        });
        Assert.Null(selection.Candidates[0].Test);
        Assert.Equal(0.05, selection.Candidates[1].Test!.PValue);
        Assert.InRange(selection.Candidates[2].Test!.PValue, 0.1, 1);
        Assert.Equal(2, selection.Best.Components);
    }

    [Fact]
    public void Cross_validation_finds_the_planted_number_and_scores_every_row_once()
    {
        var truth = new CategoricalMixture([0.5, 0.5], [0.9, 0.1, 0.8, 0.2, 0.85, 0.15, 0.1, 0.9, 0.2, 0.8, 0.15, 0.85], [2, 2, 2]);
        var selection = MixtureSelector.Select(Fitting(AnswerSamples.WithHoles(truth, 300, 0, 1)), new MixtureSelectionOptions
        {
            Components = [1, 2],
            Folds = 5,
            Fit = new BernoulliMixtureOptions { Restarts = 3 },
        });
        Assert.Equal((2, SelectionCriterion.CrossValidation), (selection.Best.Components, selection.Criterion));
        Assert.True(selection.Best.HeldOut!.Value.Mean > selection.Candidates[0].HeldOut!.Value.Mean);
    }

    [Fact]
    public void A_maximum_found_once_and_a_model_that_is_not_identified_are_warned_of()
    {
        var truth = AnswerSamples.RandomMixture(3, [2, 2, 2], 1);
        var selection = MixtureSelector.Select(Fitting(AnswerSamples.WithHoles(truth, 100, 0, 1)), new MixtureSelectionOptions
        {
            Components = [3, 60],
            Fit = new BernoulliMixtureOptions { Restarts = 2 },
        });
        Assert.Contains(selection.Warnings, warning => warning.Contains("8 different rows"));
        Assert.Contains(selection.Warnings, warning => warning.Contains("not identified"));
    }

    private static MixtureFitting Fitting(CategoricalRows rows)
    {
        var text = new System.Text.StringBuilder(string.Join(',', Enumerable.Range(0, rows.Columns).Select(d => $"Q{d}")) + "\n");
        for (int n = 0; n < rows.Rows; n++)
            text.AppendJoin(',', AnswerSamples.Codes(rows, n).Select(code => code < 0 ? "" : $"{code}")).Append('\n');
        var options = new DataOptions { StandardInput = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text.ToString())) };
        return new MixtureFitting(DataSource.Open("-", options), new BinarizationOptions());
    }
}
