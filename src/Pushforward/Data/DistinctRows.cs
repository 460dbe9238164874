using System.Numerics;
using System.Runtime.InteropServices;

namespace Pushforward.Data;

/// <summary>Collects the rows of bits that differ, each once, in order of first appearance, with how much they count together.</summary>
internal sealed class DistinctRows
{
    private readonly Dictionary<ulong[], int> _places;
    private readonly Dictionary<ulong[], int>.AlternateLookup<ReadOnlySpan<ulong>> _placesOfSpans;
    private readonly List<ulong[]> _rows = [];
    private readonly List<double> _weights = [];

    public DistinctRows()
    {
        _places = new Dictionary<ulong[], int>(RowComparer.Instance);
        _placesOfSpans = _places.GetAlternateLookup<ReadOnlySpan<ulong>>();
    }

    /// <summary>How many there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row, or its weight to that of the row it is equal to.</summary>
    /// <param name="row">Packed bits, as many as of every other.</param>
    /// <param name="weight">How often it counts.</param>
    public void Add(ReadOnlySpan<ulong> row, double weight)
    {
        if (!_placesOfSpans.TryGetValue(row, out int place))
        {
            place = _rows.Count;
            _rows.Add(row.ToArray());
            _weights.Add(0);
            _places.Add(_rows[place], place);
        }
        CollectionsMarshal.AsSpan(_weights)[place] += weight;
    }

    /// <summary>The rows and their weights.</summary>
    /// <param name="layout">How columns lie in the bits.</param>
    public (CategoricalRows Rows, double[] Weights) ToRows(BitLayout layout)
    {
        var rows = new CategoricalRows(_rows.Count, layout);
        foreach (var (place, row) in _rows.Index())
            row.CopyTo(rows.Bits.MutableRow(place));
        return (rows, [.. _weights]);
    }

    private sealed class RowComparer : IEqualityComparer<ulong[]>, IAlternateEqualityComparer<ReadOnlySpan<ulong>, ulong[]>
    {
        public static readonly RowComparer Instance = new();

        public bool Equals(ulong[]? a, ulong[]? b) => a.AsSpan().SequenceEqual(b);

        public bool Equals(ReadOnlySpan<ulong> alternate, ulong[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ulong[] row) => GetHashCode(row.AsSpan());

        public int GetHashCode(ReadOnlySpan<ulong> row)
        {
            ulong hash = 0xcbf29ce484222325;
            foreach (ulong word in row)
                hash = BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15, 29);
            return (int)(hash ^ (hash >> 32));
        }

        public ulong[] Create(ReadOnlySpan<ulong> row) => row.ToArray();
    }
}
