using Pushforward.Benchmarks.Simulations;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Learning;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.DiscreteFlows.Learning;

public class BaseSearchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(19)]
    public void An_averaged_base_has_the_components_that_were_asked_for_and_is_no_less_likely_than_one_in_a_piece(int components)
    {
        var law = PlantedFlows.Truth(10, 3, new RandomStream(1, "planted"));
        BitMatrix codes = law.Sample(600, new RandomStream(1, "codes")), held = law.Sample(300, new RandomStream(1, "held"));
        var search = new BaseSearch(new DiscreteFlowOptions { Components = components }, new ThreadTeam(1));
        var (single, average) = (search.Single(codes, held, CancellationToken.None), search.Best(codes, held, CancellationToken.None));
        Assert.Equal(components, average.Base.Components);
        Assert.Equal(1, average.Base.Weights.ToArray().Sum(), 1e-12);
        Assert.Equal(average.Base.LogProb(held).Average(), average.HeldOut, 1e-12);
        Assert.True(average.HeldOut >= single.HeldOut);
    }
}
