using System.Text;
using System.Text.RegularExpressions;
using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Reports;
using Pushforward.Tests.Autoencoders;
using Pushforward.Training;

namespace Pushforward.Reporting.Tests.Reports;

public class VaeReportTests
{
    [Theory]
    [InlineData(2, false, 1)]
    [InlineData(5, false, 3)]
    [InlineData(5, true, 1)]
    [InlineData(1, false, 1)]
    public void A_page_holds_what_the_model_has(int latent, bool conditional, int samples)
    {
        var (space, epochs) = Fit(Options(latent) with { Conditional = conditional, Objective = new() { Samples = samples } });
        string html = VaeReport.Build(space, epochs, "pushforward report runs/vae").ToHtml();

        Assert.Contains($"All bars together are {NumberText.Fixed(space.Usage.TotalDivergence, 2)} nats", html);
        Assert.Contains($"{space.Usage.ActiveUnits} of {latent}", html);
        var figure = space.Model.Provenance.Figures[DataSplit.Validation];
        Assert.Contains(NumberText.WithError(figure.Mean, figure.StandardError), html);
        Assert.Contains(NumberText.Fixed(figure.Elbo!.Value, 2), html);
        var aggregate = space.Aggregate();
        Assert.Contains(NumberText.WithError(aggregate.ToPrior.Value, aggregate.ToPrior.StandardError), html);
        Assert.Contains(NumberText.WithError(aggregate.FromPrior.Value, aggregate.FromPrior.StandardError), html);
        Assert.Contains("pushforward report runs/vae", html);
        Assert.Equal(latent == 2, html.Contains("The same plane decoded"));
        Assert.Equal(latent > 2, html.Contains("principal direction"));
        Assert.Equal(conditional, html.Contains("By class"));
        Assert.Equal(samples > 1, html.Contains("IWAE-3"));

        // Nothing from elsewhere, and every picture says what it shows.
        Assert.DoesNotContain("http", html.Replace("http-equiv", "").Replace("http://www.w3.org/2000/svg", ""));
        var pictures = Regex.Matches(html, "<img [^>]*>");
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.Matches("alt=\"[^\"]{10,}\"", picture.Value));
        Assert.Equal(Regex.Count(html, "<svg "), Regex.Count(html, "<desc id=\"[^\"]+\">[^<]+</desc>"));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes_and_without_labels_there_is_a_page_too()
    {
        var (space, epochs) = Fit(Options(3), labeled: false);
        string html = VaeReport.Build(space, epochs, "c").ToHtml();
        Assert.Equal(html, VaeReport.Build(space, epochs, "c").ToHtml());
        Assert.Contains("row 1 to 2", html);
        Assert.DoesNotContain("epoch by epoch", VaeReport.Build(space, [], "c").ToHtml());
    }

    [Fact]
    public void A_collapsed_model_says_so_and_has_no_walks()
    {
        var (space, epochs) = Fit(Options(2) with { Objective = new() { Beta = 300, KlWarmUp = 0 }, Training = Options(2).Training with { Epochs = 40 } });
        Assert.True(space.Usage.IsCollapsed);
        string html = VaeReport.Build(space, epochs, "c").ToHtml();
        Assert.Contains("The posterior has collapsed", html);
        Assert.Contains("Trained with β = 300", html);
        Assert.DoesNotContain("One coordinate at a time", html);
        Assert.DoesNotContain(VaeReport.Pictures(space, epochs), picture => picture.Name == "traversals.png");
    }

    [Fact]
    public void Every_picture_is_a_whole_file()
    {
        var (space, epochs) = Fit(Options(2) with { Conditional = true });
        var pictures = VaeReport.Pictures(space, epochs).ToDictionary(picture => picture.Name, picture => picture.Content.ToArray());
        Assert.Equal(
            ["bound.svg", "classes.png", "coordinates.svg", "grid.png", "interpolations.png", "kl.svg", "map.svg", "means.png", "prior.svg", "rebuilt.png", "reconstruction.svg", "samples.png", "traversals.png"],
            pictures.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, content) in pictures)
        {
            if (name.EndsWith(".svg", StringComparison.Ordinal))
                Assert.EndsWith("</svg>", Encoding.UTF8.GetString(content));
            else
                Assert.Equal("PNG"u8.ToArray(), content[1..4]);
        }
    }

    private static VaeOptions Options(int latent) => new()
    {
        Architecture = new() { Hidden = [10], Latent = latent },
        ScoreSamples = 5,
        Training = new() { Epochs = 4, BatchSize = 20, AverageDecay = 0.9, Rate = 0.02, Patience = 0, Seed = 4 },
    };

    private static (LatentSpace Space, IReadOnlyList<EpochRecord> Epochs) Fit(VaeOptions options, bool labeled = true)
    {
        var data = BarImages.Draw(120, 4, classes: 3, labeled);
        var training = new VaeTraining(data, options);
        var result = training.Run();
        return (LatentSpace.OfHeldOut(training.Finish(result), data), result.Epochs);
    }
}
