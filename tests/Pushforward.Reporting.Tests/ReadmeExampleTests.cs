using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Tests;

/// <summary>README's first example is the body of a method here, so it compiles and runs; <c>DocumentExampleTests</c> holds README to it.</summary>
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
