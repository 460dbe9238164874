using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Reports;

/// <summary>What a variational autoencoder's decoder draws, as sheets and strips: rebuilt images, walks through the latent space, samples.</summary>
/// <param name="space">The held-out images as the model sees them.</param>
/// <param name="image">Their size.</param>
internal sealed class VaePictures(LatentSpace space, ImageShape image)
{
    private const int RebuiltCount = 12, RebuiltColumns = 6, SampleColumns = 7, SampleCount = 42, Walked = 10, WalkSteps = 11, PathSteps = 9, PathCount = 5, PerClass = 12, GridSide = 13;

    /// <summary>How far a traversal goes to either side, in deviations of the prior.</summary>
    public const double WalkReach = 3;

    private RandomStream Seeded => new(space.Model.Provenance.Seed, "sample");

    /// <summary>The first held-out images, and below each the expected image given its code.</summary>
    public ImageStrips Rebuilt()
    {
        int count = Math.Min(RebuiltCount, space.Rows);
        int[] rows = [.. Enumerable.Range(0, count)];
        float[] codes = Concat(rows.Select(n => space.Mean(n).ToArray()));
        return new(image, count,
        [
            new("original", $"{count} held-out images.", Concat(rows.Select(space.Row))),
            new("rebuilt", $"The same {count} images rebuilt from their codes.", space.Decode(codes, space.Model.Classes == 0 ? null : [.. rows.Select(n => (int)space.Labels.Span[n])])),
        ]);
    }

    /// <summary>The same as a sheet, originals above.</summary>
    public ImageSheet RebuiltSheet()
    {
        var strips = Rebuilt();
        return ImageSheet.Render(
            Concat(strips.Rows.Select(row => row.Pixels)), image.Height, image.Width,
            new ImageSheetOptions { Columns = RebuiltColumns, Groups = [strips.Columns, strips.Columns] });
    }

    /// <summary>The first held-out image as one coordinate of its code changes, for those that carry most.</summary>
    public ImageStrips Traversals() => new(image, WalkSteps, [.. space.Coordinates()
        .Where(j => space.Usage.MeanVariance[j] > LatentUsage.ActivityThreshold)
        .Take(Walked)
        .Select(j => new ImageStrip(
            $"z{Subscript(j + 1)}, {NumberText.Fixed(space.Usage.Divergence[j], 2)} nats",
            $"The first held-out image rebuilt with coordinate {j + 1} of its code going from -{WalkReach} to {WalkReach}.",
            space.Decode(LatentWalks.Traversal(space.Mean(0), j, -WalkReach, WalkReach, WalkSteps), space.ClassesOf(0, WalkSteps))))]);

    /// <summary>From one held-out image to another, originals at both ends and expected images along the arc between their codes.</summary>
    public ImageStrips Interpolations() => new(image, PathSteps + 2, [.. ImagePair.Among(space.Labels, space.Rows, PathCount, ofOneClass: space.Model.Classes > 0).Select(pair =>
    {
        var (from, to) = pair;
        float[] between = space.Decode(LatentPath.Spherical.Walk(space.Mean(from), space.Mean(to), PathSteps), space.ClassesOf(from, PathSteps));
        string name = pair.Name(space.Labels);
        return new ImageStrip(name, $"A way through the latent space from one held-out image to another, {name}.", [.. space.Row(from), .. between, .. space.Row(to)]);
    })]);

    /// <summary>New images as the model draws them, or the expected images of the same codes.</summary>
    /// <param name="kind">Which.</param>
    public ImageSheet Samples(SampleKind kind) =>
        ImageSheet.Render(space.Model.Sample(SampleCount, Seeded, kind).Values, image.Height, image.Width, new ImageSheetOptions { Columns = SampleColumns });

    /// <summary>How many images <see cref="Samples"/> shows.</summary>
    public static int Count => SampleCount;

    /// <summary>New images of every class, one a strip. Codes are the same in every strip, so a column is one hand.</summary>
    /// <param name="kind">Draws or means.</param>
    public ImageStrips Classes(SampleKind kind) => new(image, PerClass, [.. Enumerable.Range(0, space.Model.Classes).Select(label => new ImageStrip(
        $"class {label}",
        $"{PerClass} {(kind == SampleKind.Means ? "expected images" : "samples")} of class {label}.",
        space.Model.Sample(PerClass, Seeded, kind, label).Values))]);

    /// <summary>The expected images of a square of codes, each standing for as much of the prior as any other; of models with two coordinates.</summary>
    public ImageSheet Grid() => ImageSheet.Render(
        space.Decode(LatentWalks.PriorGrid(GridSide), space.ClassesOf(0, GridSide * GridSide)), image.Height, image.Width,
        new ImageSheetOptions { Columns = GridSide, Separator = 0 });

    private static float[] Concat(IEnumerable<float[]> rows) => [.. rows.SelectMany(row => row)];

    private static string Subscript(int number) => string.Concat($"{number}".Select(digit => (char)('₀' + digit - '0')));
}
