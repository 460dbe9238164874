using Pushforward.Cli.Verbs;

namespace Pushforward.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Two_mixtures_of_a_table_are_compared_in_json_and_on_a_page()
    {
        string[] models = [Fit(1), Fit(2)];
        string folder = _scratch.Path("comparison");
        var json = ToolProcess.Run("compare", models[0], models[1], "--data", Table, "--out", folder, "--quick", "--json").Succeeded().Json;
        Assert.Equal(1, json["schemaVersion"]!.GetValue<int>());
        string report = json["report"]!.GetValue<string>();
        Assert.Contains("Column by column", File.ReadAllText(report));
        var compared = json["models"]!.AsArray();
        Assert.Equal(["k1", "k2"], compared.Select(model => model!["name"]!.GetValue<string>()));
        foreach (var model in compared)
        {
            foreach (string key in new[] { "kind", "logLikelihood", "frechet", "kernelMmd", "precision", "recall", "nearestTrainingRank", "parameters", "seconds" })
                Assert.True(model![key] is not null, key);
            foreach (string key in new[] { "value", "standardError", "estimate", "representation" })
                Assert.True(model!["logLikelihood"]![key] is not null, key);
        }
        Assert.True(compared[1]!["logLikelihood"]!["value"]!.GetValue<double>() > compared[0]!["logLikelihood"]!["value"]!.GetValue<double>());
        Assert.True(json["paired"]![0]!["lower"]!.GetValue<double>() > 0);
        Assert.NotEmpty(json["recommendation"]!.AsArray());
    }

    [Fact]
    public void What_cannot_be_compared_ends_with_the_code_for_it_and_a_reason()
    {
        string model = Fit(1);
        string output = _scratch.Path("out");
        ToolProcess.Run("compare", model, model, "--data", Table, "--out", output).Failed(2, "given twice");
        ToolProcess.Run("compare", "--data", Table).Failed(2);
        ToolProcess.Run("compare", model, "--data", Table, "--samples", "3", "--out", output).Failed(2, "samples: expected");
        ToolProcess.Run("compare", "nowhere.safetensors", "--data", Table, "--out", output).Failed(5, "nowhere.safetensors");
        ToolProcess.Run("compare", model, "--data", "digits", "--out", output).Failed(3, "none of the models can be compared");
    }

    [Fact]
    public void Names_are_those_of_folders_or_files_and_whole_paths_where_these_are_the_same()
    {
        Assert.Equal(["a", "other"], CompareVerb.NamesOf(["runs/a/model.safetensors", "other.safetensors"]));
        Assert.Equal(["x/a/model.safetensors", "y/a/model.safetensors"], CompareVerb.NamesOf(["x/a/model.safetensors", "y/a/model.safetensors"]));
    }

    private string Table
    {
        get
        {
            string folder = _scratch.Path("survey");
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                // Two kinds of rows that answer the six questions in opposite ways, one answer in eight the other way.
                foreach (var (split, rows, salt) in new[] { ("train", 600, 17), ("test", 300, 91) })
                {
                    var lines = Enumerable.Range(0, rows).Select(n => string.Join(',', Enumerable.Range(0, 6).Select(d => (n + d) % 2 ^ (((n * 2654435761L + d * 40503L * salt) >> 7) % 8 == 0 ? 1 : 0))));
                    File.WriteAllText(Path.Combine(folder, $"survey.{split}.data"), string.Join('\n', lines) + "\n");
                }
            }
            return folder;
        }
    }

    private string Fit(int components)
    {
        string folder = _scratch.Path($"k{components}");
        ToolProcess.Run("fit", "mixture", "--data", Table, "--components", $"{components}", "--restarts", "2", "--out", folder, "--quiet").Succeeded();
        return Path.Combine(folder, "model.safetensors");
    }
}
