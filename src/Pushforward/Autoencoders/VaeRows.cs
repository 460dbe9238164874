using Pushforward.Data;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>A split of images as rows for a model: those that epochs draw bits from, and those that are fixed.</summary>
/// <param name="Fresh">For training: probabilities of ones, where bits are drawn in every epoch; otherwise as fixed.</param>
/// <param name="Fixed">For evaluation: bits as every evaluation sees them, or gray levels within [0, 1].</param>
/// <param name="Representation">What the fixed rows stand for.</param>
/// <param name="Image">The size of an image.</param>
/// <param name="Labels">The class of each row; empty where they are not needed.</param>
internal sealed record VaeRows(IRowSource Fresh, IRowSource Fixed, string Representation, ImageShape Image, ReadOnlyMemory<byte> Labels)
{
    /// <summary>How many gray levels the rows are made of where they are no bits.</summary>
    public const int GrayLevels = 256;

    /// <param name="data">Images.</param>
    /// <param name="split">Which part.</param>
    /// <param name="options">The model's.</param>
    /// <param name="binarization">How pixels become bits.</param>
    /// <param name="classes">How many classes a conditional model has; null to count them.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The data are a table, or lack the labels a conditional model needs.</exception>
    public static VaeRows Of(
        Dataset data, DataSplit split, VaeOptions options, BinarizationOptions binarization, int? classes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data is not ImageDataset source)
        {
            throw new InvalidDataException(
                $"{data.Name}: a variational autoencoder is fitted to images, and this is a table. Tables are fitted by 'fit mixture'.");
        }
        var images = source.Images(split, cancellation);
        string name = $"{data.Name}, {split.Word()} split";
        IRowSource levels = new UnitRows(new ImageRows(images, name)), fresh = levels, still = levels;
        string representation = $"{GrayLevels} gray levels";
        if (options.Architecture.Observation == ObservationKind.Bernoulli)
        {
            var bits = source.ToBits(split, binarization, cancellation);
            (still, representation) = (new BitRows(bits.Bits, name), bits.Representation.Description);
            fresh = binarization.Method == Binarization.Stochastic ? levels : still;
        }
        if (options.Conditional)
        {
            if (!images.HasLabels)
                throw new InvalidDataException($"{name}: a conditional model needs the label of every row, and these images come without. Give the label file, or drop --conditional.");
            int count = classes ?? Count(images, name);
            (fresh, still) = (new LabeledRows(fresh, images.Labels, count), new LabeledRows(still, images.Labels, count));
            representation += ", given the label";
        }
        return new(fresh, still, representation, new ImageShape(images.Height, images.Width), options.Conditional ? images.Labels : default);
    }

    private static int Count(ImageSet images, string name)
    {
        int count = 0;
        foreach (byte label in images.Labels.Span)
            count = Math.Max(count, label + 1);
        return count >= 2 ? count : throw new InvalidDataException($"{name}: a conditional model needs labels of at least two classes, and all rows have the same. Drop --conditional.");
    }
}
