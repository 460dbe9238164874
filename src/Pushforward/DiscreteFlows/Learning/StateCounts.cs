using Pushforward.Data;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>How many rows are in each of the 2^D states of few columns. State s has column c in bit c. However many rows there were, all that a search asks is here.</summary>
internal sealed class StateCounts
{
    /// <summary>Columns at the most: a search holds many of these.</summary>
    public const int MostColumns = StateTable.MostColumns;

    private readonly int[] _counts;

    private StateCounts(int[] counts, int[] ones, int rows) => (_counts, Ones, Rows) = (counts, ones, rows);

    /// <summary>Rows in all.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns => Ones.Length;

    /// <summary>Rows that have a one in each column. Shape [columns].</summary>
    public int[] Ones { get; }

    /// <summary>Counts rows.</summary>
    public static StateCounts Of(BitMatrix rows)
    {
        var counts = new int[1 << rows.Columns];
        for (int n = 0; n < rows.Rows; n++)
            counts[rows.Row(n)[0]]++;
        return new StateCounts(counts, rows.ColumnOnes(), rows.Rows);
    }

    /// <summary>The counts after a coupling.</summary>
    public StateCounts After(Coupling coupling)
    {
        var counts = new int[_counts.Length];
        int ones = 0, target = 1 << coupling.Target;
        for (int s = 0; s < counts.Length; s++)
        {
            int to = coupling.Flips(s) ? s ^ target : s;
            counts[to] = _counts[s];
            ones += (to & target) != 0 ? _counts[s] : 0;
        }
        int[] all = [.. Ones];
        all[coupling.Target] = ones;
        return new StateCounts(counts, all, Rows);
    }

    /// <summary>For every set of columns, written as a state, the rows that have ones in all of them. Shape [2^columns].</summary>
    public int[] Supersets()
    {
        int[] sums = [.. _counts];
        for (int step = 1; step < sums.Length; step <<= 1)
        {
            for (int start = 0; start < sums.Length; start += 2 * step)
            {
                Span<int> without = sums.AsSpan(start, step);
                ReadOnlySpan<int> with = sums.AsSpan(start + step, step);
                System.Numerics.Tensors.TensorPrimitives.Add(without, with, without);
            }
        }
        return sums;
    }
}

/// <summary>An XOR coupling of few inputs: the target is flipped where the table has a one for what the inputs say.</summary>
/// <param name="Target">The column that is flipped.</param>
/// <param name="Inputs">The columns that are asked, as the ones of a state.</param>
/// <param name="Table">Bit i: whether to flip at the i-th combination of inputs, the lowest input being the lowest bit of i.</param>
internal readonly record struct Coupling(int Target, int Inputs, uint Table)
{
    /// <summary>Whether the target is flipped in a state.</summary>
    public bool Flips(int state)
    {
        int index = 0, place = 0;
        for (int rest = Inputs; rest != 0; rest &= rest - 1, place++)
            index |= (state >> System.Numerics.BitOperations.TrailingZeroCount(rest) & 1) << place;
        return (Table >> index & 1) != 0;
    }

    /// <summary>As a map; its own inverse.</summary>
    public XorCoupling ToMap(int columns)
    {
        uint table = Table;
        int inputs = Inputs;
        int[] asked = [.. Enumerable.Range(0, columns).Where(column => (inputs >> column & 1) != 0)];
        return new XorCoupling(new TableFunction(columns, asked, [Target], [.. Enumerable.Range(0, 1 << asked.Length).Select(i => (ulong)(table >> i & 1))]));
    }
}
