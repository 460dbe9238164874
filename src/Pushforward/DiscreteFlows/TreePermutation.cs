namespace Pushforward.DiscreteFlows;

/// <summary>
/// A few columns together are one of 2^k states; a tree over the other columns picks the permutation these states go through. With
/// one column it is the XOR coupling of a tree; with two it can also exchange columns, or rank their four states by how likely they are where the
/// tree's questions end (decision-tree permutations, Elkady, Lim &amp; Inouye 2022).
/// </summary>
public sealed class TreePermutation : BitBijection
{
    /// <summary>Columns of a block at the most.</summary>
    public const int MostColumns = 8;

    private readonly int[] _block;
    private readonly byte[] _forward, _inverse;

    /// <summary>Makes the map.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="block">The columns that are permuted, at most 8; the j-th is bit j of a state.</param>
    /// <param name="tree">Over other columns; a leaf's score is the number of its permutation.</param>
    /// <param name="permutations">Where each state goes, one permutation after another. Shape [permutations, 2^block].</param>
    /// <exception cref="ArgumentException">The tree asks for a column of the block, a permutation has two states meet, or sizes do not agree.</exception>
    public TreePermutation(int columns, IReadOnlyList<int> block, BitTree tree, IReadOnlyList<byte> permutations)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(permutations);
        if (block.Count is < 1 or > MostColumns || block.Distinct().Count() != block.Count || block.Any(column => (uint)column >= (uint)columns))
            throw new ArgumentException($"tree-permutation: expected 1 to {MostColumns} columns from 0 to {columns - 1}, none twice, got {string.Join(", ", block)}.", nameof(block));
        foreach (int column in tree.Columns)
        {
            if (column >= columns || block.Contains(column))
            {
                throw new ArgumentException(
                    $"tree-permutation: the tree asks for column {column}, "
                    + $"{(column >= columns ? $"and there are {columns}" : "which it permutes; the way back would not know which leaf it was")}.", nameof(tree));
            }
        }
        int states = 1 << block.Count;
        if (permutations.Count == 0 || permutations.Count % states != 0)
            throw new ArgumentException($"tree-permutation: expected permutations of {states} states each, got {permutations.Count} values.", nameof(permutations));
        for (int node = 0; node < tree.Columns.Length; node++)
        {
            if (tree.Columns[node] < 0 && (uint)tree.Values[node] >= (uint)(permutations.Count / states))
                throw new ArgumentException($"tree-permutation: leaf {node} wants permutation {tree.Values[node]}, and there are {permutations.Count / states}.", nameof(tree));
        }
        (Columns, _block, Tree, _forward) = (columns, [.. block], tree, [.. permutations]);
        _inverse = InverseOf("tree-permutation", _forward, states);
    }

    /// <inheritdoc/>
    public override int? Columns { get; }

    /// <summary>The columns that are permuted.</summary>
    public IReadOnlyList<int> Block => _block;

    /// <summary>Picks the permutation.</summary>
    public BitTree Tree { get; }

    /// <summary>Where each state goes. Shape [permutations, 2^block].</summary>
    public IReadOnlyList<byte> Permutations => _forward;

    /// <inheritdoc/>
    public override string Name => $"{(_block.Length == 1 ? "flip" : "permute")}-tree({string.Join(",", _block)})";

    internal override void MapForward(Span<ulong> row, int columns) => Map(row, _forward);

    internal override void MapInverse(Span<ulong> row, int columns) => Map(row, _inverse);

    /// <summary>The same tree with the inverse permutations.</summary>
    public TreePermutation Inverted() => new(Columns!.Value, _block, Tree, _inverse);

    private void Map(Span<ulong> row, byte[] permutations)
    {
        int leaf = Tree.Score(row), state = 0;
        for (int j = 0; j < _block.Length; j++)
            state |= (int)(row[_block[j] >> 6] >> (_block[j] & 63) & 1) << j;
        int to = permutations[(leaf << _block.Length) + state], change = to ^ state;
        for (int j = 0; j < _block.Length; j++)
            row[_block[j] >> 6] ^= (ulong)(change >> j & 1) << (_block[j] & 63);
    }

    internal static byte[] InverseOf(string name, byte[] forward, int states)
    {
        var inverse = new byte[forward.Length];
        var from = new int[states];
        for (int start = 0; start < forward.Length; start += states)
        {
            Array.Fill(from, -1);
            for (int state = 0; state < states; state++)
            {
                int to = forward[start + state];
                if (to >= states)
                    throw new ArgumentException($"{name}, permutation {start / states}: expected states from 0 to {states - 1}, got {to}.");
                if (from[to] >= 0)
                    throw new ArgumentException($"{name}, permutation {start / states}: the states {from[to]} and {state} both go to {to}; a map on which states meet has no inverse.");
                from[to] = state;
                inverse[start + to] = (byte)state;
            }
        }
        return inverse;
    }
}
