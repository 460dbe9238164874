using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <content>What is hidden behind an image is its code z; q(z | x) says where it lies.</content>
public sealed partial class VaeModel
{
    private const int CompletionSteps = 400, AveragedSteps = 100, FirstCodes = 4000;

    /// <inheritdoc/>
    public string CodeDescription => $"{Vae.Architecture.Latent} normal numbers";

    /// <inheritdoc/>
    public LatentPath Path => LatentPath.Spherical;

    /// <inheritdoc/>
    public string CompletionDescription => $"by drawing code and missing pixels in turn; the mean of the last {AveragedSteps} of {CompletionSteps} turns";

    /// <inheritdoc/>
    PointSet ILatentModel.Encode(PointSet images)
    {
        using var _ = new Tape().Evaluate();
        return Points(Vae.Posterior(Tensor.From(images.Values, images.Rows, images.Columns)).Mean);
    }

    /// <inheritdoc/>
    PointSet ILatentModel.Decode(PointSet codes)
    {
        using var _ = new Tape().Evaluate();
        return Points(Vae.Likelihood(Tensor.From(codes.Values, codes.Rows, codes.Columns)).Mean);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A Markov chain z ~ q(z | x), missing x ~ p(x | z) (Rezende, Mohamed &amp; Wierstra 2014, arXiv:1401.4082, appendix F): its law is p(missing | given) so far as q is the
    /// posterior. Chains move slowly from one way of going on to another, so each begins with that of <see cref="FirstCodes"/> codes from the prior whose image is nearest to what is given.
    /// </remarks>
    PointSet ILatentModel.Complete(PointSet images, bool[] missing, RandomStream random, CancellationToken cancellation)
    {
        int rows = images.Rows, columns = images.Columns;
        var tape = new Tape();
        float[] point = (float[])images.Values.Clone(), drawn = new float[columns], sums = new float[point.Length];
        float[] first = FirstCodesOf(images, missing, random);
        for (int step = 0; step <= CompletionSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var _ = tape.Evaluate();
            var noise = Tensor.Zeros(rows, Vae.Architecture.Latent);
            for (int n = 0; n < rows; n++)
                random.At(step, n).FillNormal(noise.Row(n));
            var z = step == 0 ? Tensor.From(first, noise.Rows, noise.Columns) : Vae.Posterior(Tensor.From(point, rows, columns)).Reparameterize(noise);
            var law = Vae.Likelihood(z);
            var mean = law.Mean.AsSpan();
            for (int i = 0; i < sums.Length && step > CompletionSteps - AveragedSteps; i++)
                sums[i] += mean[i] / AveragedSteps;
            for (int n = 0; n < rows; n++)
            {
                law.Draw(n, random.At(step, rows + n), drawn);
                for (int d = 0; d < columns; d++)
                {
                    if (missing[d])
                        point[n * columns + d] = drawn[d];
                }
            }
        }
        return new PointSet(rows, columns, [.. images.Values.Select((value, i) => missing[i % columns] ? sums[i] : value)]);
    }

    private float[] FirstCodesOf(PointSet images, bool[] missing, RandomStream random)
    {
        int latent = Vae.Architecture.Latent;
        using var _ = new Tape().Evaluate();
        var z = Tensor.Normal(FirstCodes, latent, random.At(CompletionSteps + 1, 0));
        var means = Vae.Likelihood(z).Mean;
        var first = new float[images.Rows * latent];
        for (int n = 0; n < images.Rows; n++)
        {
            var (best, nearest) = (0, double.PositiveInfinity);
            for (int code = 0; code < FirstCodes; code++)
            {
                double distance = 0;
                var mean = means.Row(code);
                var image = images.Row(n);
                for (int d = 0; d < missing.Length; d++)
                    distance += missing[d] ? 0 : (mean[d] - image[d]) * (mean[d] - image[d]);
                if (distance < nearest)
                    (best, nearest) = (code, distance);
            }
            z.Row(best).CopyTo(first.AsSpan(n * latent));
        }
        return first;
    }

    private static PointSet Points(Tensor rows) => new(rows.Shape.Rows, rows.Columns, rows.AsSpan().ToArray());
}
