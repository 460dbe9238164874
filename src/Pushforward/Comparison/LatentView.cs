using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Evaluation;

namespace Pushforward.Comparison;

/// <summary>What one model makes of the images of a <see cref="LatentViews"/>.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="IsOfBits">Whether it was given the images as bits.</param>
/// <param name="CodeDescription">What its codes are.</param>
/// <param name="CompletionDescription">How it finds missing pixels.</param>
public sealed record LatentView(string Name, bool IsOfBits, string CodeDescription, string CompletionDescription)
{
    /// <summary>The image expected of each image's code.</summary>
    public required PointSet Reconstructions { get; init; }

    /// <summary>The mean over pixels of |reconstruction - image|.</summary>
    public required double ReconstructionError { get; init; }

    /// <summary>What lies between the codes of each pair, one pair after the other. Shape [pairs * steps, columns].</summary>
    public required PointSet Interpolations { get; init; }

    /// <summary>The images with the missing pixels filled in.</summary>
    public required PointSet Completions { get; init; }

    /// <summary>Where the mapped images lie.</summary>
    public required LatentPlane Map { get; init; }
}

/// <summary>The same held-out images as models see them from inside, side by side.</summary>
/// <param name="Image">Their size.</param>
public sealed record LatentViews(ImageShape Image)
{
    /// <summary>The images as brightness; if all models are of bits, as bits.</summary>
    public required PointSet Images { get; init; }

    /// <summary>The same as bits; null where no model is of bits.</summary>
    public PointSet? Bits { get; init; }

    /// <summary>Whose codes the interpolations join: places in <see cref="Images"/>.</summary>
    public required IReadOnlyList<(int From, int To)> Pairs { get; init; }

    /// <summary>Images of an interpolation, both ends among them.</summary>
    public required int Steps { get; init; }

    /// <summary>For each pixel, whether <see cref="LatentView.Completions"/> had to do without it.</summary>
    public required bool[] Missing { get; init; }

    /// <summary>The labels of the images on the maps; empty where there are none.</summary>
    public required ReadOnlyMemory<byte> MapLabels { get; init; }

    /// <summary>How many images the maps show.</summary>
    public required int MapRows { get; init; }

    /// <summary>The models, in the order of the comparison.</summary>
    public required IReadOnlyList<LatentView> Models { get; init; }
}
