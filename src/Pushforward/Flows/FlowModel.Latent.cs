using MathNet.Numerics;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <content>What is hidden behind an image is the noise it is made of, one number a pixel; the way there and back loses nothing.</content>
public sealed partial class FlowModel
{
    /// <inheritdoc/>
    public string CodeDescription => $"{Provenance.Columns} numbers of noise, as many as pixels";

    /// <inheritdoc/>
    public LatentPath Path => LatentPath.Spherical;

    /// <inheritdoc/>
    public string CompletionDescription => "by climbing to a local maximum of the density of what is missing, given the rest";

    /// <inheritdoc/>
    PointSet ILatentModel.Encode(PointSet images) => new(images.Rows, images.Columns, Array.ConvertAll(Encode(LevelsOf(images)), code => (float)code));

    /// <inheritdoc/>
    PointSet ILatentModel.Decode(PointSet codes) => new(codes.Rows, codes.Columns, Decode(Array.ConvertAll(codes.Values, code => (double)code)).Values);

    /// <inheritdoc/>
    /// <remarks>The part of the prior below each number: a pixel that was paper in all training rows has a code hundreds of deviations out where it is not.</remarks>
    PointSet ILatentModel.Places(PointSet images)
    {
        double[] codes = Encode(LevelsOf(images));
        return new PointSet(images.Rows, images.Columns, Array.ConvertAll(codes, h => (float)PlaceInPrior(h)));
    }

    /// <summary>The part of the prior below a number of a code.</summary>
    /// <param name="h">The number.</param>
    public double PlaceInPrior(double h) => Options.Prior == FlowPrior.Logistic ? 1 / (1 + Math.Exp(-h)) : 0.5 * SpecialFunctions.Erfc(-h / Constants.Sqrt2);

    /// <inheritdoc/>
    PointSet ILatentModel.Complete(PointSet images, bool[] missing, RandomStream random, CancellationToken cancellation)
    {
        var x = PointsOf(LevelsOf(images), 0, images.Rows);
        Forget(x, missing);
        new Inpainting().Fill(Flow, x, missing, cancellation);
        return new PointSet(images.Rows, images.Columns, Show(x.AsSpan()).Values);
    }

    private static MatrixRows LevelsOf(PointSet images) =>
        new(Array.ConvertAll(images.Values, value => MathF.Round(Math.Clamp(value, 0, 1) * 255)), images.Columns, "images");
}
