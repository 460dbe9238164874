namespace Pushforward.DiscreteFlows;

/// <summary>Brings columns into another order: y_i = x_order(i).</summary>
public sealed class Permute : BitBijection
{
    private readonly int[] _order;

    /// <summary>Makes the map.</summary>
    /// <param name="order">Which column comes first, second and so on; (2, 0, 1) puts the third column first. Each of 0 to n - 1 once.</param>
    /// <exception cref="ArgumentException">The order is no permutation.</exception>
    public Permute(params IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        _order = CheckedOrder("permute", order);
    }

    /// <summary>Which column comes first, second and so on.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <inheritdoc/>
    public override int? Columns => _order.Length;

    /// <inheritdoc/>
    public override string Name => $"permute({string.Join(",", _order.Take(32))}{(_order.Length > 32 ? ",..." : "")})";

    /// <summary>A copy of an order, if it is one.</summary>
    internal static int[] CheckedOrder(string name, IReadOnlyList<int> order)
    {
        if (order.Count == 0)
            throw new ArgumentException($"{name}: expected at least one column, got none.");
        var places = new int[order.Count];
        Array.Fill(places, -1);
        for (int i = 0; i < places.Length; i++)
        {
            int column = order[i];
            if ((uint)column >= (uint)places.Length)
                throw new ArgumentException($"{name}: expected the columns 0 to {places.Length - 1}, each once, got {column} at place {i + 1}.");
            if (places[column] >= 0)
                throw new ArgumentException($"{name}: expected the columns 0 to {places.Length - 1}, each once, got {column} twice, at places {places[column] + 1} and {i + 1}.");
            places[column] = i;
        }
        return [.. order];
    }

    internal override void MapForward(Span<ulong> row, int columns)
    {
        Span<ulong> source = stackalloc ulong[row.Length <= 64 ? row.Length : 0];
        if (source.IsEmpty)
            source = new ulong[row.Length];
        row.CopyTo(source);
        row.Clear();
        for (int i = 0; i < _order.Length; i++)
            row[i >> 6] |= (source[_order[i] >> 6] >> (_order[i] & 63) & 1) << (i & 63);
    }

    internal override void MapInverse(Span<ulong> row, int columns)
    {
        Span<ulong> source = stackalloc ulong[row.Length <= 64 ? row.Length : 0];
        if (source.IsEmpty)
            source = new ulong[row.Length];
        row.CopyTo(source);
        row.Clear();
        for (int i = 0; i < _order.Length; i++)
            row[_order[i] >> 6] |= (source[i >> 6] >> (i & 63) & 1) << (_order[i] & 63);
    }
}
