namespace Pushforward.DiscreteFlows;

/// <summary>A function of some columns of a row that says for other columns whether to flip them: the m of an <see cref="XorCoupling"/>. Any function will do; it need have no inverse.</summary>
public abstract class BitFunction
{
    private protected BitFunction(int columns, IEnumerable<int> inputs, IEnumerable<int> targets)
    {
        Columns = columns >= 1 ? columns : throw new ArgumentException($"coupling: expected rows of at least 1 column, got {columns}.");
        Inputs = [.. inputs.Distinct().Order()];
        Targets = [.. targets];
        foreach (int column in Inputs.Concat(Targets))
        {
            if ((uint)column >= (uint)columns)
                throw new ArgumentException($"coupling: expected columns from 0 to {columns - 1}, got {column}.");
        }
        if (Targets.Count == 0 || Targets.Distinct().Count() != Targets.Count)
            throw new ArgumentException($"coupling: expected at least one target, none twice, got {string.Join(", ", Targets)}.");
        if (Inputs.Intersect(Targets).FirstOrDefault(-1) is >= 0 and var both)
        {
            throw new ArgumentException(
                $"coupling: column {both} is both asked and flipped; then states can meet (if it is flipped whenever it is one, 0 and 1 both become 0). "
                + "Ask only for columns that stay.");
        }
    }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>The columns it asks for.</summary>
    public IReadOnlyList<int> Inputs { get; }

    /// <summary>The columns it flips.</summary>
    public IReadOnlyList<int> Targets { get; }

    /// <summary>Numbers that were learned.</summary>
    public abstract long ParameterCount { get; }

    /// <summary>What messages and descriptions call it.</summary>
    public abstract string Name { get; }

    /// <summary>Flips the targets where the inputs say so; the inputs stay.</summary>
    internal abstract void Flip(Span<ulong> row);
}

/// <summary>Flips a target where a tree's score is positive.</summary>
public sealed class TreeFunction : BitFunction
{
    private readonly int _target;

    /// <summary>Makes the function.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="target">The column to flip.</param>
    /// <param name="tree">Says when.</param>
    /// <exception cref="ArgumentException">The tree asks for the target, or a column that is not there.</exception>
    public TreeFunction(int columns, int target, BitTree tree)
        : base(columns, (tree ?? throw new ArgumentNullException(nameof(tree))).Columns.ToArray().Where(column => column >= 0), [target])
    {
        (_target, Tree) = (target, tree);
    }

    /// <summary>The tree.</summary>
    public BitTree Tree { get; }

    /// <inheritdoc/>
    public override long ParameterCount => 2L * Tree.Leaves - 1;

    /// <inheritdoc/>
    public override string Name => "tree";

    internal override void Flip(Span<ulong> row)
    {
        if (Tree.Score(row) > 0)
            row[_target >> 6] ^= 1UL << (_target & 63);
    }
}

/// <summary>Flips targets by a table with an entry for every combination of the inputs.</summary>
public sealed class TableFunction : BitFunction
{
    private const int MostInputs = 20;

    private readonly int[] _inputs, _targets;
    private readonly ulong[] _table;

    /// <summary>Makes the function.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="inputs">The columns it asks for, at most 20; input j is bit j of the table's index.</param>
    /// <param name="targets">The columns it flips, at most 64; target j is bit j of an entry.</param>
    /// <param name="table">Which targets are flipped. Shape [2^inputs].</param>
    /// <exception cref="ArgumentException">A column is asked and flipped, or sizes do not agree.</exception>
    public TableFunction(int columns, IReadOnlyList<int> inputs, IReadOnlyList<int> targets, IReadOnlyList<ulong> table)
        : base(columns, inputs, targets)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (inputs.Count > MostInputs || targets.Count > 64 || inputs.Distinct().Count() != inputs.Count)
            throw new ArgumentException($"table: expected at most {MostInputs} inputs, none twice, and 64 targets, got {inputs.Count} and {targets.Count}.", nameof(inputs));
        if (table.Count != 1 << inputs.Count)
            throw new ArgumentException($"table: {inputs.Count} inputs take {1 << inputs.Count} entries, got {table.Count}.", nameof(table));
        if (targets.Count < 64 && table.FirstOrDefault(entry => entry >> targets.Count != 0) is > 0 and var wrong)
            throw new ArgumentException($"table: expected entries of {targets.Count} bits, got {wrong}.", nameof(table));
        (_inputs, _targets, _table) = ([.. inputs], [.. targets], [.. table]);
    }

    /// <summary>The inputs, as they index the table.</summary>
    public IReadOnlyList<int> IndexColumns => _inputs;

    /// <summary>The entries.</summary>
    public IReadOnlyList<ulong> Table => _table;

    /// <inheritdoc/>
    public override long ParameterCount => _table.Length * (long)_targets.Length;

    /// <inheritdoc/>
    public override string Name => "table";

    internal override void Flip(Span<ulong> row)
    {
        int index = 0;
        for (int j = 0; j < _inputs.Length; j++)
            index |= (int)(row[_inputs[j] >> 6] >> (_inputs[j] & 63) & 1) << j;
        ulong entry = _table[index];
        for (int j = 0; j < _targets.Length; j++)
            row[_targets[j] >> 6] ^= (entry >> j & 1) << (_targets[j] & 63);
    }
}
