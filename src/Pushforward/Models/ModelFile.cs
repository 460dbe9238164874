using System.Text.Json.Nodes;
using Pushforward.Numerics.Formats;

namespace Pushforward.Models;

/// <summary>
/// The self-describing file that every kind of model is saved in: safetensors whose tensors are the parameters and whose metadata say the
/// rest (docs/model-file.md). A checksum over the metadata and the tensors finds damage that safetensors itself cannot see.
/// </summary>
public sealed record ModelFile
{
    /// <summary>The version of the layout that is written, and the newest that is read.</summary>
    public const int FormatVersion = 1;

    private readonly Dictionary<string, StoredArray> _byName = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<NamedTensor> _tensors = [];

    /// <summary>Which kind of model it is, as in <c>fit KIND</c>, e.g. "mixture".</summary>
    public required string Kind { get; init; }

    /// <summary>The resolved options of the model and its fit.</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>How data were prepared, and so must be before they are scored.</summary>
    public JsonObject Preprocessing { get; init; } = [];

    /// <summary>What the model was trained on.</summary>
    public JsonObject TrainedOn { get; init; } = [];

    /// <summary>What it reached.</summary>
    public JsonObject Figures { get; init; } = [];

    /// <summary>The seed of the fit.</summary>
    public long Seed { get; init; }

    /// <summary>The version of Pushforward that wrote it.</summary>
    public string PushforwardVersion { get; init; } = typeof(ModelFile).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>What error messages call the file: the path it was loaded from.</summary>
    public string Origin { get; init; } = "model";

    /// <summary>The parameters, names unique.</summary>
    /// <exception cref="ArgumentException">Two have the same name.</exception>
    public required IReadOnlyList<NamedTensor> Tensors
    {
        get => _tensors;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _tensors = value;
            _byName = new(StringComparer.Ordinal);
            foreach (var (name, array) in value)
            {
                if (!_byName.TryAdd(name, array))
                    throw new ArgumentException($"Tensors: two are called '{name}'; give each its own name.");
            }
        }
    }

    /// <summary>Saves the model, whole or not at all, and reads it back before it replaces an earlier file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public void Save(string path)
    {
        var metadata = ModelMetadata.Write(this);
        AtomicFile.Write(path, stream => SafetensorsFile.Write(stream, Tensors, metadata), verify: temporary => Load(temporary));
    }

    /// <summary>Loads a model of any kind, all of it checked.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no model file, damaged, truncated, or written by a newer version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFile Load(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a model file, but this is a folder. Name the .safetensors file in it.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file. Name a model file that 'pushforward fit' wrote.", path);
        using var stream = File.OpenRead(path);
        return Load(stream, path);
    }

    /// <summary>Loads a model that lies in a stream, from its position to its end, all of it checked.</summary>
    /// <param name="stream">Seekable; left open.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">It is no model file, damaged, truncated, or written by a newer version.</exception>
    public static ModelFile Load(Stream stream, string name)
    {
        using var file = SafetensorsFile.Open(stream, name);
        return ModelMetadata.Read(file, name);
    }

    /// <summary>This model, if it is of the kind that is needed.</summary>
    /// <param name="kind">E.g. "mixture".</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public ModelFile Require(string kind) => Kind == kind
        ? this
        : throw new InvalidDataException(
            $"{Origin}: expected a model of kind '{kind}', found '{Kind}'. Name a file that 'fit {kind}' wrote.");

    /// <summary>A tensor as it is stored.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes it must have; -1 stands for any size.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or its shape is another.</exception>
    public StoredArray Tensor(string name, params ReadOnlySpan<long> shape)
    {
        if (!_byName.TryGetValue(name, out var array))
        {
            throw new InvalidDataException(
                $"{Origin}: a model of kind '{Kind}' needs a tensor '{name}', and this file has none. Fit the model again.");
        }
        bool fits = array.Shape.Length == shape.Length;
        for (int i = 0; fits && i < shape.Length; i++)
            fits = shape[i] == -1 || shape[i] == array.Shape[i];
        return fits
            ? array
            : throw new InvalidDataException(
                $"{Origin}, tensor '{name}': expected the shape "
                + $"[{string.Join(", ", shape.ToArray())}]{(shape.Contains(-1) ? " (-1: any)" : "")}, found {array}. Fit the model again.");
    }

    /// <summary>A tensor of single precision, checked to hold no NaN.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes it must have; -1 stands for any size.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, its shape or element type is another, or it holds a NaN.</exception>
    public float[] Single(string name, params ReadOnlySpan<long> shape) =>
        WithoutNaN(name, Converted(name, Tensor(name, shape), array => array.ToSingle()));

    /// <summary>A tensor of double (or single) precision, checked to hold no NaN.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes it must have; -1 stands for any size.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, its shape or element type is another, or it holds a NaN.</exception>
    public double[] Double(string name, params ReadOnlySpan<long> shape) =>
        WithoutNaN(name, Converted(name, Tensor(name, shape), array => array.ToDouble()));

    /// <summary>A tensor of integers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes it must have; -1 stands for any size.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or its shape or element type is another.</exception>
    public long[] Int64(string name, params ReadOnlySpan<long> shape) => Converted(name, Tensor(name, shape), array => array.ToInt64());

    private T[] Converted<T>(string name, StoredArray array, Func<StoredArray, T[]> convert)
    {
        try
        {
            return convert(array);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{Origin}, tensor '{name}': {exception.Message}", exception);
        }
    }

    private T[] WithoutNaN<T>(string name, T[] values)
        where T : System.Numerics.IFloatingPoint<T>
    {
        int wrong = Array.FindIndex(values, T.IsNaN);
        return wrong < 0
            ? values
            : throw new InvalidDataException($"{Origin}, tensor '{name}': value {wrong} is not a number. Fit the model again.");
    }
}
