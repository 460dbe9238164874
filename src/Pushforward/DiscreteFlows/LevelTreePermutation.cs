namespace Pushforward.DiscreteFlows;

/// <summary>
/// One column's levels go through a permutation that a tree over the other columns picks (decision-tree permutations, Elkady, Lim &amp; Inouye 2022). The tree asks
/// whether a column has a level: question c K + v is "is column c at level v".
/// </summary>
public sealed class LevelTreePermutation : LevelBijection
{
    private readonly int _count;
    private readonly byte[] _forward, _inverse;

    /// <summary>Makes the map.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="levels">K, from 2 to 256.</param>
    /// <param name="target">The column that is permuted.</param>
    /// <param name="tree">Over questions about other columns; a leaf's score is the number of its permutation.</param>
    /// <param name="permutations">Where each level goes, one permutation after another. Shape [permutations, K].</param>
    /// <exception cref="ArgumentException">The tree asks for the target, in a permutation two levels meet, or sizes do not agree.</exception>
    public LevelTreePermutation(int columns, int levels, int target, BitTree tree, IReadOnlyList<byte> permutations)
        : base("level-tree", levels)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(permutations);
        if (columns < 1 || (uint)target >= (uint)columns)
            throw new ArgumentException($"level-tree: expected a column from 0 to {columns - 1}, got {target}.", nameof(target));
        if (permutations.Count == 0 || permutations.Count % levels != 0)
            throw new ArgumentException($"level-tree: expected permutations of {levels} levels each, got {permutations.Count} values.", nameof(permutations));
        for (int node = 0; node < tree.Columns.Length; node++)
        {
            int question = tree.Columns[node];
            if (question >= columns * levels || (question >= 0 && question / levels == target))
                throw new ArgumentException($"level-tree: node {node} asks for column {question / levels}, which is {(question / levels == target ? "permuted" : "not there")}.", nameof(tree));
            if (question < 0 && (uint)tree.Values[node] >= (uint)(permutations.Count / levels))
                throw new ArgumentException($"level-tree: leaf {node} wants permutation {tree.Values[node]}, and there are {permutations.Count / levels}.", nameof(tree));
        }
        (Columns, Target, Tree, _count, _forward) = (columns, target, tree, levels, [.. permutations]);
        _inverse = TreePermutation.InverseOf("level-tree", _forward, levels);
    }

    /// <inheritdoc/>
    public override int? Columns { get; }

    /// <summary>The column that is permuted.</summary>
    public int Target { get; }

    /// <summary>Picks the permutation.</summary>
    public BitTree Tree { get; }

    /// <summary>Where each level goes. Shape [permutations, K].</summary>
    public IReadOnlyList<byte> Permutations => _forward;

    /// <inheritdoc/>
    public override string Name => $"permute-levels-tree({Target})";

    /// <summary>The same tree with the inverse permutations.</summary>
    public LevelTreePermutation Inverted() => new(Columns!.Value, _count, Target, Tree, _inverse);

    internal override void MapForward(Span<byte> row, int columns) => row[Target] = _forward[Leaf(row) * _count + row[Target]];

    internal override void MapInverse(Span<byte> row, int columns) => row[Target] = _inverse[Leaf(row) * _count + row[Target]];

    private int Leaf(ReadOnlySpan<byte> row)
    {
        int node = 0;
        for (int question = Tree.Columns[0]; question >= 0; question = Tree.Columns[node])
            node = Tree.Values[node] + (row[question / _count] == question % _count ? 1 : 0);
        return Tree.Values[node];
    }
}
