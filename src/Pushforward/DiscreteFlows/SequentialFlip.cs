using System.Collections.Concurrent;
using System.Numerics;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// Column after column, the bit is flipped where its predictor says one: y_i = x_i ⊕ m_i(x before i), from data x to code y; what remains is one
/// where the prediction was wrong. That is a stack of XOR couplings, one a column. With <i>slots</i> the bit is also laid where
/// bits of its kind go: each place of the code is meant for bits of a certain confidence |score|, and the bit takes the free place
/// nearest to its own. The decoder knows x before i, hence the score, the flip and the place: a bijection all the same. Flips alone
/// leave in one column bits that are sure and bits that are a toss-up, which no factorised base can tell apart; slots gather the
/// toss-ups in few columns (data-dependent permutations, as in Elkady et al. 2022 for trees on levels).
/// </summary>
public sealed class SequentialFlip : BitBijection
{
    private readonly SequentialPredictor _predictor;
    private readonly int[] _order;
    private readonly int[]? _slots;
    private readonly ConcurrentBag<State> _states = [];

    /// <summary>Makes the map.</summary>
    /// <param name="predictor">What predicts each column from those before it.</param>
    /// <param name="slots">
    /// The confidence that each place of the code is meant for, never falling, in the predictor's units; null lays every bit where it was.
    /// </param>
    /// <exception cref="ArgumentException">There is not one slot a column, or they fall.</exception>
    public SequentialFlip(SequentialPredictor predictor, IReadOnlyList<int>? slots = null)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        _predictor = predictor;
        _order = [.. predictor.Order];
        if (slots is not null)
        {
            _slots = [.. slots];
            if (_slots.Length != _order.Length)
                throw new ArgumentException($"slots: expected one for each of {_order.Length} columns, got {_slots.Length}.", nameof(slots));
            for (int i = 1; i < _slots.Length; i++)
            {
                if (_slots[i] < _slots[i - 1])
                    throw new ArgumentException($"slots: expected confidences that never fall, got {_slots[i - 1]} and then {_slots[i]}.", nameof(slots));
            }
        }
    }

    /// <summary>What predicts.</summary>
    public SequentialPredictor Predictor => _predictor;

    /// <summary>The confidence each place of the code is meant for; null when bits stay where they are.</summary>
    public IReadOnlyList<int>? Slots => _slots;

    /// <inheritdoc/>
    public override string Name => _slots is null ? "sequential-flip" : "sequential-flip-and-sort";

    /// <inheritdoc/>
    public override int? Columns => _order.Length;

    internal override void MapForward(Span<ulong> row, int columns)
    {
        var state = Begin(row);
        row.Clear();
        for (int k = 0; k < _order.Length; k++)
        {
            int score = state.Walk.Score(k), column = _order[k];
            bool bit = PackedBits.Get(state.Source, Place(state, column, score)) ^ (score > 0);
            if (bit)
                row[column >> 6] |= 1UL << (column & 63);
            state.Walk.Observe(k, bit);
        }
        _states.Add(state);
    }

    internal override void MapInverse(Span<ulong> row, int columns)
    {
        var state = Begin(row);
        row.Clear();
        for (int k = 0; k < _order.Length; k++)
        {
            int score = state.Walk.Score(k), column = _order[k];
            bool bit = PackedBits.Get(state.Source, column);
            int place = Place(state, column, score);
            if (bit ^ (score > 0))
                row[place >> 6] |= 1UL << (place & 63);
            state.Walk.Observe(k, bit);
        }
        _states.Add(state);
    }

    // Rows are mapped by several threads at once, each with a working memory of its own.
    private State Begin(ReadOnlySpan<ulong> row)
    {
        if (!_states.TryTake(out var state))
            state = new State(_predictor.Begin(), _order.Length);
        state.Begin(row);
        return state;
    }

    private int Place(State state, int column, int score) => _slots is null ? column : state.Take(_slots, Math.Abs(score));

    /// <summary>The working memory of a thread.</summary>
    private sealed class State(SequentialPredictor.Walk walk, int columns)
    {
        private readonly ulong[] _free = new ulong[PackedBits.Words(columns)];

        public SequentialPredictor.Walk Walk { get; } = walk;

        public ulong[] Source { get; } = new ulong[PackedBits.Words(columns)];

        public void Begin(ReadOnlySpan<ulong> row)
        {
            row.CopyTo(Source);
            Array.Fill(_free, ulong.MaxValue);
            if ((columns & 63) != 0)
                _free[^1] = (1UL << (columns & 63)) - 1;
            Walk.Reset();
        }

        /// <summary>Takes the free place whose confidence is nearest.</summary>
        public int Take(int[] slots, int confidence)
        {
            int target = FirstAtLeast(slots, confidence), above = Next(target), below = Previous(target - 1);
            int place = above < 0 ? below : below < 0 ? above : slots[above] - confidence <= confidence - slots[below] ? above : below;
            _free[place >> 6] &= ~(1UL << (place & 63));
            return place;
        }

        private static int FirstAtLeast(int[] slots, int confidence)
        {
            int low = 0, high = slots.Length;
            while (low < high)
            {
                int middle = (low + high) >> 1;
                if (slots[middle] < confidence)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }

        private int Next(int from)
        {
            if (from >= columns)
                return -1;
            int w = from >> 6;
            for (ulong word = _free[w] & (ulong.MaxValue << (from & 63)); ; word = _free[w])
            {
                if (word != 0)
                    return w * 64 + BitOperations.TrailingZeroCount(word);
                if (++w == _free.Length)
                    return -1;
            }
        }

        private int Previous(int from)
        {
            if (from < 0)
                return -1;
            int w = from >> 6;
            for (ulong word = _free[w] & (ulong.MaxValue >> (63 - (from & 63))); ; word = _free[w])
            {
                if (word != 0)
                    return w * 64 + 63 - BitOperations.LeadingZeroCount(word);
                if (--w < 0)
                    return -1;
            }
        }
    }
}
