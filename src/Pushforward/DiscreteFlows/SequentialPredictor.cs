namespace Pushforward.DiscreteFlows;

/// <summary>
/// Predicts the columns of a row one after another, each from those before it in an order: score &gt; 0 says one. Scores are
/// integers computed by integers, log-odds in units of 1/<see cref="BitTree.ScoreUnits"/> nat, the same on every machine.
/// </summary>
public abstract class SequentialPredictor
{
    private protected SequentialPredictor(IReadOnlyList<int> order) => Order = Permute.CheckedOrder("order", order);

    /// <summary>The columns, in the order they are predicted in.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>Numbers that were learned.</summary>
    public abstract long ParameterCount { get; }

    /// <summary>A walk along rows.</summary>
    internal abstract Walk Begin();

    /// <summary>One row at a time, column by column in the predictor's order; for each a score, then what the bit is.</summary>
    internal abstract class Walk
    {
        /// <summary>A new row, of which nothing is known.</summary>
        public abstract void Reset();

        /// <summary>The score of the column at a place of the order; those before are known.</summary>
        public abstract int Score(int place);

        /// <summary>What the column at that place is.</summary>
        public abstract void Observe(int place, bool bit);
    }
}

/// <summary>A tree for each column, which asks for columns earlier in the order only.</summary>
public sealed class TreePredictor : SequentialPredictor
{
    private readonly BitTree[] _trees;

    /// <summary>Puts trees in order.</summary>
    /// <param name="order">Each column once.</param>
    /// <param name="trees">The tree of column order[k] at place k.</param>
    /// <exception cref="ArgumentException">The order is none, or a tree asks for what is not known yet.</exception>
    public TreePredictor(IReadOnlyList<int> order, IReadOnlyList<BitTree> trees)
        : base(order)
    {
        ArgumentNullException.ThrowIfNull(trees);
        _trees = [.. trees];
        if (_trees.Length != Order.Count)
            throw new ArgumentException($"trees: expected one for each of {Order.Count} columns, got {_trees.Length}.", nameof(trees));
        var place = new int[Order.Count];
        for (int k = 0; k < place.Length; k++)
            place[Order[k]] = k;
        for (int k = 0; k < _trees.Length; k++)
        {
            foreach (int column in _trees[k].Columns)
            {
                if (column >= place.Length || (column >= 0 && place[column] >= k))
                    throw new ArgumentException($"trees: the one of column {Order[k]} asks for column {column}, which is not before it in the order; the map would have no inverse.", nameof(trees));
            }
        }
    }

    /// <summary>The tree of column Order[k] at place k.</summary>
    public IReadOnlyList<BitTree> Trees => _trees;

    /// <inheritdoc/>
    public override long ParameterCount => _trees.Sum(tree => 2L * tree.Leaves - 1);

    internal override Walk Begin() => new TreeWalk(this);

    private sealed class TreeWalk(TreePredictor predictor) : Walk
    {
        private readonly ulong[] _known = new ulong[PackedBits.Words(predictor.Order.Count)];

        public override void Reset() => Array.Clear(_known);

        public override int Score(int place) => predictor._trees[place].Score(_known);

        public override void Observe(int place, bool bit)
        {
            if (bit)
            {
                int column = predictor.Order[place];
                _known[column >> 6] |= 1UL << (column & 63);
            }
        }
    }
}
