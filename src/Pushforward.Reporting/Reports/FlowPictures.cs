using Pushforward.Flows;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Reports;

/// <summary>What a flow of images draws, as sheets and strips: new images, codes, ways between images.</summary>
/// <param name="codes">The held-out images with their codes.</param>
internal sealed class FlowPictures(FlowCodes codes)
{
    private const int SampleColumns = 7, SampleCount = 42, ShownCodes = 10, PathSteps = 11, PathCount = 3, Bins = 40;

    /// <summary>How many images <see cref="Samples"/> shows.</summary>
    public static int Count => SampleCount;

    /// <summary>New images from a prior drawn in to a temperature.</summary>
    public ImageSheet Samples(double temperature) => ImageSheet.Render(
        codes.Model.Sample(SampleCount, new RandomStream(codes.Model.Provenance.Seed, "sample"), temperature).Values,
        codes.Shape.Height, codes.Shape.Width, new ImageSheetOptions { Columns = SampleColumns });

    /// <summary>The first held-out images, and below each its code, every number shown by its place in the prior.</summary>
    public ImageStrips Codes()
    {
        int count = Math.Min(ShownCodes, codes.Rows);
        int[] rows = [.. Enumerable.Range(0, count)];
        return new(codes.Shape, count,
        [
            new("images", $"{count} held-out images.", [.. rows.SelectMany(codes.Brightness)]),
            new("codes", $"The codes of the {count} images as gray levels.", [.. rows.SelectMany(codes.Places)]),
        ]);
    }

    /// <summary>From one held-out image to another, along the arc between their codes and below that along the straight line.</summary>
    public ImageStrips Paths() => new(codes.Shape, PathSteps, [.. from pair in ImagePair.Among(codes.Labels, codes.Rows, PathCount)
                                                                  from path in new[] { LatentPath.Spherical, LatentPath.Linear }
                                                                  select Path(pair, path)]);

    /// <summary>Where the numbers of all codes lie in the prior.</summary>
    public Histogram Places() => new()
    {
        Title = "The part of the prior below each number of a code",
        X = new Axis("part of the prior below") { Minimum = 0, Maximum = 1 },
        Values = [.. Enumerable.Range(0, codes.Rows).SelectMany(codes.Places).Select(place => (double)place)],
        Name = "numbers of codes",
        Bins = Bins,
        Curves = [LineSeries.OfFunction("the prior", _ => 1, 0, 1, 2)],
    };

    private ImageStrip Path(ImagePair pair, LatentPath path)
    {
        string name = $"{pair.Name(codes.Labels)}, {(path == LatentPath.Spherical ? "arc" : "line")}";
        return new ImageStrip(name, $"A way from one held-out image to another, {name}.",
            codes.Model.Decode(path.Walk(codes.Code(pair.From), codes.Code(pair.To), PathSteps)).Values);
    }
}
