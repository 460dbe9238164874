using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Comparison;

/// <summary>
/// A small network that tells the classes of images apart: dense layers with ReLU, log p(class | x) = log-softmax of the last. Its last hidden layer is
/// what samples are compared by, so that no network from elsewhere is needed.
/// </summary>
public sealed class ImageClassifier : IFeatureMap
{
    private const int RowsAtOnce = 1024;

    private readonly Mlp _network;

    /// <summary>Makes one with first weights.</summary>
    /// <param name="image">The images' size.</param>
    /// <param name="classes">How many classes; at least 2.</param>
    /// <param name="options">Its make.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public ImageClassifier(ImageShape image, int classes, ImageClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (classes is < 2 or > 256)
            throw new ArgumentException($"classifier: expected from 2 to 256 classes, got {classes}.", nameof(classes));
        (Image, Classes, Options) = (image, classes, options);
        _network = new Mlp(
            Parameters, "classifier", [image.Height * image.Width, .. options.Hidden, classes], Activation.Relu,
            new RandomStream(options.Training.Seed, "classifier-weights"));
    }

    /// <summary>The images' size.</summary>
    public ImageShape Image { get; }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>Its make.</summary>
    public ImageClassifierOptions Options { get; }

    /// <summary>The weights.</summary>
    public ParameterSet Parameters { get; } = new();

    /// <summary>What was learned from, as a hash of all pixels and labels with the options: names the file it is kept in.</summary>
    public string Hash { get; internal set; } = "";

    /// <summary>Seconds its training took.</summary>
    public double Seconds { get; internal set; }

    /// <summary>The share of held-out images it classifies rightly; NaN until measured.</summary>
    public double Accuracy { get; internal set; } = double.NaN;

    /// <inheritdoc/>
    public string Description => $"the {Options.Hidden[^1]} units of the last hidden layer of a classifier trained on the same images";

    /// <summary>log p(class | x).</summary>
    /// <param name="x">Pixels in [0, 1]. Shape [rows, pixels].</param>
    /// <returns>[rows, classes].</returns>
    public Tensor LogProb(Tensor x) => _network.Forward(x).LogSoftmax();

    /// <summary>The last hidden layer of rows.</summary>
    /// <param name="rows">Bits or brightness, as it was trained on. Shape [rows, pixels].</param>
    public PointSet Of(PointSet rows) => Map(rows, Options.Hidden[^1], x =>
    {
        foreach (var layer in _network.Layers.SkipLast(1))
            x = layer.Forward(x);
        return x;
    });

    /// <summary>The likeliest class of each row.</summary>
    /// <param name="rows">Bits or brightness, as it was trained on. Shape [rows, pixels].</param>
    public int[] Classify(PointSet rows)
    {
        var scores = Map(rows, Classes, _network.Forward);
        return [.. Enumerable.Range(0, scores.Rows).Select(n => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores.Row(n)))];
    }

    private static PointSet Map(PointSet rows, int columns, Func<Tensor, Tensor> map)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = new float[rows.Rows * columns];
        var tape = new Tape();
        for (int start = 0; start < rows.Rows; start += RowsAtOnce)
        {
            using var _ = tape.Evaluate();
            int count = Math.Min(RowsAtOnce, rows.Rows - start);
            map(Tensor.From(rows.Values.AsSpan(start * rows.Columns, count * rows.Columns), count, rows.Columns)).AsSpan()
                .CopyTo(values.AsSpan(start * columns));
        }
        return new PointSet(rows.Rows, columns, values);
    }
}
