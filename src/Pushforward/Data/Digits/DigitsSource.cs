using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Data.Digits;

/// <summary>
/// Handwriting-like gray digits, 28 x 28, drawn from stroke models: a data set for machines without MNIST. The class is uniform on
/// 0 to 9; the shape, slant, thickness, pressure, bends and noise are random. As MNIST's, a digit is scaled into a box of 20 x 20 pixels and
/// then moved by whole pixels until its center of mass lies in the middle of the image, or ink at its edge.
/// </summary>
/// <remarks>
/// Row r of seed s is a function of (s, split, r) alone: nothing is stored, any row can be drawn by itself, and the bytes do not depend
/// on thread count or machine. The set is endless; <see cref="DefaultTrainRows"/> and <see cref="DefaultTestRows"/> are MNIST's sizes.
/// These are not MNIST's digits: likelihoods on the two sets cannot be compared. Safe for use by several threads.
/// </remarks>
public sealed class DigitsSource
{
    /// <summary>Height and width of an image, in pixels.</summary>
    public const int Size = 28;

    /// <summary>Pixels of an image.</summary>
    public const int Columns = Size * Size;

    /// <summary>How many classes there are.</summary>
    public const int Classes = 10;

    /// <summary>The size of the training set unless asked otherwise.</summary>
    public const int DefaultTrainRows = 60_000;

    /// <summary>The size of the test set unless asked otherwise.</summary>
    public const int DefaultTestRows = 10_000;

    private const int Box = 20;

    // Where MNIST's centers of mass lie, counting pixels from 0: half a pixel right of and below the middle of the image.
    private const float Center = 14;

    private const int RowsPerPart = 256;

    private readonly RandomStream _stream;

    /// <summary>Names a set and one of its splits. Nothing is drawn yet.</summary>
    /// <param name="seed">Which set; every seed gives another.</param>
    /// <param name="split">Which part of it; the parts come from distinct random streams, so none contains another.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public DigitsSource(long seed = 0, DataSplit split = DataSplit.Train)
    {
        (Seed, Split) = (seed, split);
        _stream = new RandomStream(seed, "digits-" + split.Word());
    }

    /// <summary>Which set.</summary>
    public long Seed { get; }

    /// <summary>Which part of it.</summary>
    public DataSplit Split { get; }

    /// <summary>How many rows this part has unless asked otherwise: MNIST's numbers, and as many to validate on as to test on.</summary>
    public int DefaultRows => Split == DataSplit.Train ? DefaultTrainRows : DefaultTestRows;

    /// <summary>The class of a row, without drawing it.</summary>
    /// <param name="row">From 0.</param>
    public byte Label(long row) => Label(Open(row));

    /// <summary>Draws one row.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="pixels">Receives the image, exactly <see cref="Columns"/> bytes, line after line: 0 is background, 255 is ink.</param>
    /// <returns>Its class, 0 to 9.</returns>
    /// <exception cref="ArgumentException">The row is negative, or the span has another length.</exception>
    public byte Draw(long row, Span<byte> pixels)
    {
        if (pixels.Length != Columns)
            throw new ArgumentException($"pixels: expected room for {Columns} bytes, got {pixels.Length}.", nameof(pixels));

        var random = Open(row);
        byte label = Label(random);
        var digit = DigitShapes.All[label];
        var shape = digit.At((random.NextUInt32() >> 8) / (float)(1 << 24));
        var hand = new Hand(digit, random);

        Span<PenPoint> path = stackalloc PenPoint[Penmanship.MaximumPoints];
        int points = Penmanship.Write(shape, hand, random, path, Box, Size / 2f);

        Span<byte> drawn = stackalloc byte[Columns];
        InkRasterizer.Draw(path[..points], hand.Softness, hand.Roughness, random, drawn, Size);
        MoveToCenterOfMass(drawn, pixels);
        return label;
    }

    /// <summary>Draws consecutive rows with their classes, on all threads.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many; 0 is allowed.</param>
    /// <param name="team">Who draws; null for <see cref="ThreadTeam.Shared"/>. The result is the same for any.</param>
    /// <exception cref="ArgumentException">The range is negative, or too large for one array.</exception>
    public ImageSet Generate(int start, int count, ThreadTeam? team = null)
    {
        if (start < 0)
            throw new ArgumentOutOfRangeException(nameof(start), start, "digits: expected a first row of 0 or more.");
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count), count, "digits: expected 0 rows or more.");
        if (count > Array.MaxLength / Columns)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"digits: at most {Array.MaxLength / Columns} rows fit one set in memory; generate them in ranges.");
        }

        var pixels = new byte[count * Columns];
        var labels = new byte[count];
        (team ?? ThreadTeam.Shared).Run((count + RowsPerPart - 1) / RowsPerPart, part =>
        {
            int end = Math.Min(count, (part + 1) * RowsPerPart);
            for (int row = part * RowsPerPart; row < end; row++)
                labels[row] = Draw((long)start + row, pixels.AsSpan(row * Columns, Columns));
        });
        return new ImageSet(Size, Size, pixels, labels);
    }

    /// <summary>The whole part at its default size.</summary>
    public ImageSet Generate() => Generate(0, DefaultRows);

    /// <summary>The first rows of each class, class after class: what a sheet of specimens shows, one class a line.</summary>
    /// <param name="perClass">How many of each; 0 is allowed.</param>
    /// <exception cref="ArgumentException">The number is negative, or too large for one array.</exception>
    public ImageSet Specimens(int perClass)
    {
        if (perClass < 0)
            throw new ArgumentOutOfRangeException(nameof(perClass), perClass, "digits: expected 0 specimens a class or more.");
        if (perClass > Array.MaxLength / (Columns * Classes))
        {
            throw new ArgumentOutOfRangeException(
                nameof(perClass), perClass, $"digits: at most {Array.MaxLength / (Columns * Classes)} specimens a class fit in memory.");
        }

        var pixels = new byte[perClass * Classes * Columns];
        var labels = new byte[perClass * Classes];
        Span<int> found = stackalloc int[Classes];
        int missing = labels.Length;
        for (long row = 0; missing > 0; row++)
        {
            byte label = Label(row);
            if (found[label] == perClass)
                continue;
            int place = label * perClass + found[label]++;
            labels[place] = Draw(row, pixels.AsSpan(place * Columns, Columns));
            missing--;
        }
        return new ImageSet(Size, Size, pixels, labels);
    }

    private static byte Label(RandomStream random) => (byte)random.NextInt32(Classes);

    private RandomStream Open(long row)
    {
        if (row < 0)
            throw new ArgumentOutOfRangeException(nameof(row), row, "digits: expected a row of 0 or more.");
        return _stream.At(0, row);
    }

    private static void MoveToCenterOfMass(ReadOnlySpan<byte> drawn, Span<byte> pixels)
    {
        long mass = 0, massX = 0, massY = 0;
        int left = Size, right = 0, top = Size, bottom = 0;
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                int ink = drawn[y * Size + x];
                if (ink == 0)
                    continue;
                (mass, massX, massY) = (mass + ink, massX + ink * x, massY + ink * y);
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }

        // No ink is pushed out of the image.
        int Shift(long moment, int first, int last) =>
            Math.Clamp((int)MathF.Floor(Center - (float)moment / mass + 0.5f), -first, Size - 1 - last);
        int moveX = Shift(massX, left, right), moveY = Shift(massY, top, bottom);

        pixels.Clear();
        int width = right - left + 1;
        for (int y = top; y <= bottom; y++)
            drawn.Slice(y * Size + left, width).CopyTo(pixels.Slice((y + moveY) * Size + left + moveX, width));
    }
}
