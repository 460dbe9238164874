using Pushforward.Numerics.Random;

namespace Pushforward.DiscreteFlows;

/// <summary>All rows of levels there are, to see beyond doubt that a map of them is a bijection: for rows of levels what <see cref="StateTable"/> is for bits.</summary>
public static class LevelStates
{
    /// <summary>States up to which all are enumerated.</summary>
    public const int MostStates = 1 << StateTable.MostColumns;

    /// <summary>levels^columns.</summary>
    /// <param name="levels">K, from 2 to 256.</param>
    /// <param name="columns">Columns of a row, at least 1.</param>
    /// <returns>Null if there are more than <see cref="MostStates"/>.</returns>
    public static int? Count(int levels, int columns)
    {
        long count = 1;
        for (int c = 0; c < columns && count <= MostStates; c++)
            count *= levels;
        return count <= MostStates ? (int)count : null;
    }

    /// <summary>Every row, column 0 changing fastest. Shape [levels^columns, columns].</summary>
    /// <param name="levels">K, from 2 to 256.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MostStates"/>, or sizes are out of range.</exception>
    public static byte[] All(int levels, int columns)
    {
        if (levels is < 2 or > 256 || columns < 1)
            throw new ArgumentException($"levels: expected from 2 to 256 and at least one column, got {levels} levels and {columns} columns.", nameof(levels));
        if (Count(levels, columns) is not { } states)
        {
            string number = columns * Math.Log2(levels) > 31 ? "more than 2^31 states" : $"{Math.Round(Math.Pow(levels, columns))} states";
            throw new ArgumentException($"{columns} columns of {levels} levels have {number}, too many to enumerate; up to {MostStates} are.", nameof(columns));
        }
        var rows = new byte[states * columns];
        for (int s = 0; s < states; s++)
        {
            for (int c = 0, rest = s; c < columns; c++, rest /= levels)
                rows[s * columns + c] = (byte)(rest % levels);
        }
        return rows;
    }

    /// <summary>Whether a map undoes itself: over all states where they can be enumerated, over random rows elsewhere.</summary>
    /// <param name="map">The map.</param>
    /// <param name="levels">K.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="random">Draws the rows.</param>
    /// <param name="rows">How many, where there are too many states.</param>
    /// <returns>Null if it does; else what went wrong.</returns>
    /// <exception cref="ArgumentException">The map takes rows of another size, or other levels.</exception>
    public static string? Check(DiscreteBijection<byte> map, int levels, int columns, RandomStream random, int rows = 1000)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(random);
        map.CheckColumns(columns);
        if (map.Levels is { } own && own != levels)
            throw new ArgumentException($"{map.Name}: expected {own} levels, got {levels}.", nameof(levels));
        byte[] starts = Count(levels, columns) is null ? Random() : All(levels, columns);
        byte[] there = [.. starts], back = [.. starts];
        for (int start = 0; start < starts.Length; start += columns)
        {
            map.MapForward(there.AsSpan(start, columns), columns);
            map.MapInverse(back.AsSpan(start, columns), columns);
            string reached = string.Join(',', there[start..(start + columns)]);
            map.MapInverse(there.AsSpan(start, columns), columns);
            map.MapForward(back.AsSpan(start, columns), columns);
            var row = starts.AsSpan(start, columns);
            if (!there.AsSpan(start, columns).SequenceEqual(row) || !back.AsSpan(start, columns).SequenceEqual(row))
                return $"{map.Name}: {string.Join(',', starts[start..(start + columns)])} goes to {reached} and does not come back.";
        }
        return null;

        byte[] Random()
        {
            var drawn = new byte[rows * columns];
            for (int i = 0; i < drawn.Length; i++)
                drawn[i] = (byte)random.NextInt32(levels);
            return drawn;
        }
    }
}
