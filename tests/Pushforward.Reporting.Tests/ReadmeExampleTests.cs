using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Sheets;
using Pushforward.TestSupport;

namespace Pushforward.Reporting.Tests;

/// <summary>README's library example is the body of a method here, so it compiles, runs, and says what it says.</summary>
public class ReadmeExampleTests
{
    [Fact]
    public void The_example_runs()
    {
        string before = Directory.GetCurrentDirectory();
        var folder = Directory.CreateTempSubdirectory("pushforward-readme-");
        Directory.SetCurrentDirectory(folder.FullName);
        try
        {
            Example();
            Assert.Equal("mixture", Pushforward.ModelKinds.Load("mixture.safetensors").Kind);
            Assert.True(new FileInfo("digits.png").Length > 1000);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Readme_shows_the_example_as_it_is()
    {
        string source = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "tests", "Pushforward.Reporting.Tests", "ReadmeExampleTests.cs"));
        string body = Between(source, "private static void Example()\n    {\n", "\n    }\n");
        string shown = Between(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "README.md")), "```csharp\n", "\n```");
        Assert.Equal(shown, string.Join('\n', body.Split('\n').Select(line => line.Length > 8 ? line[8..] : "")));
    }

    private static string Between(string text, string start, string end)
    {
        // The last occurrence: an escaped literal above is not one.
        int from = text.LastIndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static void Example()
    {
        var digits = DataSource.Open("digits");
        var options = new BernoulliMixtureOptions { Components = 20, Restarts = 1 };
        var (model, fit) = BernoulliMixtureModel.Fit(digits, options, new BinarizationOptions());

        var test = model.Provenance.Figures[DataSplit.Test];
        Console.WriteLine($"{test.Mean:F2} ± {test.StandardError:F2} nats per image, {test.Estimate}, {test.Representation}");

        var samples = model.Sample(64, new RandomStream(seed: 0, "sample"));
        ImageSheet.Render(samples.Values, height: 28, width: 28).Save("digits.png");
        model.Save("mixture.safetensors");
    }
}
