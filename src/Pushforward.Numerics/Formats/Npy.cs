using System.Buffers.Binary;
using System.Text;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// The npy format of numpy (NEP 1; versions 1.0, 2.0 and 3.0): one array. Read are b1, u1, i4, i8, f2 (as Float32), f4 and f8, in either byte
/// order, in C or Fortran order; nothing that needs pickle. Written is version 1.0, little-endian, in C order.
/// </summary>
public static class Npy
{
    private const int Alignment = 64;
    // numpy itself refuses headers beyond 10,000 characters unless told otherwise.
    private const int MaximumHeaderLength = 10_000;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Writes an array to a file, whole or not at all (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="array">The array.</param>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public static void Write(string path, StoredArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    /// <summary>Writes an array to a stream, as <c>numpy.save</c> does.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="array">The array.</param>
    /// <exception cref="ArgumentException">The shape has so many sizes that the header would not fit.</exception>
    public static void Write(Stream stream, StoredArray array)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        string description = array.Type switch
        {
            ElementType.Boolean => "|b1",
            ElementType.UInt8 => "|u1",
            ElementType.Int32 => "<i4",
            ElementType.Int64 => "<i8",
            ElementType.Float32 => "<f4",
            _ => "<f8",
        };
        string header = new NpyHeader(description, FortranOrder: false, array.Shape.ToArray()).ToString();
        int before = Magic.Length + 2 + sizeof(ushort);
        int padding = (Alignment - (before + header.Length + 1) % Alignment) % Alignment;
        byte[] padded = Encoding.ASCII.GetBytes(header + new string(' ', padding) + '\n');
        if (padded.Length > MaximumHeaderLength)
            throw new ArgumentException($"array: a shape of {array.Shape.Length} sizes is more than npy files hold.", nameof(array));

        Span<byte> prefix = stackalloc byte[before];
        Magic.CopyTo(prefix);
        (prefix[6], prefix[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[8..], (ushort)padded.Length);
        stream.Write(prefix);
        stream.Write(padded);
        array.WriteTo(stream);
    }

    /// <summary>Reads an array.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no npy file, damaged or truncated, or its elements are of a type not read here.</exception>
    public static StoredArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads an array from a stream that must end where the array does.</summary>
    /// <param name="stream">Seekable; left open.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">It is no npy file, damaged or truncated, or its elements are of a type not read here.</exception>
    public static StoredArray Read(Stream stream, string name = "npy")
    {
        long remaining = FormatStream.Remaining(stream);
        var header = ReadHeader(stream, ref remaining, name);
        string place = $"{name}: the array";
        if (!ArrayShape.TryCount(header.Shape, out long count))
        {
            throw new InvalidDataException(
                $"{place} declares the shape {ArrayShape.Format(header.Shape)}, more than can be counted. {FormatStream.Damaged}");
        }

        // One-byte types have no byte order, longer ones must name theirs.
        bool bigEndian = header.Description.StartsWith('>'), ordered = bigEndian || header.Description.StartsWith('<');
        string type = header.Description is ['<' or '>' or '|', .. var kindAndSize] ? kindAndSize : "";
        long size = type switch
        {
            "b1" or "u1" => 1,
            "f2" when ordered => 2,
            "i4" or "f4" when ordered => 4,
            "i8" or "f8" when ordered => 8,
            ['O', ..] => throw new InvalidDataException(
                $"{place} holds Python objects (dtype '{header.Description}'), which are never read; save numbers."),
            _ => throw new InvalidDataException(
                $"{place} has dtype '{header.Description}'; read are b1, u1, i4, i8, f2, f4 and f8. Convert it, e.g. by "
                + "array.astype('<f4')."),
        };
        if ((Int128)count * size != remaining)
        {
            throw new InvalidDataException(
                $"{place} of {header.Description} and shape {ArrayShape.Format(header.Shape)} takes "
                + $"{(Int128)count * size} bytes, but {remaining} follow the header. {FormatStream.Damaged}");
        }
        return type switch
        {
            "b1" => new(header.Shape, InCOrder(FormatStream.ReadBooleans(stream, count, name), header)),
            "u1" => new(header.Shape, Values<byte>()),
            "i4" => new(header.Shape, Values<int>()),
            "i8" => new(header.Shape, Values<long>()),
            "f2" => new(header.Shape, InCOrder(FormatStream.ReadHalves(stream, count, bigEndian, name), header)),
            "f4" => new(header.Shape, Values<float>()),
            _ => new(header.Shape, Values<double>()),
        };

        T[] Values<T>()
            where T : unmanaged => InCOrder(FormatStream.ReadValues<T>(stream, count, bigEndian, name), header);
    }

    internal static NpyHeader ReadHeader(Stream stream, ref long remaining, string name)
    {
        Span<byte> prefix = stackalloc byte[12];
        if (remaining < prefix.Length)
            throw new InvalidDataException($"{name}: {remaining} bytes are too few for an npy file. {FormatStream.Damaged}");
        FormatStream.ReadExactly(stream, prefix[..10], name);
        if (!prefix.StartsWith(Magic))
            throw new InvalidDataException($"{name}: expected an npy file, but it does not begin with \\x93NUMPY.");
        var (major, minor) = (prefix[6], prefix[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw new InvalidDataException($"{name}: npy version {major}.{minor}; read are 1.0, 2.0 and 3.0. Save it with numpy.save.");

        uint length = BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]);
        remaining -= 10;
        if (major > 1)
        {
            FormatStream.ReadExactly(stream, prefix[10..], name);
            length = BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
            remaining -= 2;
        }
        if (length > remaining || length > MaximumHeaderLength)
        {
            throw new InvalidDataException(
                $"{name}: the header declares {length} bytes, but {remaining} follow and {MaximumHeaderLength} are the "
                + $"most read. {FormatStream.Damaged}");
        }
        var literal = new byte[length];
        FormatStream.ReadExactly(stream, literal, name);
        remaining -= length;
        return NpyHeader.Parse(literal, name);
    }

    // Fortran order: walks the values as they are stored, the first index fastest, and keeps the place each has in C order.
    private static T[] InCOrder<T>(T[] values, NpyHeader header)
    {
        long[] shape = header.Shape;
        if (!header.FortranOrder || shape.Length < 2 || values.Length == 0)
            return values;
        var strides = new long[shape.Length];
        strides[^1] = 1;
        for (int axis = shape.Length - 2; axis >= 0; axis--)
            strides[axis] = strides[axis + 1] * shape[axis + 1];

        var ordered = new T[values.Length];
        var index = new long[shape.Length];
        long place = 0;
        foreach (T value in values)
        {
            ordered[place] = value;
            for (int axis = 0; axis < shape.Length; axis++)
            {
                place += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                place -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return ordered;
    }
}
