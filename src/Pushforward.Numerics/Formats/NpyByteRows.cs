using Microsoft.Win32.SafeHandles;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// An .npy file of bytes or truth values in two dimensions, of which any rows can be read without the rest: for arrays larger than memory.
/// </summary>
public sealed class NpyByteRows : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly FileStamp _stamp;
    private readonly long _origin;
    private readonly string _name;

    private NpyByteRows(SafeFileHandle file, string name, long origin, long rows, int rowLength)
    {
        (_file, _name, _origin) = (file, name, origin);
        _stamp = new FileStamp(file, name);
        (Rows, RowLength) = (rows, rowLength);
    }

    /// <summary>How many rows.</summary>
    public long Rows { get; }

    /// <summary>Bytes of a row.</summary>
    public int RowLength { get; }

    /// <summary>Opens a file and checks that it is as long as its header says.</summary>
    /// <param name="path">An array of dtype b1 or u1 in C order. Shape [rows, columns].</param>
    /// <exception cref="InvalidDataException">It is no such file, damaged or truncated.</exception>
    public static NpyByteRows Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long origin, remaining;
        NpyHeader header;
        using (var stream = File.OpenRead(path))
        {
            remaining = stream.Length;
            header = Npy.ReadHeader(stream, ref remaining, path);
            origin = stream.Position;
        }
        if (header.Description.TrimStart('|', '<', '>') is not ("b1" or "u1") || header.Shape.Length != 2 || header.FortranOrder)
        {
            throw new InvalidDataException(
                $"{path}: expected an array of bytes or truth values in C order and of shape [rows, columns] to read part by part, found dtype "
                + $"'{header.Description}', shape {ArrayShape.Format(header.Shape)}{(header.FortranOrder ? ", in Fortran order" : "")}. "
                + "Convert it, e.g. by numpy.ascontiguousarray(array, dtype='u1').");
        }
        var (rows, columns) = (header.Shape[0], header.Shape[1]);
        if (columns is < 1 or > int.MaxValue || (Int128)rows * columns != remaining)
        {
            throw new InvalidDataException(
                $"{path}: an array of shape {ArrayShape.Format(header.Shape)} takes {(Int128)rows * columns} bytes, but {remaining} follow the header. "
                + FormatStream.Damaged);
        }
        return new NpyByteRows(File.OpenHandle(path, options: FileOptions.SequentialScan), path, origin, rows, (int)columns);
    }

    /// <summary>Reads consecutive rows. May be called from any thread.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="destination">Whole rows; as many as fit are read.</param>
    /// <exception cref="InvalidDataException">The file has been changed since it was opened.</exception>
    public void Read(long firstRow, Span<byte> destination)
    {
        if (destination.Length % RowLength != 0 || firstRow < 0 || firstRow + destination.Length / RowLength > Rows)
            throw new ArgumentOutOfRangeException(nameof(firstRow), firstRow, $"{_name}: expected whole rows of the {Rows} there are.");
        _stamp.RequireUnchanged();
        long offset = _origin + firstRow * RowLength;
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
                throw new InvalidDataException($"{_name}: the file ends {destination.Length} bytes too early. {FormatStream.Damaged}");
            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
