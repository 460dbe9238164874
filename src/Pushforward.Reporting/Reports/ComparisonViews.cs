using Pushforward.Comparison;
using Pushforward.Evaluation;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;

namespace Pushforward.Reporting.Reports;

/// <summary>The part of a comparison's page that looks into models: the same images rebuilt, joined, mapped and completed by each, one below the other.</summary>
internal sealed class ComparisonViews(LatentViews views)
{
    /// <summary>Where the width of a page goes into two charts.</summary>
    private const int MapSide = 480;

    private const float Gone = 0.5f;

    private IEnumerable<ImageStrip> Given => views.Models.Any(view => !view.IsOfBits) && views.Bits is { } bits
        ? [Strip("gray", "held-out images, gray", views.Images), Strip("as bits", "the same images as bits", bits)]
        : [Strip("given", "held-out images", views.Images)];

    public void Reconstructions(ReportSection section)
    {
        section.Paragraph(
            "An image goes to its code and back. What returns is the image the model expects of that code: an average where the code leaves something open, the image itself where it leaves nothing.");
        section.List([.. views.Models.Select(view => RichText.Strong(view.Name)
            + $": the code is {view.CodeDescription}; {Error(view)}.")]);
        Add(section, [.. Given, .. views.Models.Select(view => Strip(view.Name, $"the same images as {view.Name} rebuilds them", view.Reconstructions))],
            "The first held-out image of each label, and below it what each model makes of it. A flow that gives back what it was given is no better model for that: it cannot do otherwise.");
    }

    public void Interpolations(ReportSection section)
    {
        section.Paragraph(
            "Halfway between the codes of two images lies a code; is there an image behind it, or two laid over each other? Mixtures go straight from share to share, codes with a normal or logistic prior along an arc, "
            + "which stays where the prior has its mass.");
        for (int pair = 0; pair < views.Pairs.Count; pair++)
        {
            int first = pair * views.Steps;
            Add(section, [.. views.Models.Select(view => Strip(
                view.Name, $"{views.Steps} images from one held-out image to another by {view.Name}", view.Interpolations.Slice(first, views.Steps)))],
                pair == 0 ? "From left to right, between two images of the figure above; at the ends stand their reconstructions." : null, views.Steps);
        }
    }

    public void Maps(ReportSection section)
    {
        string drawn = views.MapLabels.IsEmpty ? "" : " No model was told the labels: where they lie apart, the model has found them.";
        section.Paragraph(
            $"Where {NumberText.Fixed(views.MapRows)} held-out images lie by their codes, along the two directions in which codes vary most.{drawn} Of a mixture, whose shares are names rather than places, "
            + "log p(x | k) of every component is mapped in their stead; of a flow, whose codes have numbers far out where a pixel surprises, the part of the prior below each number.");
        section.Columns([.. views.Models.Select(view => (Action<ReportSection>)(part => part.Figure(
            LatentMap.Of(view.Map, views.MapLabels, view.Name) with { Width = MapSide, Height = MapSide },
            $"{view.Name}: the plane shows {NumberText.Fixed(100 * view.Map.VarianceShare, 0)} % of the variance.")))]);
    }

    public void Completions(ReportSection section)
    {
        section.Paragraph("Models of the joint law of all pixels can be asked for some given others. Here the lower half is gone, and each model says what it should have been:");
        section.List([.. views.Models.Select(view => RichText.Strong(view.Name) + $": {view.CompletionDescription}.")]);
        float[] left = [.. views.Images.Values.Select((value, i) => views.Missing[i % views.Missing.Length] ? Gone : value)];
        Add(section,
            [
                .. Given, Strip("what is left", "their upper halves", new PointSet(views.Images.Rows, views.Images.Columns, left)),
                .. views.Models.Select(view => Strip(view.Name, $"the lower halves as {view.Name} completes them", view.Completions)),
            ],
            "Means are gray where more than one way of going on is likely; a maximum decides for one, and not always for a likely one. None of the models has seen these images.");
    }

    private static string Error(LatentView view) => view.ReconstructionError == 0
        ? "every pixel comes back as it was"
        : $"a pixel comes back {NumberText.Compact(view.ReconstructionError, 2)} away on average, of {(view.IsOfBits ? "bits" : "gray levels from 0 to 1")}";

    private void Add(ReportSection section, IReadOnlyList<ImageStrip> strips, string? caption, int? columns = null) =>
        section.Strips(new ImageStrips(views.Image, columns ?? views.Images.Rows, strips).Items(), caption is null ? null : (RichText?)caption);

    private static ImageStrip Strip(string name, string what, PointSet images) => new(name, $"{images.Rows} images: {what}.", images.Values);
}
