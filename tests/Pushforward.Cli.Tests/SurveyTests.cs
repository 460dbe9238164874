using Pushforward.TestSupport;

namespace Pushforward.Cli.Tests;

/// <summary>Tables as surveys leave them: several answers a question, holes, weights.</summary>
public class SurveyTests
{
    // Two kinds of people: one says a, low and yes, the other b, high and no.
    private const string Survey =
        "party,income,votes,n\na,low,yes,30\na,low,,5\n,low,yes,4\na,middle,yes,6\na,,yes,3\nb,high,no,28\nb,high,,6\nb,,no,4\nb,middle,no,5\n,high,no,2\na,low,no,3\nb,high,yes,2\n";

    [Fact]
    public void A_survey_with_holes_and_weights_is_fitted_scored_imputed_and_sampled()
    {
        using var scratch = new Scratch();
        string survey = scratch.Write("survey.csv", Survey);
        var fit = ToolProcess.Run(
            "fit", "mixture", "--data", survey, "--weights", "n", "--components", "2", "--prior", "0", "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json;
        Assert.Equal(12, fit["train"]!["rows"]!.GetValue<int>());
        Assert.Equal("categorical table", fit["train"]!["representation"]!.GetValue<string>());
        string model = fit["model"]!.GetValue<string>();

        var score = ToolProcess.Run("score", model, "--data", survey, "--weights", "n", "--json").Succeeded().Json;
        Assert.Equal(fit["train"]!["meanLogLikelihood"]!.GetValue<double>(), score["meanLogLikelihood"]!.GetValue<double>());

        string filled = ToolProcess.Run("impute", model, "--data", survey, "--weights", "n", "--out", "-").Succeeded().Output;
        // The weights are no column of the model, and are carried over.
        Assert.Equal(
            "party,income,votes,n\na,low,yes,30\na,low,yes,5\na,low,yes,4\na,middle,yes,6\na,low,yes,3\nb,high,no,28\nb,high,no,6\nb,high,no,4\nb,middle,no,5\nb,high,no,2\na,low,no,3\nb,high,yes,2\n",
            filled);
        var drawn = ToolProcess.Run("impute", model, "--data", survey, "--mode", "draw", "--draws", "3", "--out", scratch.Path("draws.csv"), "--json").Succeeded().Json;
        Assert.Equal((12, 6), (drawn["rows"]!.GetValue<int>(), drawn["filled"]!.GetValue<int>()));
        string[] lines = File.ReadAllLines(scratch.Path("draws.csv"));
        Assert.Equal(("draw,party,income,votes,n", 37), (lines[0], lines.Length));
        Assert.Equal("3,b,high,yes,2", lines[^1]);
        ToolProcess.Run("impute", model, "--data", survey, "--mode", "mean", "--out", "-").Failed(2, "'party'", "--mode mode");

        Assert.Matches("^party,income,votes\n((a|b),(low|middle|high),(yes|no)\n){5}$", ToolProcess.Run("sample", model, "-n", "5").Succeeded().Output);
        string given = scratch.Write("given.csv", "party,income,votes\na,,\n,,no\n");
        string completions = ToolProcess.Run("sample", model, "--given", given, "-n", "3").Succeeded().Output;
        Assert.Matches("^party,income,votes\n(a,(low|middle|high),(yes|no)\n){3}((a|b),(low|middle|high),no\n){3}$", completions);
    }

    [Fact]
    public void The_mean_of_numbers_is_a_number()
    {
        using var scratch = new Scratch();
        string table = scratch.Write("t.csv", "A,B\n1,1\n1,1\n2,2\n2,2\n2,\n1,2\n");
        ToolProcess.Run("fit", "mixture", "--data", table, "--components", "1", "--prior", "0", "--out", scratch.Path("run"), "--quiet").Succeeded();
        string[] lines = ToolProcess.Run("impute", scratch.Path("run/model.safetensors"), "--data", table, "--mode", "mean", "--out", "-").Succeeded().Output.Split('\n');
        Assert.StartsWith("2,1.6", lines[5]);
    }

    [Fact]
    public void A_level_that_was_not_there_in_training_is_refused_at_its_place()
    {
        using var scratch = new Scratch();
        string table = scratch.Write("t.csv", "A,B\nx,1\ny,2\nz,3\nx,1\ny,3\n"), other = scratch.Write("other.csv", "A,B\nx,1\ny,4\n");
        ToolProcess.Run("fit", "mixture", "--data", table, "--components", "2", "--emission", "categorical", "--out", scratch.Path("run"), "--quiet").Succeeded();
        string model = scratch.Path("run/model.safetensors");
        ToolProcess.Run("score", model, "--data", other).Failed(3, "other.csv, line 3, column 'B'", "1, 2, 3", "found '4'");
        ToolProcess.Run("impute", model, "--data", other, "--out", scratch.Path("filled.csv")).Failed(3, "line 3, column 'B'");
        Assert.False(File.Exists(scratch.Path("filled.csv")));
        ToolProcess.Run("fit", "mixture", "--data", table, "--validation", other, "--components", "2", "--emission", "categorical", "--out", scratch.Path("two"), "--quiet")
            .Failed(3, "other.csv, line 3, column 'B'");
    }

    [Fact]
    public void A_row_without_answers_is_kept_and_told()
    {
        using var scratch = new Scratch();
        string table = scratch.Write("t.csv", "A,B\n1,0\n,\n0,1\n1,1\n");
        var fit = ToolProcess.Run("fit", "mixture", "--data", table, "--components", "1", "--out", scratch.Path("run"), "--json").Succeeded();
        Assert.Contains("line 3: every answer is missing", fit.Error);
        Assert.Equal(4, fit.Json["train"]!["rows"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("A,B,w\n1,0,1\n0,1,-2\n", 3, "line 3, column 'w'", "-2")]
    [InlineData("A,B,w\n1,0,0\n0,1,0\n", 3, "column 'w'", "greater than 0")]
    [InlineData("A,B,w\n1,0,1\n0,1,1\n1,0,1\n", 2, "components", "at most 2")]
    public void Weights_and_components_that_cannot_be_are_refused(string text, int exitCode, params string[] says)
    {
        using var scratch = new Scratch();
        string table = scratch.Write("t.csv", text);
        ToolProcess.Run("fit", "mixture", "--data", table, "--weights", "w", "--components", "3", "--out", scratch.Path("run"), "--quiet").Failed(exitCode, says);
    }

    [SharedDataFact("lca")]
    public void Cheating_with_its_missing_grades_is_fitted_on_all_rows()
    {
        using var scratch = new Scratch();
        var fit = ToolProcess.Run(
            "fit", "mixture", "--data", SharedData.Path("lca/cheating.csv"), "--components", "2", "--prior", "0", "--out", scratch.Path("run"), "--json", "--quiet")
            .Succeeded().Json;
        Assert.Equal(319, fit["train"]!["rows"]!.GetValue<int>());
        var described = ToolProcess.Run("describe", scratch.Path("run/model.safetensors"), "--json").Succeeded().Json;
        // Two classes, four questions of two answers and one of five.
        Assert.Equal(1 + 2 * (4 + 4), described["parameters"]!.GetValue<int>());
        Assert.Equal("categorical", described["config"]!["emission"]!.GetValue<string>());
    }

    [Fact]
    public void Half_an_image_is_filled_in_from_the_other()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images");
        ToolProcess.Run("fit", "mixture", "--data", images, "--components", "2", "--out", scratch.Path("run"), "--quiet").Succeeded();
        string model = scratch.Path("run/model.safetensors");
        var sheet = ToolProcess.Run("impute", model, "--data", images, "--mask", "lower-half", "--mode", "mean", "--rows", "8", "--out", scratch.Path("s.png"), "--json").Succeeded().Json;
        Assert.Equal((8, 8 * 18), (sheet["rows"]!.GetValue<int>(), sheet["filled"]!.GetValue<int>()));
        Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(scratch.Path("s.png"))[1..4]);
        ToolProcess.Run("impute", model, "--data", images, "--out", scratch.Path("t.png")).Failed(2, "--mask");
    }

    [Fact]
    public void Select_prints_every_candidate_and_recommends_one()
    {
        using var scratch = new Scratch();
        string table = scratch.Table("t.csv", rows: 120);
        var selection = ToolProcess.Run(
            "select", "mixture", "--data", table, "--components", "1-3", "--restarts", "4", "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json;
        Assert.Equal([1, 2, 3], selection["candidates"]!.AsArray().Select(candidate => candidate!["components"]!.GetValue<int>()));
        var two = selection["candidates"]![1]!;
        Assert.Equal(11, two["parameters"]!.GetValue<int>());
        Assert.Equal(4, two["restarts"]!.AsArray().Count);
        Assert.InRange(two["bestReplicated"]!.GetValue<int>(), 1, 4);
        Assert.Equal(-2 * two["logLikelihood"]!.GetValue<double>() + 22, two["aic"]!.GetValue<double>(), 1e-9);
        Assert.All(new[] { "bic", "sabic", "caic", "icl", "entropy" }, key => Assert.True(double.IsFinite(two[key]!.GetValue<double>())));
        Assert.Equal(2, selection["best"]!["components"]!.GetValue<int>());
        Assert.Contains("lowest BIC", selection["reason"]!.GetValue<string>());

        string model = selection["best"]!["model"]!.GetValue<string>();
        double mean = ToolProcess.Run("score", model, "--data", table, "--json").Succeeded().Json["meanLogLikelihood"]!.GetValue<double>();
        Assert.Equal(selection["best"]!["train"]!["meanLogLikelihood"]!.GetValue<double>(), mean);
    }

    [Fact]
    public void Held_out_rows_decide_with_the_prior_where_there_are_some()
    {
        using var scratch = new Scratch();
        string table = scratch.Table("t.csv", rows: 120), held = scratch.Table("v.csv", rows: 60);
        var selection = ToolProcess.Run(
            "select", "mixture", "--data", table, "--validation", held, "--test", held, "--components", "1-3", "--out", scratch.Path("run"), "--json", "--quiet")
            .Succeeded().Json;
        Assert.Equal("validation", selection["criterion"]!.GetValue<string>());
        var best = selection["best"]!;
        double highest = selection["candidates"]!.AsArray().Max(candidate => candidate!["heldOut"]!["meanLogLikelihood"]!.GetValue<double>());
        Assert.Equal(highest, best["validation"]!["meanLogLikelihood"]!.GetValue<double>());
        Assert.Equal(highest, best["test"]!["meanLogLikelihood"]!.GetValue<double>());
        Assert.True(selection["candidates"]!.AsArray().Select(candidate => candidate!["prior"]!.GetValue<double>()).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("--components", "0", "--components")]
    [InlineData("--components", "5-1", "--components")]
    [InlineData("--prior", "much", "--prior")]
    [InlineData("--folds", "1", "folds")]
    public void Selections_that_cannot_be_are_refused(string option, string value, string says)
    {
        using var scratch = new Scratch();
        ToolProcess.Run("select", "mixture", "--data", scratch.Table("t.csv"), "--out", scratch.Path("run"), option, value).Failed(2, says);
    }

    [Fact]
    public void Profiles_memberships_and_a_page_come_with_a_survey()
    {
        using var scratch = new Scratch();
        string survey = scratch.Write("survey.csv", Survey);
        var fit = ToolProcess.Run(
            "fit", "mixture", "--data", survey, "--weights", "n", "--components", "2", "--prior", "0", "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json;
        string page = File.ReadAllText(fit["report"]!.GetValue<string>());
        Assert.Contains("Class sizes", page);
        Assert.Contains("income: middle", page);
        Assert.Contains("Where the starts ended", page);

        string model = fit["model"]!.GetValue<string>();
        var profiles = ToolProcess.Run("describe", model, "--profiles", "--chart", scratch.Path("p.svg"), "--json").Succeeded().Json["profiles"]!;
        var classes = profiles["classes"]!.AsArray();
        Assert.Equal(1, classes.Sum(each => each!["size"]!.GetValue<double>()), 1e-9);
        Assert.Equal(["high", "low", "middle"], classes[0]!["profile"]![1]!["answers"]!.AsArray().Select(answer => answer!["level"]!.GetValue<string>()));
        Assert.Equal(2, profiles["classificationTable"]!.AsArray().Count);
        Assert.StartsWith("<svg", File.ReadAllText(scratch.Path("p.svg")));

        // Rows have standard output, so the figures go to standard error.
        var scored = ToolProcess.Run("score", model, "--data", survey, "--weights", "n", "--memberships", "-").Succeeded();
        Assert.Contains("nats", scored.Error);
        ToolProcess.Run("score", model, "--data", survey, "--memberships", "-", "--json").Failed(2, "--memberships");
        string[] members = scored.Output.TrimEnd().Split('\n');
        Assert.Equal(("row,class,certainty,class1,class2", 13), (members[0], members.Length));
        Assert.All(members.Skip(1), line => Assert.Equal(1, line.Split(',')[3..].Sum(double.Parse), 1e-9));
    }

    [Fact]
    public void A_best_K_at_the_top_of_the_grid_is_warned_of_where_validation_rows_decide()
    {
        using var scratch = new Scratch();
        // Two groups are planted, so of 1 and 2 the validation rows prefer 2.
        var selection = ToolProcess.Run(
            "select", "mixture", "--data", scratch.Table("t.csv", rows: 300), "--validation", scratch.Table("v.csv", rows: 200), "--components", "1-2", "--prior", "0.1",
            "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json;
        Assert.Equal("validation", selection["criterion"]!.GetValue<string>());
        Assert.Contains(selection["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("most that was tried", StringComparison.Ordinal));
    }
}
