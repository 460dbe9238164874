using System.Buffers;
using System.Runtime.InteropServices;
using Pushforward.Data;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Blocks of a stream as they were spelled, in a temporary file: spelling a row takes several times as long as walking it, reading its words a fraction. Where there is no
/// room for all of them the store gives back what it has taken, and blocks are spelled anew in every pass.
/// </summary>
/// <param name="name">What errors call the data.</param>
/// <param name="words">How many words the book has: of few, the numbers are stored in two bytes.</param>
internal sealed class BlockStore(string name, int words) : IDisposable
{
    private readonly Dictionary<int, (long Offset, int Length)> _places = [];
    private readonly int _bytesPerWord = words <= 1 << 16 ? sizeof(ushort) : sizeof(uint);
    private TemporaryFile? _file;
    private long _end;
    private bool _full;

    /// <summary>Whether a block is here.</summary>
    /// <param name="firstRow">Its first row.</param>
    public bool Has(int firstRow) => _places.ContainsKey(firstRow);

    /// <summary>Stores a block, if there is room. Not while another is being read.</summary>
    public void Add(BitCodes.Block block)
    {
        long length = LengthOf(block);
        if (_full || length > Array.MaxLength)
            return;
        try
        {
            _file ??= new TemporaryFile(name);
            Append([block.Rows, block.Parts.Length, block.Place.Length], block.Place);
            foreach (var part in block.Parts)
                Append(part);
            _file.Flush();
        }
        catch (IOException)
        {
            _full = true;
            Dispose();
            return;
        }
        _places.Add(block.FirstRow, (_end, (int)length));
        _end += length;
    }

    /// <summary>Reads a block that is here.</summary>
    /// <param name="firstRow">Its first row.</param>
    /// <exception cref="IOException">Reading failed.</exception>
    public BitCodes.Block Read(int firstRow)
    {
        var (offset, length) = _places[firstRow];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            _file!.Read(buffer.AsSpan(0, length), offset);
            ReadOnlySpan<byte> bytes = buffer;
            int[] sizes = Take<int>(ref bytes, 3);
            int[] place = Take<int>(ref bytes, sizes[2]);
            var parts = new BitCodes.Part[sizes[1]];
            for (int p = 0, first = 0; p < parts.Length; first += parts[p++].Rows)
                parts[p] = TakePart(ref bytes, first);
            return new BitCodes.Block(firstRow, sizes[0], place, parts);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose()
    {
        _places.Clear();
        _file?.Dispose();
    }

    private long LengthOf(BitCodes.Block block)
    {
        long length = (3L + block.Place.Length) * sizeof(int);
        foreach (var part in block.Parts)
        {
            length += (2L + part.Rows) * sizeof(int) + (part.Weights is null ? 0 : (long)part.Rows * sizeof(double));
            for (int row = 0; row < part.Rows; row++)
                length += (part.Ends[row] - part.Starts[row]) * _bytesPerWord;
        }
        return length;
    }

    // Rows, whether they have weights, how long each is; weights; words without what pads them.
    private void Append(BitCodes.Part part)
    {
        var lengths = new int[part.Rows];
        for (int row = 0; row < part.Rows; row++)
            lengths[row] = part.Ends[row] - part.Starts[row];
        Append([part.Rows, part.Weights is null ? 0 : 1], lengths);
        _file!.Append(MemoryMarshal.AsBytes(part.Weights.AsSpan()));
        var bytes = new byte[lengths.Sum() * _bytesPerWord];
        var narrow = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
        var wide = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        int word = 0;
        for (int row = 0; row < part.Rows; row++)
        {
            for (int i = part.Starts[row]; i < part.Ends[row]; i++, word++)
            {
                uint number = part.Codes[i] / LaneLayout.TileBytes;
                if (_bytesPerWord == sizeof(ushort))
                    narrow[word] = (ushort)number;
                else
                    wide[word] = number;
            }
        }
        _file.Append(bytes);
    }

    private void Append(ReadOnlySpan<int> sizes, ReadOnlySpan<int> values)
    {
        _file!.Append(MemoryMarshal.AsBytes(sizes));
        _file.Append(MemoryMarshal.AsBytes(values));
    }

    private BitCodes.Part TakePart(ref ReadOnlySpan<byte> bytes, int firstRow)
    {
        int[] sizes = Take<int>(ref bytes, 2), lengths = Take<int>(ref bytes, sizes[0]);
        double[]? weights = sizes[1] == 0 ? null : Take<double>(ref bytes, lengths.Length);
        var (starts, ends) = (new int[lengths.Length + 1], new int[lengths.Length]);
        for (int row = 0; row < lengths.Length; row++)
        {
            ends[row] = starts[row] + lengths[row];
            starts[row + 1] = BitCodes.Padded(ends[row]);
        }
        var codes = new uint[starts[^1]];
        for (int row = 0; row < lengths.Length; row++)
        {
            var target = codes.AsSpan(starts[row], lengths[row]);
            if (_bytesPerWord == sizeof(ushort))
                Scale(MemoryMarshal.Cast<byte, ushort>(bytes)[..target.Length], target);
            else
                Scale(MemoryMarshal.Cast<byte, uint>(bytes)[..target.Length], target);
            bytes = bytes[(target.Length * _bytesPerWord)..];
        }
        return new BitCodes.Part(firstRow, starts, ends, codes, weights);
    }

    private static void Scale(ReadOnlySpan<ushort> numbers, Span<uint> codes)
    {
        for (int i = 0; i < codes.Length; i++)
            codes[i] = (uint)numbers[i] * LaneLayout.TileBytes;
    }

    private static void Scale(ReadOnlySpan<uint> numbers, Span<uint> codes)
    {
        for (int i = 0; i < codes.Length; i++)
            codes[i] = numbers[i] * LaneLayout.TileBytes;
    }

    private static T[] Take<T>(ref ReadOnlySpan<byte> bytes, int count)
        where T : unmanaged
    {
        var values = new T[count];
        var target = MemoryMarshal.AsBytes(values.AsSpan());
        bytes[..target.Length].CopyTo(target);
        bytes = bytes[target.Length..];
        return values;
    }
}
