using System.Numerics;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>
/// Looks for XOR couplings of few inputs that make few columns independent. Every target with every set of inputs is considered at every step, each with
/// its best table, which flips where a one is likelier. A single greedy search ends where no one coupling helps, though two would: so many are
/// led side by side (a beam), step by step, also downhill for a while. They are compared by description length, in nats: that of the rows with independent columns,
/// and that of the tables, so that none is taken for a gain that chance would give.
/// </summary>
/// <param name="width">Searches that are led side by side.</param>
/// <param name="mostInputs">Inputs of a coupling at the most, up to four.</param>
/// <param name="team">Who works.</param>
internal sealed class CouplingSearch(int width, int mostInputs, ThreadTeam team)
{
    private const int MostInputs = 4, Patience = 8;

    // Large tables promise more at each step and lead astray where small ones would do; which it is shows in the end.
    private static readonly int[] Sizes = [2, 3];

    /// <summary>Searches with tables of several sizes, and keeps what describes the rows shortest.</summary>
    /// <inheritdoc cref="Search"/>
    public static IReadOnlyList<Coupling> Shortest(BitMatrix rows, int layers, int width, ThreadTeam team, CancellationToken cancellation) =>
        Sizes.Select(inputs => new CouplingSearch(width, inputs, team).Search(rows, layers, cancellation)).MinBy(found => found.Nats).Couplings;

    /// <summary>Searches.</summary>
    /// <param name="rows">Rows of at most <see cref="StateCounts.MostColumns"/> columns.</param>
    /// <param name="layers">Couplings at the most.</param>
    /// <param name="cancellation">Ends the search after the current step; the best so far is returned.</param>
    /// <returns>From data to codes, in the order they are applied; and the nats that describe them and the rows.</returns>
    public (IReadOnlyList<Coupling> Couplings, double Nats) Search(BitMatrix rows, int layers, CancellationToken cancellation)
    {
        var start = StateCounts.Of(rows);
        var root = new Path(null, start, start.Ones.Sum(ones => Entropy.Total(ones, rows.Rows)), start.Ones.Aggregate(0UL, (sum, ones) => sum + Mark(ones)));
        var tables = new TableCosts(rows.Columns);
        double[] logs = [.. Enumerable.Range(0, rows.Rows + 1).Select(Entropy.XLogX)];
        var seen = new HashSet<ulong> { root.Mark };
        Path best = root;
        Path[] beam = [root];
        for (int depth = 0, since = 0; depth < layers && since < Patience && !cancellation.IsCancellationRequested; depth++, since++)
        {
            var steps = new List<Step>[beam.Length];
            team.Run(beam.Length, i => steps[i] = Steps(beam[i], tables, logs));
            // Couplings commute more often than not: what other orders lead to is known by its columns' ones.
            var chosen = new List<(Path From, Step Step)>();
            foreach (var (from, step) in beam.SelectMany((from, i) => steps[i].Select(step => (from, step))).OrderBy(pair => pair.step.Length))
            {
                if (chosen.Count == width)
                    break;
                if (seen.Add(step.Mark))
                    chosen.Add((from, step));
            }
            if (chosen.Count == 0)
                break;
            beam = new Path[chosen.Count];
            team.Run(beam.Length, i => beam[i] = chosen[i].From.Then(chosen[i].Step));
            if (beam[0].Length < best.Length)
                (best, since) = (beam[0], -1);
        }
        return (best.Couplings(), best.Length);
    }

    /// <summary>The couplings after which a path is shortest.</summary>
    private List<Step> Steps(Path path, TableCosts tables, double[] logs)
    {
        int columns = path.Counts.Columns, rows = path.Counts.Rows;
        int[] sums = path.Counts.Supersets(), ones = path.Counts.Ones;
        double[] entropies = Array.ConvertAll(ones, o => Entropy.Total(o, rows));
        var found = new PriorityQueue<Step, double>();
        var known = new HashSet<(int, int)>();
        Span<int> cells = stackalloc int[1 << (MostInputs + 1)], subsets = stackalloc int[1 << (MostInputs + 1)], set = stackalloc int[MostInputs + 1];
        // Small sets first: of couplings that do the same, the one with the smallest table is met first.
        for (int size = 2; size <= Math.Min(mostInputs + 1, columns); size++)
        {
            for (int i = 0; i < size; i++)
                set[i] = i;
            do
                Consider(cells, subsets, set[..size]);
            while (Next(set[..size], columns));
        }
        return [.. found.UnorderedItems.Select(item => item.Element)];

        void Consider(Span<int> cells, Span<int> subsets, ReadOnlySpan<int> set)
        {
            int count = 1 << set.Length, all = 0;
            // Rows that have ones in each subset, then by inclusion and exclusion those that have ones there and nowhere else in the set.
            for (int cell = 0; cell < count; cell++)
            {
                all = cell == 0 ? 0 : subsets[cell & (cell - 1)] | 1 << set[BitOperations.TrailingZeroCount(cell)];
                (cells[cell], subsets[cell]) = (sums[all], all);
            }
            for (int bit = 1; bit < count; bit <<= 1)
            {
                for (int cell = 0; cell < count; cell++)
                {
                    if ((cell & bit) == 0)
                        cells[cell] -= cells[cell | bit];
                }
            }
            for (int j = 0; j < set.Length; j++)
            {
                int bit = 1 << j, after = 0, index = 0;
                uint table = 0;
                for (int cell = 0; cell < count; cell++)
                {
                    if ((cell & bit) != 0)
                        continue;
                    int zero = cells[cell], one = cells[cell | bit];
                    after += Math.Min(zero, one);
                    table |= (one > zero ? 1u : 0) << index++;
                }
                if (table == 0)
                    continue;
                int target = set[j];
                double length = path.Length + logs[rows] - logs[after] - logs[rows - after] - entropies[target] + tables.Of(set.Length - 1);
                if ((found.Count == width && length >= found.Peek().Length) || !known.Add((target, after)))
                    continue;
                var step = new Step(new Coupling(target, all & ~(1 << target), table), length, path.Mark - Mark(ones[target]) + Mark(after));
                if (found.Count == width)
                    found.EnqueueDequeue(step, -length);
                else
                    found.Enqueue(step, -length);
            }
        }
    }

    // The next set of columns in lexicographic order.
    private static bool Next(Span<int> set, int columns)
    {
        int at = set.Length - 1;
        while (at >= 0 && set[at] == columns - set.Length + at)
            at--;
        if (at < 0)
            return false;
        set[at]++;
        for (int i = at + 1; i < set.Length; i++)
            set[i] = set[i - 1] + 1;
        return true;
    }

    // Sums of well-mixed numbers tell multisets of counts apart, and change with one count in one step (SplitMix64's finalizer, Steele et al. 2014).
    private static ulong Mark(int ones)
    {
        ulong x = (ulong)ones + 0x9E3779B97F4A7C15;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }

    private readonly record struct Step(Coupling Coupling, double Length, ulong Mark);

    /// <summary>A coupling and those before it.</summary>
    private sealed record Link(Link? Before, Coupling Coupling);

    /// <summary>Where couplings have led.</summary>
    private sealed record Path(Link? Last, StateCounts Counts, double Length, ulong Mark)
    {
        public Path Then(Step step) => new(new Link(Last, step.Coupling), Counts.After(step.Coupling), step.Length, step.Mark);

        public List<Coupling> Couplings()
        {
            var couplings = new List<Coupling>();
            for (var link = Last; link is not null; link = link.Before)
                couplings.Add(link.Coupling);
            couplings.Reverse();
            return couplings;
        }
    }

    /// <summary>Nats that say which coupling it is: target, number of inputs, inputs, table.</summary>
    private sealed class TableCosts
    {
        private readonly double[] _costs = new double[MostInputs + 1];

        public TableCosts(int columns)
        {
            double choices = 1;
            for (int inputs = 1; inputs <= MostInputs; inputs++)
            {
                choices *= (double)(columns - inputs) / inputs;
                _costs[inputs] = Math.Log(columns * MostInputs * Math.Max(1, choices)) + (1 << inputs) * Math.Log(2);
            }
        }

        public double Of(int inputs) => _costs[inputs];
    }
}
