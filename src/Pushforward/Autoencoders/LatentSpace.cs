using Pushforward.Data;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>Rows as a trained model sees them: where their codes lie, what each coordinate carries, and what the decoder makes of any code.</summary>
public sealed class LatentSpace
{
    private readonly Vae _vae;
    private readonly IRowSource _rows;
    private readonly float[] _means, _logVariances;

    /// <summary>Encodes rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Columns, and a one among zeros for the class if the model is conditional; at least one row.</param>
    /// <param name="split">Which part of the data they are.</param>
    /// <param name="labels">The label of each row; empty where they have none.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no rows, or not one label a row.</exception>
    /// <exception cref="InvalidDataException">The rows have another number of columns than the model.</exception>
    public LatentSpace(VaeModel model, IRowSource rows, DataSplit split, ReadOnlyMemory<byte> labels = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Rows == 0)
            throw new ArgumentException($"{rows.Name}: expected at least one row, got none.", nameof(rows));
        if (labels.Length != 0 && labels.Length != rows.Rows)
            throw new ArgumentException($"labels: expected one for each of {rows.Rows} rows, got {labels.Length}.", nameof(labels));
        (Model, _vae, _rows, Split, Labels, Latent) = (model, model.Vae, rows, split, labels, model.Vae.Architecture.Latent);
        (_means, _logVariances) = (new float[rows.Rows * Latent], new float[rows.Rows * Latent]);
        int at = 0;
        foreach (var q in LatentUsage.Encode(_vae, rows, new Tape(), cancellation))
        {
            q.Mean.AsSpan().CopyTo(_means.AsSpan(at));
            q.LogVariance.AsSpan().CopyTo(_logVariances.AsSpan(at));
            at += q.Mean.Length;
        }
        Usage = LatentUsage.Of(_vae, rows, cancellation);
    }

    /// <summary>The model.</summary>
    public VaeModel Model { get; }

    /// <summary>Which part of the data the rows are.</summary>
    public DataSplit Split { get; }

    /// <summary>The label of each row; empty where they have none.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>How many rows.</summary>
    public int Rows => _rows.Rows;

    /// <summary>Coordinates of a code.</summary>
    public int Latent { get; }

    /// <summary>What each coordinate carries, over these rows; the sum is the divergence of their ELBO.</summary>
    public LatentUsage Usage { get; }

    /// <summary>The posterior means. Shape [rows, latent].</summary>
    public IReadOnlyList<float> Means => _means;

    /// <summary>The rows of a data set that the model was not trained on: test rows where there are some, else the validation rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Images, prepared as the training images were.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="InvalidDataException">The data are not of the kind the model was fitted to.</exception>
    public static LatentSpace OfHeldOut(VaeModel model, Dataset data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var split = data.Has(DataSplit.Test) ? DataSplit.Test : data.Has(DataSplit.Validation) ? DataSplit.Validation : data.Splits[0];
        var all = VaeRows.Of(data, split, model.Options, model.Provenance.Binarization, model.Classes, cancellation).Fixed;
        if (all.Columns != model.Vae.Columns + model.Classes)
        {
            throw new InvalidDataException(
                $"{all.Name}: the model has {model.Vae.Columns} columns, these images have {all.Columns - model.Classes} pixels; give images of the size it was trained on.");
        }
        var labels = ((ImageDataset)data).Images(split, cancellation).Labels;
        if (split != DataSplit.Train)
            return new(model, all, split, labels, cancellation);
        // Of training data alone, training held the same rows out, by the same seed.
        var heldOut = RowSubset.HoldOut(all, model.Provenance.Seed).Validation;
        byte[] own = labels.IsEmpty ? [] : [.. Enumerable.Range(0, heldOut.Rows).Select(n => labels.Span[heldOut.SourceRow(n)])];
        return new(model, heldOut, DataSplit.Validation, own, cancellation);
    }

    /// <summary>The posterior mean of a row. Shape [latent].</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<float> Mean(int row) => _means.AsSpan(row * Latent, Latent);

    /// <summary>The columns of a row, without its class.</summary>
    /// <param name="row">From 0.</param>
    public float[] Row(int row)
    {
        var values = new float[_rows.Columns];
        _rows.CopyRow(row, values);
        return values[.._vae.Columns];
    }

    /// <summary>The coordinates by falling divergence, those that carry most first.</summary>
    public int[] Coordinates() => [.. Enumerable.Range(0, Latent).OrderByDescending(j => Usage.Divergence[j])];

    /// <summary>The rows' codes in the plane.</summary>
    public LatentPlane Plane() => LatentPlane.Of(_means, Latent);

    /// <summary>The aggregate posterior of the rows against the prior, by 1000 draws each way.</summary>
    /// <param name="cancellation">Ends the work early.</param>
    public AggregatePosterior Aggregate(CancellationToken cancellation = default) =>
        AggregatePosterior.Of(_vae, _rows, new RandomStream(Model.Provenance.Seed, "aggregate-posterior"), cancellation: cancellation);

    /// <summary>The density of the aggregate posterior along one coordinate: (1/N) Σ N(z; mean_n, variance_n).</summary>
    /// <param name="coordinate">From 0.</param>
    /// <param name="z">Where.</param>
    public double MarginalDensity(int coordinate, double z)
    {
        double sum = 0;
        for (int n = coordinate; n < _means.Length; n += Latent)
        {
            double precision = Math.Exp(-_logVariances[n]), away = z - _means[n];
            sum += Math.Sqrt(precision / (2 * Math.PI)) * Math.Exp(-0.5 * precision * away * away);
        }
        return sum / Rows;
    }

    /// <summary>The expected rows of codes.</summary>
    /// <param name="codes">[count, latent].</param>
    /// <param name="classes">The class of each, for a conditional model; null for others.</param>
    /// <returns>[count, columns].</returns>
    /// <exception cref="ArgumentException">The codes do not fill whole rows, or there is not one class for each.</exception>
    public float[] Decode(ReadOnlySpan<float> codes, IReadOnlyList<int>? classes = null)
    {
        if (codes.Length % Latent != 0)
            throw new ArgumentException($"codes: expected whole rows of {Latent} coordinates, got {codes.Length} numbers.", nameof(codes));
        int count = codes.Length / Latent;
        if (classes is not null && classes.Count != count)
            throw new ArgumentException($"classes: expected one for each of {count} codes, got {classes.Count}.", nameof(classes));
        using var _ = new Tape().Evaluate();
        Tensor? given = null;
        if (classes is not null)
        {
            var ones = Tensor.Zeros(count, _vae.Classes);
            for (int n = 0; n < count; n++)
                ones.Row(n)[classes[n]] = 1;
            given = ones;
        }
        return _vae.Likelihood(Tensor.From(codes, count, Latent), given).Mean.AsSpan().ToArray();
    }

    /// <summary>The classes to decode codes of one row with: its own, for a conditional model; null for others.</summary>
    /// <param name="row">Whose class.</param>
    /// <param name="count">How many codes.</param>
    public int[]? ClassesOf(int row, int count) => Model.Classes == 0 ? null : [.. Enumerable.Repeat((int)Labels.Span[row], count)];
}
