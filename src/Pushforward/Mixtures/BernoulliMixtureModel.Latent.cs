using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <content>What is hidden behind an image is its component; the code of an image is p(k | x), the share each has in it.</content>
public sealed partial class BernoulliMixtureModel
{
    /// <inheritdoc/>
    public string CodeDescription => $"the shares of {Mixture.Components} components";

    /// <inheritdoc/>
    /// <remarks>Shares add up to one, and on a straight line they do all the way.</remarks>
    public LatentPath Path => LatentPath.Linear;

    /// <inheritdoc/>
    public string CompletionDescription => "exactly: the mean of p(missing | given)";

    /// <inheritdoc/>
    PointSet ILatentModel.Encode(PointSet images) => Points(Mixture.Responsibilities(BitsOf(images)), Mixture.Components);

    /// <inheritdoc/>
    PointSet ILatentModel.Decode(PointSet codes) => Points(Mixture.Blend(Array.ConvertAll(codes.Values, value => (double)value)), Mixture.Columns);

    /// <inheritdoc/>
    /// <remarks>
    /// log p(x | k), each row less its mean: shares are so near 0 or 1 that a map of them would be as many dots as there are components.
    /// </remarks>
    PointSet ILatentModel.Places(PointSet images)
    {
        int components = Mixture.Components;
        var places = new float[images.Rows * components];
        var scores = new double[components];
        for (int n = 0; n < images.Rows; n++)
        {
            var row = images.Row(n);
            for (int k = 0; k < components; k++)
            {
                var mean = Mixture.Mean(k);
                scores[k] = 0;
                for (int d = 0; d < row.Length; d++)
                    scores[k] += Math.Log(row[d] >= 0.5f ? mean[d] : 1 - mean[d]);
            }
            double middle = scores.Average();
            for (int k = 0; k < components; k++)
                places[n * components + k] = (float)(scores[k] - middle);
        }
        return new PointSet(images.Rows, components, places);
    }

    /// <inheritdoc/>
    PointSet ILatentModel.Complete(PointSet images, bool[] missing, RandomStream random, CancellationToken cancellation)
    {
        var rows = CategoricalRows.Of(
            images.Rows, Classes.Levels, (n, d) => missing[d] ? CategoricalRows.Missing : images.Row(n)[d] >= 0.5f ? 1 : 0);
        double[] predicted = Classes.Predict(rows);
        var complete = (float[])images.Values.Clone();
        for (int i = 0; i < complete.Length; i++)
        {
            if (missing[i % missing.Length])
                complete[i] = (float)predicted[2 * i + 1];
        }
        return new PointSet(images.Rows, images.Columns, complete);
    }

    private static PointSet Points(double[] values, int columns) => new(values.Length / columns, columns, Array.ConvertAll(values, value => (float)value));

    private static BitMatrix BitsOf(PointSet images)
    {
        var bits = new BitMatrix(images.Rows, images.Columns);
        for (int i = 0; i < images.Values.Length; i++)
            bits[i / images.Columns, i % images.Columns] = images.Values[i] >= 0.5f;
        return bits;
    }
}
