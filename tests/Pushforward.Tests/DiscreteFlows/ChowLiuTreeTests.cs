using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Numerics.Random;
using Pushforward.TestSupport;

namespace Pushforward.Tests.DiscreteFlows;

public class ChowLiuTreeTests
{
    [Fact]
    public void Probabilities_of_all_states_sum_to_one()
    {
        var tree = ChowLiuTree.Fit(BitMaps.Rows(100, 9, new RandomStream(1, "rows"), 0.3));
        var states = new BitMatrix(1 << 9, 9);
        for (int s = 0; s < states.Rows; s++)
            states.MutableRow(s)[0] = (ulong)s;
        Assert.Equal(1, tree.LogProb(states).Sum(Math.Exp), 1e-12);
    }

    [Fact]
    public void A_chain_of_columns_is_found_and_its_samples_give_it_back()
    {
        // Each column copies the one before it with probability 0.85.
        var random = new RandomStream(2, "chain");
        var rows = new BitMatrix(5000, 8);
        for (int n = 0; n < rows.Rows; n++)
        {
            for (int c = 0; c < 8; c++)
                rows[n, c] = c > 0 && random.NextDouble() < 0.85 ? rows[n, c - 1] : random.NextDouble() < 0.5;
        }
        int[] chain = [-1, 0, 1, 2, 3, 4, 5, 6];
        var tree = ChowLiuTree.Fit(rows);
        Assert.Equal(chain, tree.Parents);
        Assert.Equal(chain, ChowLiuTree.Fit(tree.Sample(5000, new RandomStream(3, "again"))).Parents);
    }

    [SharedDataTheory("debd/nltcs", "debd/plants")]
    [InlineData("nltcs", -6.7591, 0.001)]
    [InlineData("plants", -16.52, 0.01)]
    public void Known_figures_are_reproduced(string name, double expected, double digits)
    {
        var data = DataSource.Open(SharedData.Path($"debd/{name}"));
        Assert.Equal(expected, ChowLiuTree.Fit(data.ToBits(DataSplit.Train).Bits).LogProb(data.ToBits(DataSplit.Test).Bits).Average(), digits);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ChowLiuTree.Fit(new BitMatrix(0, 3)));
        Assert.Throws<ArgumentException>(() => ChowLiuTree.Fit(new BitMatrix(1, 3), pseudoCount: 0));
        Assert.Contains("expected 3 columns", Assert.Throws<ArgumentException>(() => ChowLiuTree.Fit(new BitMatrix(1, 3)).LogProb(new BitMatrix(1, 4))).Message);
    }
}
