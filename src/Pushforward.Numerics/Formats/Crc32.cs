using System.Buffers.Binary;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// The CRC-32 of gzip, zip and PNG: reflected polynomial 0xEDB88320, all ones before and after (ISO 3309, RFC 1952 section 8).
/// Eight bytes a step through eight tables (Kounavis &amp; Berry 2005, "slicing-by-8"), about 1 GB/s.
/// </summary>
public static class Crc32
{
    // Tables[k * 256 + b]: the remainder of byte b followed by k zero bytes.
    private static readonly uint[] Tables = CreateTables();

    /// <summary>The checksum of a whole message.</summary>
    /// <param name="message">The bytes; none gives 0.</param>
    public static uint Compute(ReadOnlySpan<byte> message) => Append(0, message);

    /// <summary>The checksum of a message that goes on: <c>Append(Compute(a), b)</c> is that of a followed by b.</summary>
    /// <param name="checksum">The checksum so far; 0 at the start.</param>
    /// <param name="more">The bytes that follow.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> more)
    {
        uint[] t = Tables;
        uint crc = ~checksum;
        for (; more.Length >= 8; more = more[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(more) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(more[4..]);
            crc = t[(7 << 8) + (byte)low] ^ t[(6 << 8) + (byte)(low >> 8)] ^ t[(5 << 8) + (byte)(low >> 16)] ^ t[(4 << 8) + (low >> 24)]
                ^ t[(3 << 8) + (byte)high] ^ t[(2 << 8) + (byte)(high >> 8)] ^ t[(1 << 8) + (byte)(high >> 16)] ^ t[high >> 24];
        }
        foreach (byte b in more)
            crc = t[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] CreateTables()
    {
        var tables = new uint[8 * 256];
        for (uint b = 0; b < 256; b++)
        {
            uint crc = b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            tables[b] = crc;
        }
        for (int i = 256; i < tables.Length; i++)
            tables[i] = (tables[i - 256] >> 8) ^ tables[(byte)tables[i - 256]];
        return tables;
    }
}
