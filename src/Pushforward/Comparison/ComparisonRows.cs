using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;

namespace Pushforward.Comparison;

/// <summary>The rows of a comparison in the one representation that all models can be brought to: bits where any model is of bits, else gray levels.</summary>
internal sealed class ComparisonRows
{
    private readonly Dataset _data;
    private readonly ImageSet? _trainImages;
    private readonly BitMatrix? _trainBits;

    public ComparisonRows(Dataset data, IReadOnlyList<ComparedModel> models, BinarizationOptions? binarization, CancellationToken cancellation)
    {
        _data = data;
        AreBits = data.Kind == DataKind.Table || models.Any(model => model.Model.Provenance.GrayLevels is null);
        Binarization = binarization ?? models.FirstOrDefault(model => model.Model.Provenance.GrayLevels is null)?.Model.Provenance.Binarization ?? new();
        HeldOutSplit = data.Has(DataSplit.Test) ? DataSplit.Test : data.Has(DataSplit.Validation) ? DataSplit.Validation : data.Splits[0];
        var trainSplit = data.Has(DataSplit.Train) ? DataSplit.Train : HeldOutSplit;
        IsDivided = trainSplit != HeldOutSplit;
        if (data is ImageDataset images)
        {
            _trainImages = images.Images(trainSplit, cancellation);
            HeldOutImages = images.Images(HeldOutSplit, cancellation);
            Image = new ImageShape(HeldOutImages.Height, HeldOutImages.Width);
        }
        if (AreBits)
        {
            var train = data.ToBits(trainSplit, Binarization, cancellation);
            _trainBits = train.Bits;
            HeldOutBits = IsDivided ? data.ToBits(HeldOutSplit, Binarization, cancellation) : train;
        }
    }

    /// <summary>Whether rows are bits; gray levels otherwise.</summary>
    public bool AreBits { get; }

    /// <summary>How gray pixels become bits.</summary>
    public BinarizationOptions Binarization { get; }

    /// <summary>Which rows are held out.</summary>
    public DataSplit HeldOutSplit { get; }

    /// <summary>Whether the data have held-out rows at all.</summary>
    public bool IsDivided { get; }

    /// <summary>The images' size; null for tables.</summary>
    public ImageShape? Image { get; }

    /// <summary>The held-out bits; null for gray levels.</summary>
    public BinaryData? HeldOutBits { get; }

    /// <summary>The held-out images; null for tables.</summary>
    public ImageSet? HeldOutImages { get; }

    /// <summary>The training images; null for tables.</summary>
    public ImageSet? TrainImages => _trainImages;

    /// <summary>Columns of a row.</summary>
    public int Columns => HeldOutBits?.Columns ?? HeldOutImages!.Columns;

    /// <summary>What the rows stand for.</summary>
    public string Representation => HeldOutBits?.Representation.Description ?? "256 gray levels";

    /// <summary>The names of columns; null for images.</summary>
    public IReadOnlyList<ColumnLevels>? Schema => HeldOutBits?.Schema;

    /// <summary>Training and held-out rows as points. Where nothing is held out, every second row plays that part.</summary>
    public (PointSet Train, PointSet HeldOut) Points()
    {
        var train = AreBits ? PointSet.Of(_trainBits!) : PointSet.Of(_trainImages!);
        if (IsDivided)
            return (train, AreBits ? PointSet.Of(HeldOutBits!.Bits) : PointSet.Of(HeldOutImages!));
        int[] all = [.. Enumerable.Range(0, train.Rows)];
        return (train.Pick([.. all.Where(n => n % 2 == 0)]), train.Pick([.. all.Where(n => n % 2 == 1)]));
    }

    /// <summary>Samples of a model in the common representation.</summary>
    public PointSet Sample(TrainedModel model, int count, long seed)
    {
        var samples = model.Sample(count, new RandomStream(seed, "sample"));
        if (!AreBits || model.Provenance.GrayLevels is null)
            return new PointSet(count, samples.Columns, samples.Values);
        byte[] pixels = [.. samples.Values.Select(value => (byte)MathF.Round(Math.Clamp(value, 0, 1) * 255))];
        // Draws of their own: those of the data would make the bits of row n agree with training row n.
        var drawn = Binarization with { Seed = new RandomStream(seed, "binarize-samples").NextInt32(int.MaxValue) };
        return PointSet.Of(Binarizer.Binarize(new ImageSet(Image!.Value.Height, Image.Value.Width, pixels), drawn));
    }

    /// <summary>Why a model cannot be compared on these data; null if it can.</summary>
    public static string? WhyNot(TrainedModel model, Dataset data, CancellationToken cancellation)
    {
        var provenance = model.Provenance;
        if (data is ImageDataset images)
        {
            var set = images.Images(data.Splits[0], cancellation);
            if (provenance.Schema is not null)
                return $"it was fitted to a table of {provenance.Columns} columns, and {data.Name} holds images.";
            return provenance.Columns == set.Columns
                ? null
                : $"it was fitted to rows of {provenance.Columns} columns, and the images of {data.Name} have {set.Columns} pixels ({set.Height} x {set.Width}).";
        }
        if (provenance.Image is not null)
            return $"it was fitted to images, and {data.Name} is a table.";
        var schema = data.ToBits(data.Splits[0], cancellation: cancellation).Schema!;
        if (provenance.Columns != schema.Count)
            return $"it was fitted to rows of {provenance.Columns} columns, and {data.Name} has {schema.Count}.";
        for (int d = 0; d < schema.Count && provenance.Schema is { } own; d++)
        {
            if (own[d].Name != schema[d].Name || !own[d].Levels.SequenceEqual(schema[d].Levels))
                return $"its column {d + 1} is '{own[d].Name}' ({string.Join('/', own[d].Levels)}), and that of {data.Name} is '{schema[d].Name}' ({string.Join('/', schema[d].Levels)}).";
        }
        return null;
    }
}
