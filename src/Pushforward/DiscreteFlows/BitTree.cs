namespace Pushforward.DiscreteFlows;

/// <summary>
/// A decision tree over bits. An inner node asks for a column and goes on to <c>child</c> (bit 0) or <c>child + 1</c> (bit 1); a leaf holds
/// a score, an integer: how strongly the rows that end there speak for a one, in log-odds of 1/<see cref="ScoreUnits"/> nat. Integers,
/// so that every machine flips the same bits.
/// </summary>
public sealed class BitTree
{
    /// <summary>Units of a score in one nat of log-odds.</summary>
    public const int ScoreUnits = 64;

    private readonly int[] _columns, _values;

    /// <summary>A tree of given nodes, the root first.</summary>
    /// <param name="columns">The column an inner node asks for; -1 for a leaf. Shape [nodes].</param>
    /// <param name="values">An inner node's first child, which must come after it; a leaf's score. Shape [nodes].</param>
    /// <exception cref="ArgumentException">The nodes form no tree.</exception>
    public BitTree(ReadOnlySpan<int> columns, ReadOnlySpan<int> values)
    {
        if (columns.IsEmpty || columns.Length != values.Length)
            throw new ArgumentException($"tree: expected as many values as nodes, at least one, got {columns.Length} nodes and {values.Length} values.");
        for (int node = 0; node < columns.Length; node++)
        {
            if (columns[node] < -1)
                throw new ArgumentException($"tree, node {node}: expected a column, or -1 for a leaf, got {columns[node]}.");
            // Children after their parent: every walk ends.
            if (columns[node] >= 0 && (values[node] <= node || values[node] >= columns.Length - 1))
                throw new ArgumentException($"tree, node {node}: expected its two children among nodes {node + 1} to {columns.Length - 1}, got {values[node]} and the next.");
        }
        (_columns, _values) = (columns.ToArray(), values.ToArray());
    }

    /// <summary>A tree of one leaf.</summary>
    /// <param name="score">Its score.</param>
    public BitTree(int score)
        : this([-1], [score])
    {
    }

    /// <summary>The column each inner node asks for; -1 for a leaf.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>First children and scores.</summary>
    public ReadOnlySpan<int> Values => _values;

    /// <summary>How many leaves.</summary>
    public int Leaves => (_columns.Length + 1) / 2;

    /// <summary>The score of the leaf a row ends in.</summary>
    /// <param name="row">Packed bits, of all columns the tree asks for.</param>
    public int Score(ReadOnlySpan<ulong> row) => _values[Leaf(row)];

    /// <summary>The leaf a row ends in: its node.</summary>
    internal int Leaf(ReadOnlySpan<ulong> row)
    {
        int node = 0;
        for (int column = _columns[0]; column >= 0; column = _columns[node])
            node = _values[node] + (int)(row[column >> 6] >> (column & 63) & 1);
        return node;
    }
}
