using Pushforward.Benchmarks.Simulations;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Learning;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.DiscreteFlows.Learning;

public class CouplingSearchTests
{
    // Handing out such small jobs costs more than doing them.
    private static readonly ThreadTeam Team = new(1);

    [Fact]
    public void The_first_coupling_is_the_best_of_all_there_are()
    {
        const int columns = 5;
        for (int seed = 0; seed < 4; seed++)
        {
            var rows = PlantedFlows.Truth(columns, 2, new RandomStream(seed, "brute force")).Sample(400, new RandomStream(seed, "rows"));
            // One search alone takes the step that is shortest; no tables of four inputs are worth their length on so few rows.
            var found = new CouplingSearch(1, 4, Team).Search(rows, layers: 1, CancellationToken.None).Couplings;
            double least = Entropies(rows), reached = found.Count == 0 ? least : Entropies(Through(rows, found)) + Nats(columns, found[0].Inputs);
            for (int target = 0; target < columns; target++)
            {
                for (int inputs = 1; inputs < 1 << columns; inputs++)
                {
                    int asked = System.Numerics.BitOperations.PopCount((uint)inputs);
                    if ((inputs >> target & 1) != 0 || asked > 2)
                        continue;
                    for (uint table = 1; table < 1u << (1 << asked); table++)
                        least = Math.Min(least, Entropies(Through(rows, [new Coupling(target, inputs, table)])) + Nats(columns, inputs));
                }
            }
            Assert.InRange(reached, 0, least + 1e-9);
        }
    }

    [Fact]
    public void Many_searches_together_get_out_of_where_one_alone_ends()
    {
        int shorter = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            var rows = PlantedFlows.Truth(10, 3, new RandomStream(seed, "dead ends")).Sample(5000, new RandomStream(seed, "rows"));
            double Reached(int width) => Entropies(Through(rows, new CouplingSearch(width, 3, Team).Search(rows, 100, CancellationToken.None).Couplings));
            shorter += Reached(32) < Reached(1) - 0.01 * rows.Rows ? 1 : 0;
        }
        Assert.True(shorter >= 2, $"{shorter} of 4 seeds");
    }

    [Fact]
    public void Independent_columns_are_described_no_shorter_by_couplings()
    {
        // No code saves b nats on the code of the true law but with probability e^-b: ten nats in none of ten seeds.
        for (int seed = 0; seed < 10; seed++)
        {
            var rows = BitMaps.Rows(500, 8, new RandomStream(seed, "coins"), 0.3);
            Assert.InRange(Entropies(rows) - new CouplingSearch(8, 4, Team).Search(rows, 50, CancellationToken.None).Nats, 0, 10);
        }
    }

    [Fact]
    public void Couplings_of_counts_and_of_rows_are_the_same()
    {
        var rows = BitMaps.Rows(300, 6, new RandomStream(1, "rows"), 0.3);
        var coupling = new Coupling(Target: 2, Inputs: 0b101001, Table: 0b10010110);
        var after = StateCounts.Of(rows).After(coupling);
        var mapped = StateCounts.Of(Through(rows, [coupling]));
        Assert.Equal(mapped.Ones, after.Ones);
        Assert.Equal(mapped.Supersets(), after.Supersets());
        Assert.Equal(300, after.Supersets()[0]);
        Assert.Equal(after.Ones[4], after.Supersets()[1 << 4]);
    }

    [Fact]
    public void A_search_can_be_stopped_and_limited()
    {
        var rows = PlantedFlows.Truth(8, 2, new RandomStream(3, "planted")).Sample(2000, new RandomStream(3, "rows"));
        Assert.Empty(CouplingSearch.Shortest(rows, 0, 4, Team, CancellationToken.None));
        Assert.Single(CouplingSearch.Shortest(rows, 1, 4, Team, CancellationToken.None));
        Assert.Empty(CouplingSearch.Shortest(rows, 50, 4, Team, new CancellationToken(canceled: true)));
        Assert.Empty(CouplingSearch.Shortest(new BitMatrix(5, 1), 50, 4, Team, CancellationToken.None));
    }

    private static BitMatrix Through(BitMatrix rows, IReadOnlyList<Coupling> couplings)
    {
        var codes = rows.Copy();
        foreach (var coupling in couplings)
            coupling.ToMap(rows.Columns).Inverse(codes);
        return codes;
    }

    private static double Entropies(BitMatrix rows) => rows.ColumnOnes().Sum(ones => Entropy.Total(ones, rows.Rows));

    // The length of a coupling by its definition: target, how many inputs (up to four), which, and a bit for each of their combinations.
    private static double Nats(int columns, int inputs)
    {
        int asked = System.Numerics.BitOperations.PopCount((uint)inputs);
        double choices = 1;
        for (int i = 1; i <= asked; i++)
            choices = choices * (columns - i) / i;
        return Math.Log(columns) + Math.Log(4) + Math.Log(choices) + (1 << asked) * Math.Log(2);
    }
}
