using Pushforward.Data;

namespace Pushforward.Flows;

/// <summary>
/// The order of pixels from coarse to fine. Each scale takes away every second pixel of what is left, first as the squares of a checkerboard, then every second
/// row: what is moved has what drives it all around. Columns in no plane are a single row.
/// </summary>
internal sealed class PixelScales
{
    private readonly int _width;

    // Pixels as few as this lie far apart, and are left to themselves.
    private const int Coarsest = 8;

    /// <summary>Lays out the scales.</summary>
    /// <param name="columns">The number of pixels, at least 2.</param>
    /// <param name="image">Their plane.</param>
    /// <param name="couplings">Into how many couplings the pixels of each scale are divided.</param>
    /// <exception cref="ArgumentException">There are too few columns, or not as many as the image has pixels.</exception>
    public PixelScales(int columns, ImageShape? image, int couplings)
    {
        if (columns < 2)
            throw new ArgumentException($"coupling: expected at least 2 columns to split, one to move and one to drive it, got {columns}.");
        var (_, width) = image ?? new ImageShape(1, columns);
        if (image is { } shape && shape.Height * shape.Width != columns)
            throw new ArgumentException($"image: {shape.Height} x {shape.Width} pixels for {columns} columns.");
        var left = new List<(int Pixel, int Row, int Column)>(
            Enumerable.Range(0, columns).Select(pixel => (pixel, pixel / width, pixel % width)));
        var groups = new List<int[]>();
        for (bool checkerboard = true; left.Count > Math.Min(Coarsest, columns / 2); checkerboard = !checkerboard)
        {
            var leaves = left.ToLookup(p => (checkerboard ? p.Row + p.Column : p.Row) % 2 == 1);
            // Within a scale, the parts are again spread evenly.
            groups.AddRange(leaves[true]
                .GroupBy(p => Phase(p.Row, p.Column, checkerboard) * couplings / Phases)
                .OrderBy(part => part.Key)
                .Select(part => part.Select(p => p.Pixel).ToArray()));
            left = [.. leaves[false].Select(p => checkerboard ? p : (p.Pixel, p.Row / 2, p.Column / 2))];
        }
        // Finest first so far.
        groups.Reverse();
        Order = [.. left.Select(p => p.Pixel), .. groups.SelectMany(group => group)];
        var moves = new List<(int Still, int Moved)>();
        int still = left.Count;
        foreach (int[] group in groups)
        {
            moves.Add((still, group.Length));
            still += group.Length;
        }
        moves.Reverse();
        (First, Moves, _width) = (left.Count, moves, width);
    }

    /// <summary>Which pixel comes at each place: the coarsest scale first.</summary>
    public int[] Order { get; }

    /// <summary>How many pixels nothing drives.</summary>
    public int First { get; }

    /// <summary>In the order of the flow from data to latent coordinates, how many of the first places drive each move, and how many places after them it moves.</summary>
    public IReadOnlyList<(int Still, int Moved)> Moves { get; }

    /// <summary>The still pixels around each that a move moves, at the places from it that lie nearest.</summary>
    /// <param name="move">One of <see cref="Moves"/>.</param>
    /// <param name="count">How many places; fewer if there are fewer.</param>
    /// <returns>For each pixel that moves and each place the still pixel there, by its own place in <see cref="Order"/>, or the number of still pixels if there is none.
    /// Shape [moved, places].</returns>
    public int[,] Neighbors((int Still, int Moved) move, int count)
    {
        int height = Order.Length / _width;
        int[] places = new int[Order.Length];
        for (int place = 0; place < Order.Length; place++)
            places[Order[place]] = Math.Min(place, move.Still);
        int At(int pixel, (int Rows, int Columns) offset)
        {
            int row = pixel / _width + offset.Rows, column = pixel % _width + offset.Columns;
            return row >= 0 && row < height && column >= 0 && column < _width ? places[row * _width + column] : move.Still;
        }

        int[] moved = Order[move.Still..(move.Still + move.Moved)];
        (int Rows, int Columns)[] offsets = [.. Enumerable.Range(1 - height, 2 * height - 1)
            .SelectMany(rows => Enumerable.Range(1 - _width, 2 * _width - 1).Select(columns => (Rows: rows, Columns: columns)))
            .OrderBy(offset => offset.Rows * offset.Rows + offset.Columns * offset.Columns)
            .Where(offset => moved.Any(pixel => At(pixel, offset) < move.Still))
            .Take(count)];
        var neighbors = new int[move.Moved, offsets.Length];
        for (int i = 0; i < move.Moved; i++)
        {
            for (int j = 0; j < offsets.Length; j++)
                neighbors[i, j] = At(moved[i], offsets[j]);
        }
        return neighbors;
    }

    private const int Phases = 8;

    // Where a pixel lies in the pattern of its scale, a number of three bits whose first tells most.
    private static int Phase(int row, int column, bool checkerboard)
    {
        int parity = row % 2, next = (row / 2 + column / 2) % 2, then = row / 2 % 2;
        return checkerboard ? 4 * parity + 2 * next + then : 4 * next + 2 * then + row / 4 % 2;
    }
}
