using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>
/// Held-out images and the codes that a flow gives them. Were the model right, codes would be noise of its prior, no number knowing of another;
/// what shows of the images in their codes is what the flow has not learned.
/// </summary>
public sealed class FlowCodes
{
    private const int MostRows = 500;

    private readonly IRowSource _rows;
    private readonly double[] _codes;
    private readonly bool[] _varies;

    private FlowCodes(FlowModel model, ImageShape image, IRowSource rows, DataSplit split, byte[] labels, CancellationToken cancellation)
    {
        (Model, Shape, _rows, Split, Labels) = (model, image, rows, split, labels);
        _codes = model.Encode(rows, cancellation);
        _varies = Varying();
        Reconstruction = model.Reconstruct(rows, cancellation);
        NeighborCorrelation = MeanNeighborCorrelation(Brightness);
        NeighborCorrelationOfCodes = MeanNeighborCorrelation(Places);
    }

    /// <summary>The model.</summary>
    public FlowModel Model { get; }

    /// <summary>The size of an image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Which part of the data the images are.</summary>
    public DataSplit Split { get; }

    /// <summary>How many images: all that were held out, at most 500.</summary>
    public int Rows => _rows.Rows;

    /// <summary>The label of each image; empty where they have none.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>The log-density of all held-out rows when each pixel has its own smoothed histogram of training images and nothing else, nats.</summary>
    public required LogLikelihood Histogram { get; init; }

    /// <summary>How well codes lead back to these images.</summary>
    public ReconstructionError Reconstruction { get; }

    /// <summary>The mean of |r| over pairs of pixels side by side, r being the correlation of their brightness over the images. Pixels that never vary are left out.</summary>
    public double NeighborCorrelation { get; }

    /// <summary>The same, of the pixels' <see cref="Places"/>.</summary>
    public double NeighborCorrelationOfCodes { get; }

    /// <summary>Looks at rows the model was not trained on: the first test images where there are some, else the first validation images.</summary>
    /// <param name="model">A flow of gray images.</param>
    /// <param name="data">The images it was fitted to.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">The model is one of points.</exception>
    /// <exception cref="InvalidDataException">The data are no images, or of another size.</exception>
    public static FlowCodes OfHeldOut(FlowModel model, Dataset data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (model.Provenance.Image is not { } image)
            throw new ArgumentException("model: expected a flow of gray images, got one of points.", nameof(model));
        var source = FlowSource.Of(data, model.Options, cancellation);
        var test = source.Test(cancellation);
        var heldOut = test ?? source.Validation;
        if (heldOut.Columns != model.Provenance.Columns)
        {
            throw new InvalidDataException(
                $"{heldOut.Name}: the model has {model.Provenance.Columns} pixels, these images have {heldOut.Columns}; give images of the size it was trained on.");
        }
        var split = test is not null ? DataSplit.Test : DataSplit.Validation;
        var given = ((ImageDataset)data).Images(heldOut is RowSubset ? DataSplit.Train : split, cancellation).Labels;
        var rows = new HeadRows(heldOut, MostRows);
        byte[] labels = given.IsEmpty ? [] : [.. Enumerable.Range(0, rows.Rows).Select(n => given.Span[heldOut is RowSubset some ? some.SourceRow(n) : n])];
        return new(model, image, rows, split, labels, cancellation) { Histogram = source.Baseline(heldOut) };
    }

    /// <summary>The brightness of an image's pixels, from 0 to 1.</summary>
    /// <param name="row">From 0.</param>
    public float[] Brightness(int row)
    {
        var values = new float[_rows.Columns];
        _rows.CopyRow(row, values);
        float brightest = Model.Provenance.GrayLevels!.Value - 1;
        return Array.ConvertAll(values, level => level / brightest);
    }

    /// <summary>The code of an image, one number a pixel.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<double> Code(int row) => _codes.AsSpan(row * _rows.Columns, _rows.Columns);

    /// <summary>For each number of a code the part of the prior below it: evenly spread between 0 and 1 where the model is right.</summary>
    /// <param name="row">From 0.</param>
    public float[] Places(int row)
    {
        var places = new float[_rows.Columns];
        var code = Code(row);
        for (int d = 0; d < places.Length; d++)
            places[d] = (float)Model.PlaceInPrior(code[d]);
        return places;
    }

    // Codes vary everywhere, noise having been added; only where the image varies too are the two correlations of the same pairs.
    private bool[] Varying()
    {
        float[] first = Brightness(0);
        var varies = new bool[first.Length];
        for (int n = 1; n < Rows; n++)
        {
            float[] other = Brightness(n);
            for (int d = 0; d < varies.Length; d++)
                varies[d] |= other[d] != first[d];
        }
        return varies;
    }

    private double MeanNeighborCorrelation(Func<int, float[]> valuesOf)
    {
        int columns = _rows.Columns;
        double[] sum = new double[columns], squares = new double[columns], products = new double[columns];
        for (int n = 0; n < Rows; n++)
        {
            float[] values = valuesOf(n);
            for (int d = 0; d < columns; d++)
            {
                sum[d] += values[d];
                squares[d] += (double)values[d] * values[d];
                if (d > 0)
                    products[d] += (double)values[d - 1] * values[d];
            }
        }
        double total = 0;
        int pairs = 0;
        for (int d = 1; d < columns; d++)
        {
            double left = Rows * squares[d - 1] - sum[d - 1] * sum[d - 1], right = Rows * squares[d] - sum[d] * sum[d];
            if (d % Shape.Width == 0 || !_varies[d - 1] || !_varies[d] || !(left > 0) || !(right > 0))
                continue;
            total += Math.Abs(Rows * products[d] - sum[d - 1] * sum[d]) / Math.Sqrt(left * right);
            pairs++;
        }
        return pairs == 0 ? 0 : total / pairs;
    }
}
