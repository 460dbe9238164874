using System.Buffers.Binary;
using Pushforward.Numerics.Formats;

namespace Pushforward.Data;

/// <summary>
/// Bits in an .npy file: one byte a bit (dtype b1, or u1 of zeros and ones), or eight bits a byte as <c>numpy.packbits(array, axis=1)</c> writes them.
/// </summary>
public sealed class NpyBitSource : IBitSource, IDisposable
{
    // Bytes that are read at once.
    private const int BufferBytes = 1 << 22;

    private readonly NpyByteRows _file;
    private readonly bool _packed;
    private readonly byte[] _buffer;

    private NpyBitSource(NpyByteRows file, string name, int columns, bool packed)
    {
        (_file, Name, Layout, _packed) = (file, name, BitLayout.OfBits(columns), packed);
        Rows = (int)file.Rows;
        _buffer = new byte[Math.Max(1, BufferBytes / file.RowLength) * (long)file.RowLength];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Rows { get; }

    /// <inheritdoc/>
    public int Columns => Layout.Columns;

    /// <inheritdoc/>
    public BitLayout Layout { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Shape [rows, columns], or [rows, bytes] if packed.</param>
    /// <param name="packedColumns">Columns of a row whose bits are packed, most significant first; null for one byte a bit.</param>
    /// <exception cref="InvalidDataException">It is no such file, damaged or truncated, or has no rows.</exception>
    public static NpyBitSource Open(string path, int? packedColumns = null)
    {
        var file = NpyByteRows.Open(path);
        try
        {
            if (file.Rows is < 1 or > int.MaxValue)
                throw new InvalidDataException($"{path}: expected from 1 to {int.MaxValue} rows, found {file.Rows}.");
            if (packedColumns is { } columns && (columns < 1 || (columns + 7L) / 8 != file.RowLength))
            {
                throw new InvalidDataException(
                    $"{path}: {columns} packed columns take {(columns + 7L) / 8} bytes a row, found {file.RowLength}. Pack with numpy.packbits(array, axis=1).");
            }
            return new NpyBitSource(file, path, packedColumns ?? file.RowLength, packedColumns is not null);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public BitMatrix Read(int firstRow, int count)
    {
        var bits = new BitMatrix(count, Columns);
        int rowsAtOnce = _buffer.Length / _file.RowLength;
        for (int done = 0; done < count; done += rowsAtOnce)
        {
            int rows = Math.Min(rowsAtOnce, count - done);
            var bytes = _buffer.AsSpan(0, rows * _file.RowLength);
            _file.Read((long)firstRow + done, bytes);
            for (int row = 0; row < rows; row++)
            {
                var source = bytes.Slice(row * _file.RowLength, _file.RowLength);
                if (_packed)
                    Unpack(source, bits.MutableRow(done + row), (long)firstRow + done + row);
                else
                    Pack(source, bits.MutableRow(done + row), (long)firstRow + done + row);
            }
        }
        return bits;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Pack(ReadOnlySpan<byte> values, Span<ulong> words, long row)
    {
        int column = 0;
        for (; column + 8 <= values.Length; column += 8)
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(values[column..]);
            if ((eight & ~0x0101010101010101UL) != 0)
                break;
            // The product brings bit 0 of byte j to bit 56 + j; no two terms meet, so nothing is carried.
            words[column >> 6] |= (eight * 0x0102040810204080UL >> 56) << (column & 63);
        }
        for (; column < values.Length; column++)
        {
            if (values[column] > 1)
            {
                throw new InvalidDataException(
                    $"{Name}, row {row + 1}, column {column + 1}: expected 0 or 1, found {values[column]}. Gray pixels need to be made bits first.");
            }
            words[column >> 6] |= (ulong)values[column] << (column & 63);
        }
    }

    private void Unpack(ReadOnlySpan<byte> packed, Span<ulong> words, long row)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            ulong reversed = ((packed[i] * 0x0802UL & 0x22110UL) | (packed[i] * 0x8020UL & 0x88440UL)) * 0x10101UL >> 16 & 0xFF;
            words[i >> 3] |= reversed << (i & 7) * 8;
        }
        int used = Columns & 63;
        if (used != 0 && words[^1] >> used != 0)
            throw new InvalidDataException($"{Name}, row {row + 1}: bits are set past the {Columns} columns. Is that how many there are?");
    }
}
