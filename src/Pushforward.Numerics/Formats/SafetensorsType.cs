namespace Pushforward.Numerics.Formats;

/// <summary>A dtype of safetensors that is read here.</summary>
/// <param name="Name">As the header has it.</param>
/// <param name="Size">Bytes an element takes.</param>
/// <param name="Element">What its elements become; the 16-bit types are widened, which is exact.</param>
/// <param name="Read">Reads that many elements of a shape; the last argument names the place for messages.</param>
internal sealed record SafetensorsType(string Name, int Size, ElementType Element, Func<Stream, long, long[], string, StoredArray> Read)
{
    // The first of each element type is the one that is written.
    private static readonly SafetensorsType[] All =
    [
        new("F32", 4, ElementType.Float32, (s, n, shape, name) => new(shape, FormatStream.ReadValues<float>(s, n, bigEndian: false, name))),
        new("F64", 8, ElementType.Float64, (s, n, shape, name) => new(shape, FormatStream.ReadValues<double>(s, n, bigEndian: false, name))),
        new("I64", 8, ElementType.Int64, (s, n, shape, name) => new(shape, FormatStream.ReadValues<long>(s, n, bigEndian: false, name))),
        new("I32", 4, ElementType.Int32, (s, n, shape, name) => new(shape, FormatStream.ReadValues<int>(s, n, bigEndian: false, name))),
        new("U8", 1, ElementType.UInt8, (s, n, shape, name) => new(shape, FormatStream.ReadValues<byte>(s, n, bigEndian: false, name))),
        new("BOOL", 1, ElementType.Boolean, (s, n, shape, name) => new(shape, FormatStream.ReadBooleans(s, n, name))),
        new("F16", 2, ElementType.Float32, (s, n, shape, name) => new(shape, FormatStream.ReadHalves(s, n, bigEndian: false, name))),
        new("BF16", 2, ElementType.Float32, (s, n, shape, name) => new(shape, ReadBrainFloats(s, n, name))),
    ];

    /// <summary>For messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(type => type.Name));

    public static SafetensorsType? Find(string name) => Array.Find(All, type => type.Name == name);

    public static SafetensorsType Of(ElementType element) => Array.Find(All, type => type.Element == element)!;

    // The upper half of a single-precision value.
    private static float[] ReadBrainFloats(Stream stream, long count, string name)
    {
        ushort[] upper = FormatStream.ReadValues<ushort>(stream, count, bigEndian: false, name);
        return Array.ConvertAll(upper, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));
    }
}
