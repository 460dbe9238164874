using System.Text;
using System.Text.RegularExpressions;
using Pushforward.Flows;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Reports;
using Pushforward.Tests.Autoencoders;
using Pushforward.Training;

namespace Pushforward.Reporting.Tests.Reports;

public class ImageFlowReportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_page_holds_the_figures_and_pictures_of_its_model(bool labeled)
    {
        var (codes, epochs) = Fit(labeled);
        string html = ImageFlowReport.Build(codes, epochs, "pushforward report runs/nice").ToHtml();

        var figure = codes.Model.Provenance.HeldOut!;
        Assert.Contains(NumberText.WithError(figure.Mean, figure.StandardError), html);
        Assert.Contains(NumberText.Fixed(codes.Histogram.Mean, 1), html);
        Assert.Contains(NumberText.Fixed(codes.NeighborCorrelationOfCodes, 3), html);
        Assert.Contains("pushforward report runs/nice", html);
        Assert.Contains("NICE on images", html);
        Assert.Contains("A flow of 2 couplings, trained on", html);
        Assert.Equal(labeled, html.Contains("0 to 1, arc"));
        Assert.Equal(!labeled, html.Contains("row 1 to 2, arc"));

        // Nothing from elsewhere, and every picture says what it shows.
        Assert.DoesNotContain("http", html.Replace("http-equiv", "").Replace("http://www.w3.org/2000/svg", ""));
        var pictures = Regex.Matches(html, "<img [^>]*>");
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.Matches("alt=\"[^\"]{10,}\"", picture.Value));
        Assert.Equal(html, ImageFlowReport.Build(codes, epochs, "pushforward report runs/nice").ToHtml());
        Assert.DoesNotContain("epoch by epoch", ImageFlowReport.Build(codes, [], "c").ToHtml());
    }

    [Fact]
    public void Every_picture_is_a_whole_file()
    {
        var (codes, epochs) = Fit(labeled: true);
        var pictures = ImageFlowReport.Pictures(codes, epochs).ToDictionary(picture => picture.Name, picture => picture.Content.ToArray());
        Assert.Equal(["codes.png", "cooler.png", "density.svg", "interpolations.png", "places.svg", "samples.png"], pictures.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, content) in pictures)
        {
            if (name.EndsWith(".svg", StringComparison.Ordinal))
                Assert.EndsWith("</svg>", Encoding.UTF8.GetString(content));
            else
                Assert.Equal("PNG"u8.ToArray(), content[1..4]);
        }
    }

    private static (FlowCodes Codes, IReadOnlyList<EpochRecord> Epochs) Fit(bool labeled)
    {
        var data = BarImages.Draw(120, 4, classes: 2, labeled);
        var training = new FlowTraining(data, new NiceOptions { Couplings = 2, Hidden = [16], Training = new() { Epochs = 4, BatchSize = 20, AverageDecay = 0.9, Rate = 0.01, Patience = 0, Seed = 4 } });
        var result = training.Run();
        return (FlowCodes.OfHeldOut(training.Finish(result).Model, data), result.Epochs);
    }
}
