using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Comparison;

/// <summary>Trains an <see cref="ImageClassifier"/>: cross-entropy of labelled images that are changed, and made bits, anew every epoch.</summary>
public sealed class ImageClassifierTraining : ITrainable
{
    private const int LargestHeldOut = 5000, HeldOutPart = 12, RowsPerPart = 16;

    // Of small sets the epochs asked for are no steps to speak of: batches become smaller first, then epochs more.
    private const int FewestSteps = 800, LargestBatch = 256, SmallestBatch = 16, MostAddedEpochs = 60;

    private readonly ImageClassifier _classifier;
    private readonly ImageAugmentation _augmentation;
    private readonly RowSubset _train, _validation;
    private readonly ReadOnlyMemory<byte> _labels;

    private ImageClassifierTraining(ImageSet images, ImageClassifierOptions options)
    {
        if (!images.HasLabels)
            throw new ArgumentException("classifier: these images have no labels, so there are no classes to learn.", nameof(images));
        int classes = 0;
        foreach (byte label in images.Labels.Span)
            classes = Math.Max(classes, label + 1);
        var shape = new ImageShape(images.Height, images.Width);
        _classifier = new ImageClassifier(shape, classes, options);
        (_augmentation, _labels) = (new ImageAugmentation(shape), images.Labels);
        var rows = new ImageRows(images);
        (_train, _validation) = RowSubset.HoldOut(rows, Math.Clamp(rows.Rows / HeldOutPart, 1, LargestHeldOut), options.Training.Seed);
    }

    /// <inheritdoc/>
    public ParameterSet Parameters => _classifier.Parameters;

    /// <summary>Trains one.</summary>
    /// <param name="images">Labelled images, of at least two classes.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told some ten times a second.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="ArgumentException">The images have no labels, one class, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ImageClassifier Train(
        ImageSet images, ImageClassifierOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new();
        var training = new ImageClassifierTraining(images, options);
        int rows = training._train.Rows, epochs = options.Training.Epochs ?? 1;
        int batch = Math.Min(rows, options.Training.BatchSize ?? (int)Math.Clamp((long)rows * epochs / FewestSteps, SmallestBatch, LargestBatch));
        int steps = Math.Max(1, rows / batch);
        var enough = options.Training with { BatchSize = batch, Epochs = Math.Max(epochs, Math.Min(MostAddedEpochs, (FewestSteps + steps - 1) / steps)) };
        var result = new Trainer(training, training._train, training._validation, enough).Run(progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        training._classifier.Seconds = result.Seconds;
        return training._classifier;
    }

    /// <summary>The share of images whose likeliest class is their label.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="rows">Images as it sees them.</param>
    /// <param name="labels">One a row.</param>
    public static double Accuracy(ImageClassifier classifier, PointSet rows, ReadOnlySpan<byte> labels)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        int[] classes = classifier.Classify(rows);
        int right = 0;
        for (int n = 0; n < classes.Length; n++)
            right += classes[n] == labels[n] ? 1 : 0;
        return (double)right / classes.Length;
    }

    /// <inheritdoc/>
    public Tensor Losses(Batch batch)
    {
        var source = batch.IsEvaluation ? _validation : _train;
        var rows = batch.Rows;
        var labels = new int[rows.Rows];
        for (int n = 0; n < labels.Length; n++)
            labels[n] = _labels.Span[source.SourceRow(batch.Index.Span[n])];
        int parts = (rows.Rows + RowsPerPart - 1) / RowsPerPart;
        // The tensor is known to this thread alone; its rows are given to the others as parts of an array.
        var pixels = rows.AsSpan().ToArray();
        ThreadTeam.Shared.Run(parts, part =>
        {
            var scratch = new float[rows.Columns];
            for (int n = part * RowsPerPart; n < Math.Min((part + 1) * RowsPerPart, labels.Length); n++)
                Prepare(batch, n, pixels.AsSpan(n * scratch.Length, scratch.Length), scratch);
        });
        return -_classifier.LogProb(Tensor.Wrap(pixels, rows.Shape)).GatherFromRows(labels);
    }

    private void Prepare(Batch batch, int n, Span<float> row, float[] scratch)
    {
        var random = batch.Random.At(batch.Epoch, batch.Index.Span[n]);
        if (_classifier.Options.Augments && !batch.IsEvaluation)
        {
            row.CopyTo(scratch);
            _augmentation.Apply(scratch, row, random);
        }
        switch (_classifier.Options.Bits?.Method)
        {
            case Binarization.Threshold:
                for (int d = 0; d < row.Length; d++)
                    row[d] = row[d] >= 128 ? 1 : 0;
                break;
            case Binarization.Stochastic:
                random.FillUniform(scratch);
                for (int d = 0; d < row.Length; d++)
                    row[d] = scratch[d] * 255 < row[d] ? 1 : 0;
                break;
            default:
                System.Numerics.Tensors.TensorPrimitives.Divide(row, 255, row);
                break;
        }
    }
}
