using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Data;

/// <summary>
/// Gray images to bits. A stochastic draw is a function of (seed, split, epoch, row, pixel) alone: the same bits whatever the thread
/// count, whatever part of the set is asked for, on every machine.
/// </summary>
public static class Binarizer
{
    private const int RowsPerPart = 512;
    private const int PixelsPerBlock = 8;

    // Pixel i of a row owns 16 random bits u: half i mod 2 of word i / 2 of the row's stream. Its bit is 1 when u < Thresholds[v], so
    // that P(bit = 1) = round(65536 v / 255) / 65536: exact at both ends, and within 2^-17 = 7.7e-6 of v / 255 between them.
    private static readonly int[] Thresholds = [.. Enumerable.Range(0, 256).Select(v => (v * 65536 * 2 + 255) / (2 * 255))];

    /// <summary>Turns every pixel into a bit. Shape [rows, height * width].</summary>
    /// <param name="images">Gray images.</param>
    /// <param name="options">Threshold or stochastic, and the seed.</param>
    /// <param name="split">Part of the stream's name, so that the parts of a set get independent draws.</param>
    /// <param name="epoch">0 for the fixed draw that evaluations use; others are fresh draws for training.</param>
    /// <param name="team">The threads that work; the shared team when null.</param>
    /// <exception cref="ArgumentException">The method is unknown, or the images are too many for one matrix.</exception>
    public static BitMatrix Binarize(
        ImageSet images, BinarizationOptions options, DataSplit split = DataSplit.Train, int epoch = 0, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);

        var bits = new BitMatrix(images.Rows, images.Columns);
        Action<int> binarizeRow = options.Method switch
        {
            Binarization.Threshold => row => ThresholdRow(images.Row(row), bits.MutableRow(row)),
            Binarization.Stochastic => StochasticRow(new RandomStream(options.Seed, $"binarize/{split.Word()}")),
            _ => throw new ArgumentException($"binarization: expected threshold or stochastic, got {options.Method}.", nameof(options)),
        };

        (team ?? ThreadTeam.Shared).Run((images.Rows + RowsPerPart - 1) / RowsPerPart, part =>
        {
            int end = Math.Min((part + 1) * RowsPerPart, images.Rows);
            for (int row = part * RowsPerPart; row < end; row++)
                binarizeRow(row);
        });
        return bits;

        Action<int> StochasticRow(RandomStream stream) =>
            row => DrawRow(images.Row(row), stream.At(epoch, row), bits.MutableRow(row));
    }

    /// <summary>bit i = pixel i is at least 128, which is its byte's highest bit.</summary>
    internal static void ThresholdRow(ReadOnlySpan<byte> pixels, Span<ulong> words)
    {
        int i = 0;
        for (; i + 64 <= pixels.Length; i += 64)
            words[i >> 6] = Vector512.LoadUnsafe(in pixels[i]).ExtractMostSignificantBits();
        if (i < pixels.Length)
        {
            ulong word = 0;
            for (int j = i; j < pixels.Length; j++)
                word |= (ulong)(pixels[j] >> 7) << (j - i);
            words[i >> 6] = word;
        }
    }

    /// <summary>bit i = u_i is less than Thresholds[pixel i], u_i the i-th 16 bits of the row's stream.</summary>
    internal static void DrawRow(ReadOnlySpan<byte> pixels, RandomStream stream, Span<ulong> words)
    {
        words.Clear();
        int whole = pixels.Length / PixelsPerBlock;
        for (int block = 0; block < whole; block++)
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(pixels[(block * PixelsPerBlock)..]);

            // Most of a digit is background, whose bits are 0 whatever was drawn; a counter-based stream lets us skip those draws.
            if (eight != 0)
                words[block >> 3] |= (ulong)DrawBlock(eight, stream.Block((uint)block)) << ((block & 7) * PixelsPerBlock);
        }

        if (pixels.Length % PixelsPerBlock != 0)
        {
            ulong rest = 0;
            for (int i = whole * PixelsPerBlock; i < pixels.Length; i++)
                rest |= (ulong)pixels[i] << ((i % PixelsPerBlock) * 8);
            words[whole >> 3] |= (ulong)DrawBlock(rest, stream.Block((uint)whole)) << ((whole & 7) * PixelsPerBlock);
        }
    }

    private static uint DrawBlock(ulong eight, (uint X0, uint X1, uint X2, uint X3) random) =>
        DrawPair(eight, random.X0) | DrawPair(eight >> 16, random.X1) << 2 | DrawPair(eight >> 32, random.X2) << 4
        | DrawPair(eight >> 48, random.X3) << 6;

    // The sign of u - threshold is the bit.
    private static uint DrawPair(ulong two, uint random)
    {
        uint low = (uint)((int)(random & 0xFFFF) - Thresholds[(byte)two]) >> 31;
        uint high = (uint)((int)(random >> 16) - Thresholds[(byte)(two >> 8)]) >> 31;
        return low | high << 1;
    }
}
