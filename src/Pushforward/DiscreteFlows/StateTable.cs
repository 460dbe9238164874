using Pushforward.Data;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// A map of up to 20 bits written out over all its states, state s having column c in bit c: what shows beyond doubt that it is a bijection, and the
/// fastest way to map many short rows.
/// </summary>
public sealed class StateTable
{
    /// <summary>Columns up to which states are enumerated.</summary>
    public const int MostColumns = 20;

    private readonly uint[] _forward, _inverse;

    private StateTable(int columns, uint[] forward, uint[] inverse) => (Columns, _forward, _inverse) = (columns, forward, inverse);

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>Where each state goes. Shape [2^columns].</summary>
    public ReadOnlySpan<uint> Forward => _forward;

    /// <summary>Where each state comes from. Shape [2^columns].</summary>
    public ReadOnlySpan<uint> Inverse => _inverse;

    /// <summary>Writes a map out, and checks that it is a bijection and that its inverse is one.</summary>
    /// <param name="map">The map.</param>
    /// <param name="columns">Columns of a row, at most 20.</param>
    /// <exception cref="ArgumentException">There are too many states, or the map takes rows of another size.</exception>
    /// <exception cref="InvalidOperationException">It is no bijection; the message names two states that meet, or one that does not come back.</exception>
    public static StateTable Of(DiscreteBijection<ulong> map, int columns)
    {
        ArgumentNullException.ThrowIfNull(map);
        map.CheckColumns(columns);
        if (columns > MostColumns)
        {
            throw new ArgumentException(
                columns > 31
                    ? $"{columns} bits have more than 2^31 states, too many to enumerate; up to {MostColumns} bits are."
                    : $"{columns} bits have {1L << columns} states, too many to enumerate; up to {MostColumns} bits are.", nameof(columns));
        }
        int states = 1 << columns;
        var forward = new uint[states];
        var inverse = new uint[states];
        var reached = new bool[states];
        Span<ulong> row = stackalloc ulong[1];
        for (int s = 0; s < states; s++)
        {
            row[0] = (ulong)s;
            map.MapForward(row, columns);
            forward[s] = (uint)row[0];
            if (row[0] >= (ulong)states || reached[row[0]])
            {
                string other = row[0] >= (ulong)states ? "bits that are not there" : $"the same state as {Text(Array.IndexOf(forward, forward[s]), columns)}, {Text((int)row[0], columns)}";
                throw new InvalidOperationException($"{map.Name}: no bijection: {Text(s, columns)} goes to {other}.");
            }
            reached[row[0]] = true;
            inverse[row[0]] = (uint)s;
            map.MapInverse(row, columns);
            if (row[0] != (ulong)s)
                throw new InvalidOperationException($"{map.Name}: {Text(s, columns)} goes to {Text((int)forward[s], columns)}, whose inverse is {Text((int)row[0], columns)}.");
        }
        return new StateTable(columns, forward, inverse);
    }

    /// <summary>Whether a map undoes itself: over all states up to 20 columns, over random rows beyond.</summary>
    /// <param name="map">The map.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="random">Draws the rows.</param>
    /// <param name="rows">How many, beyond 20 columns.</param>
    /// <returns>Null if it does; else what went wrong.</returns>
    public static string? Check(DiscreteBijection<ulong> map, int columns, Numerics.Random.RandomStream random, int rows = 1000)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(random);
        if (columns <= MostColumns)
        {
            try
            {
                Of(map, columns);
                return null;
            }
            catch (InvalidOperationException error)
            {
                return error.Message;
            }
        }
        map.CheckColumns(columns);
        var start = new BitMatrix(1, columns);
        for (int n = 0; n < rows; n++)
        {
            for (int c = 0; c < columns; c++)
                start[0, c] = (random.NextUInt32() & 1) != 0;
            var there = start.Copy();
            map.MapForward(there.MutableRow(0), columns);
            map.MapInverse(there.MutableRow(0), columns);
            var back = start.Copy();
            map.MapInverse(back.MutableRow(0), columns);
            map.MapForward(back.MutableRow(0), columns);
            if (!there.Row(0).SequenceEqual(start.Row(0)) || !back.Row(0).SequenceEqual(start.Row(0)))
                return $"{map.Name}: random row {n + 1} does not come back to itself.";
        }
        return null;
    }

    private static string Text(int state, int columns) => string.Concat(Enumerable.Range(0, columns).Select(c => (state >> c & 1) != 0 ? '1' : '0'));
}
