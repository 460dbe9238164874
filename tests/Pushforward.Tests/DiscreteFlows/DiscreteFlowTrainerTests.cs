using Pushforward.Benchmarks.Simulations;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Learning;
using Pushforward.Mixtures;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.TestSupport;

namespace Pushforward.Tests.DiscreteFlows;

public class DiscreteFlowTrainerTests
{
    [Fact]
    public void No_invertible_matrix_does_better_than_the_greedy_one()
    {
        const int columns = 4;
        for (int seed = 0; seed < 5; seed++)
        {
            var rows = PlantedFlows.Truth(columns, layers: 2, new RandomStream(seed, "brute force")).Sample(500, new RandomStream(seed, "rows"));
            double best = double.PositiveInfinity;
            for (int bits = 0; bits < 1 << (columns * columns); bits++)
            {
                var matrix = new BitMatrix(columns, columns);
                for (int i = 0; i < columns; i++)
                    matrix.MutableRow(i)[0] = (ulong)(bits >> (i * columns) & 15);
                if (IsInvertible(bits))
                    best = Math.Min(best, CodeEntropy(new LinearMap(matrix), rows));
            }
            Assert.Equal(best, CodeEntropy(LinearSearch.Best(rows), rows), 1e-9);
        }
    }

    [SharedDataFact("debd/nltcs")]
    public void The_best_linear_map_on_nltcs_has_the_known_figure()
    {
        var (train, validation, test) = Nltcs();
        var fit = DiscreteFlowTrainer.Fit(train, validation, new DiscreteFlowOptions { Method = DiscreteFlowMethod.Linear });
        Assert.Equal(-7.1762, fit.Flow.LogProb(test).Average(), 1e-3);
    }

    [SharedDataFact("debd/nltcs")]
    public void Permutations_on_nltcs_reach_beyond_the_chow_liu_tree()
    {
        var (train, validation, test) = Nltcs();
        var fit = DiscreteFlowTrainer.Fit(train, validation, new DiscreteFlowOptions { Layers = 15, Proposals = 20, SplitGain = 25 });
        Assert.InRange(fit.Flow.LogProb(test).Average(), -6.45, -6);
    }

    [Fact]
    public void Many_columns_are_paired_by_the_cheapest_spanning_tree()
    {
        // Columns 3k + 1 and 3k + 2 are noisy copies of column 3k: their XORs with it are nearly always 0.
        var random = new RandomStream(3, "pairs");
        var rows = BitMaps.Rows(2000, 30, random);
        for (int n = 0; n < rows.Rows; n++)
        {
            for (int c = 0; c < 30; c++)
                rows[n, c] = rows[n, c - c % 3] ^ (c % 3 != 0 && random.NextDouble() < 0.05);
        }
        int[] ones = Coded(LinearSearch.Best(rows), rows).ColumnOnes();
        Assert.Equal(20, ones.Count(o => o < 0.08 * rows.Rows));
    }

    // All ten seeds, with the default options, are a command: bench/Pushforward.Benchmarks, planted-flows 10.
    [Fact]
    public void Planted_flows_are_undone()
    {
        const int seed = 0;
        var planted = PlantedFlows.Truth(16, layers: 2, new RandomStream(seed, "planted"));
        var fit = PlantedFlows.Learn(planted, seed, new DiscreteFlowOptions { Method = DiscreteFlowMethod.Couplings });
        Assert.InRange(PlantedFlows.Divergence(planted, fit.Flow), 0, PlantedFlows.Tolerance);
    }

    [Theory]
    [InlineData(DiscreteFlowMethod.Linear)]
    [InlineData(DiscreteFlowMethod.Flips)]
    [InlineData(DiscreteFlowMethod.Sorted)]
    [InlineData(DiscreteFlowMethod.Permutations)]
    [InlineData(DiscreteFlowMethod.Couplings)]
    [InlineData(DiscreteFlowMethod.Denoising)]
    public void Every_method_learns_and_gives_the_same_flow_for_any_number_of_threads(DiscreteFlowMethod method)
    {
        var law = PlantedFlows.Truth(12, layers: 3, new RandomStream(1, "planted"));
        BitMatrix train = law.Sample(2000, new RandomStream(1, "train")), validation = law.Sample(500, new RandomStream(1, "validation"));
        var options = new DiscreteFlowOptions { Method = method, Layers = 3, Proposals = 4, Hidden = 16, Epochs = 4, SplitGain = 5 };
        using var three = new ThreadTeam(3);
        var one = DiscreteFlowTrainer.Fit(train, validation, options, team: new ThreadTeam(1));
        var other = DiscreteFlowTrainer.Fit(train, validation, options, team: three);
        Assert.Equal(BijectionCodec.Write(one.Flow.Map), BijectionCodec.Write(other.Flow.Map));
        Assert.True(one.Layers.Count >= 1);
        Assert.True(one.Curve[one.Layers.Count].Validation > one.Curve[0].Validation + 0.05);
        StateTable.Of(one.Flow.Map, 12);
    }

    [Fact]
    public void A_mixture_base_is_at_least_as_good_on_validation_rows_as_no_layers()
    {
        var law = PlantedFlows.Truth(8, layers: 1, new RandomStream(2, "planted"));
        BitMatrix train = law.Sample(2000, new RandomStream(2, "train")), validation = law.Sample(500, new RandomStream(2, "validation"));
        var fit = DiscreteFlowTrainer.Fit(train, validation, new DiscreteFlowOptions { Components = 3, Layers = 4, SplitGain = 12 });
        Assert.Equal(3, fit.Flow.Base.Components);
        Assert.True(fit.Flow.LogProb(validation).Average() > fit.Curve[0].Validation);
    }

    [Fact]
    public void A_stopped_search_returns_what_it_has()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var rows = BitMaps.Rows(20, 5, new RandomStream(1, "rows"));
        var fit = DiscreteFlowTrainer.Fit(rows, rows, cancellation: source.Token);
        Assert.Equal(SearchStopReason.Interrupted, fit.StopReason);
        Assert.Empty(fit.Layers);
    }

    [Fact]
    public void A_single_column_and_constant_columns_are_no_trouble()
    {
        foreach (var method in Enum.GetValues<DiscreteFlowMethod>())
        {
            var rows = new BitMatrix(10, 3);
            rows[4, 1] = true;
            var fit = DiscreteFlowTrainer.Fit(rows, rows, new DiscreteFlowOptions { Method = method, Epochs = 1, Layers = 2 });
            Assert.All(fit.Flow.LogProb(rows), value => Assert.True(double.IsFinite(value)));
            if (method != DiscreteFlowMethod.Denoising)
                DiscreteFlowTrainer.Fit(new BitMatrix(3, 1), new BitMatrix(3, 1), new DiscreteFlowOptions { Method = method });
        }
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(() => DiscreteFlowTrainer.Fit(new BitMatrix(0, 3), new BitMatrix(1, 3))).Message);
        Assert.Contains("at most 20 columns, got 21", Assert.Throws<ArgumentException>(
            () => DiscreteFlowTrainer.Fit(new BitMatrix(1, 21), new BitMatrix(1, 21), new DiscreteFlowOptions { Method = DiscreteFlowMethod.Couplings })).Message);
        Assert.Contains("rows of 3 columns", Assert.Throws<ArgumentException>(() => DiscreteFlowTrainer.Fit(new BitMatrix(1, 3), new BitMatrix(1, 4))).Message);
        foreach (var options in new DiscreteFlowOptions[]
        {
            new() { Depth = -1 }, new() { Block = 5 }, new() { Layers = -1 }, new() { Proposals = 0 }, new() { SplitGain = double.NaN }, new() { Components = 0 },
            new() { LeafRows = 0 }, new() { Window = 0 }, new() { Minutes = 0 }, new() { Hidden = 0 }, new() { Epochs = 0 }, new() { Method = (DiscreteFlowMethod)99 },
        })
        {
            Assert.Contains("expected", Assert.Throws<ArgumentException>(() => DiscreteFlowTrainer.Fit(new BitMatrix(1, 3), new BitMatrix(1, 3), options)).Message);
        }
    }

    private static (BitMatrix Train, BitMatrix Validation, BitMatrix Test) Nltcs()
    {
        var data = DataSource.Open(SharedData.Path("debd/nltcs"));
        return (data.ToBits(DataSplit.Train).Bits, data.ToBits(DataSplit.Validation).Bits, data.ToBits(DataSplit.Test).Bits);
    }

    private static BitMatrix Coded(LinearMap map, BitMatrix rows)
    {
        var codes = rows.Copy();
        map.Forward(codes);
        return codes;
    }

    private static double CodeEntropy(LinearMap map, BitMatrix rows) => Coded(map, rows).ColumnOnes().Sum(ones => Entropy.Total(ones, rows.Rows));

    // All sums of rows but the empty one are other than zero.
    private static bool IsInvertible(int bits)
    {
        for (int subset = 1; subset < 16; subset++)
        {
            int sum = 0;
            for (int i = 0; i < 4; i++)
                sum ^= (subset >> i & 1) != 0 ? bits >> (4 * i) & 15 : 0;
            if (sum == 0)
                return false;
        }
        return true;
    }
}
