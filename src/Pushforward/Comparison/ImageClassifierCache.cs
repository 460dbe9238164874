using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Data.Downloads;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Comparison;

/// <summary>
/// Classifiers kept in the user's cache, because training one takes minutes. A file is named by a hash of all that decides the weights, written whole or not at
/// all, and carries a checksum; one that is damaged is trained again.
/// </summary>
public static class ImageClassifierCache
{
    private const string Kind = "classifier";

    // Raised when a change of the code changes what training gives.
    private const int Version = 1;

    /// <summary>The classifier of a training set: from the cache, or trained and put there.</summary>
    /// <param name="images">Labelled images.</param>
    /// <param name="options">Its make.</param>
    /// <param name="folder">The cache; the user's when null.</param>
    /// <param name="warn">Told of a damaged file, or one that could not be written.</param>
    /// <param name="progress">Told how training comes on.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="ArgumentException">The images have no labels, or an option is out of range.</exception>
    public static ImageClassifier GetOrTrain(
        ImageSet images, ImageClassifierOptions options, string? folder = null, Action<string>? warn = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        string hash = Hash(images, options);
        string path = Path.Combine(folder ?? DataCache.Folder, "classifiers", hash + ".safetensors");
        if (File.Exists(path))
        {
            try
            {
                return Read(ModelFile.Load(path), images, options, hash);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                warn?.Invoke($"a classifier in the cache cannot be used and is trained again: {e.Message}");
            }
        }
        var classifier = ImageClassifierTraining.Train(images, options, progress, cancellation);
        classifier.Hash = hash;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Write(classifier).Save(path);
        }
        // Without a cache the comparison takes longer next time, and that is all.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn?.Invoke($"the classifier was not kept for next time: {e.Message}");
        }
        return classifier;
    }

    /// <summary>SHA-256 over pixels, labels, sizes and options, the first 16 hexadecimal digits.</summary>
    internal static string Hash(ImageSet images, ImageClassifierOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(images.Pixels);
        hash.AppendData(images.Labels.Span);
        hash.AppendData(MemoryMarshal.AsBytes<int>([Version, images.Rows, images.Height, images.Width]));
        // A threshold ignores its seed, and the draws of a stochastic binarization here are those of training.
        string bits = options.Bits?.Method.ToString() ?? "gray";
        hash.AppendData(Encoding.UTF8.GetBytes($"{bits}|{string.Join(',', options.Hidden)}|{options.Augments}|{JsonSerializer.Serialize(options.Training)}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static ModelFile Write(ImageClassifier classifier) => new()
    {
        Kind = Kind,
        Config = new JsonObject
        {
            ["hash"] = classifier.Hash,
            ["classes"] = classifier.Classes,
            ["seconds"] = classifier.Seconds.ToString("R", CultureInfo.InvariantCulture),
        },
        Seed = classifier.Options.Training.Seed,
        Tensors = [.. classifier.Parameters.Select(parameter => new NamedTensor(parameter.Name, SizesOf(parameter.Shape), parameter.Values.ToArray()))],
    };

    private static ImageClassifier Read(ModelFile file, ImageSet images, ImageClassifierOptions options, string hash)
    {
        file.Require(Kind);
        if (file.Config["hash"] is not JsonValue value || !value.TryGetValue(out string? kept) || kept != hash)
            throw new InvalidDataException($"{file.Origin}: it is of other images or options than its name says.");
        int classes = images.Labels.Span.ToArray().Max() + 1;
        var classifier = new ImageClassifier(new ImageShape(images.Height, images.Width), classes, options) { Hash = hash };
        foreach (var parameter in classifier.Parameters)
            file.Single(parameter.Name, SizesOf(parameter.Shape)).CopyTo(parameter.Values);
        if (file.Config["seconds"] is JsonValue text && double.TryParse(text.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
            classifier.Seconds = seconds;
        return classifier;
    }

    private static long[] SizesOf(Shape shape) => shape.Rank == 1 ? [shape.Columns] : [shape.Rows, shape.Columns];
}
