using Pushforward.Distributions;
using Pushforward.Divergences;
using Pushforward.Divergences.Projections;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.Divergences.Projections;

public class ProjectionTests
{
    private static Law TwoNormals(double a) => LawReader.Read(FormattableString.Invariant($"mixture(0.5: normal({-a},1), 0.5: normal({a},1))"));

    // Expected values: golden/projections.py, with 25 digits.
    [Theory]
    [InlineData(1, 1.3937322673597, 0.0108878638702587)]
    [InlineData(2, 2.04700951985842, 0.226507960761444)]
    public void Two_near_modes_share_one_reverse_projection(double a, double sd, double value)
    {
        var result = Projection.Onto(TwoNormals(a), ProjectionFamily.Normal);
        Assert.Equal(0, result.Forward!.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(1 + a * a), result.Forward.StandardDeviation, 1e-12);
        var minimum = Assert.Single(result.Reverse);
        Assert.True(minimum.IsGlobal);
        AssertPoint(0, sd, value, minimum);
        Assert.Empty(result.Stationary);
    }

    [Fact]
    public void Two_far_modes_have_a_global_minimum_each_and_a_shallow_one_between_behind_saddles()
    {
        var result = Projection.Onto(TwoNormals(3), ProjectionFamily.Normal);
        Assert.Equal(0, result.Forward!.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(10), result.Forward.StandardDeviation, 1e-12);
        Assert.Equal(0.461994613, result.Forward.Divergence.Value, 1e-9);

        Assert.Equal([true, true, false], result.Reverse.Select(minimum => minimum.IsGlobal));
        AssertPoint(-2.98430598783574, 1.0233685596612, 0.688768995854964, result.Reverse[0]);
        AssertPoint(2.98430598783574, 1.0233685596612, 0.688768995854964, result.Reverse[1]);
        AssertPoint(0, 2.74376930909121, 0.840621431278903, result.Reverse[2]);

        Assert.Equal([StationaryKind.Saddle, StationaryKind.Saddle], result.Stationary.Select(point => point.Kind));
        AssertPoint(-1.84049623967582, 2.10382263903538, 0.971977928524757, result.Stationary[0]);
        AssertPoint(1.84049623967582, 2.10382263903538, 0.971977928524757, result.Stationary[1]);
    }

    [Fact]
    public void The_lower_of_two_unequal_minima_is_the_global_one()
    {
        var result = Projection.Onto(LawReader.Read("mixture(0.7: normal(-4,1), 0.3: normal(4,1))"), ProjectionFamily.Normal);
        Assert.Equal(2, result.Reverse.Count);
        Assert.Equal([true, false], result.Reverse.Select(minimum => minimum.IsGlobal));
        Assert.Equal(-4, result.Reverse[0].Mean, 0.01);
        Assert.Equal(4, result.Reverse[1].Mean, 0.01);
        // A mode of weight w, far from the others, costs -ln w.
        Assert.Equal(-Math.Log(0.7), result.Reverse[0].Divergence.Value, 1e-3);
        Assert.Equal(-Math.Log(0.3), result.Reverse[1].Divergence.Value, 1e-3);
    }

    [Fact]
    public void Three_modes_are_all_found()
    {
        var result = Projection.Onto(LawReader.Read("mixture(0.2: normal(-10,0.5), 0.5: normal(0,1), 0.3: normal(9,0.3))"), ProjectionFamily.Normal);
        Assert.Equal([-10, 0, 9], result.Reverse.Select(minimum => Math.Round(minimum.Mean)).Order());
        Assert.Equal(0, Math.Round(result.Reverse.Single(minimum => minimum.IsGlobal).Mean));
    }

    [Theory]
    [InlineData("normal", "normal(2,3)")]
    [InlineData("laplace", "laplace(2,3)")]
    [InlineData("logistic", "logistic(2,3)")]
    [InlineData("gamma", "gamma(2.5,3)")]
    public void A_member_of_the_family_is_its_own_projection(string family, string member)
    {
        var law = LawReader.Read(member);
        var result = Projection.Onto(law, ProjectionFamily.Of(family));
        Assert.Equal(law.Mean.Value, result.Forward!.Mean, 1e-7);
        Assert.Equal(0, result.Forward.Divergence.Value, 1e-12);
        var minimum = Assert.Single(result.Reverse);
        Assert.Equal(law.Mean.Value, minimum.Mean, 1e-7);
        Assert.Equal(Math.Sqrt(law.Variance.Value), minimum.StandardDeviation, 1e-7);
        Assert.Equal(0, minimum.Divergence.Value, 1e-12);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("laplace")]
    [InlineData("logistic")]
    public void No_neighbor_is_nearer_than_the_projection(string name)
    {
        var family = ProjectionFamily.Of(name);
        var law = LawReader.Read("mixture(0.6: logistic(0,1), 0.4: normal(3,0.5))");
        var result = Projection.Onto(law, family);
        var forward = result.Forward!;
        var reverse = result.Reverse[0];
        foreach (var (shift, stretch) in new[] { (0.02, 1.0), (-0.02, 1.0), (0.0, 1.02), (0.0, 0.98) })
        {
            Law Near(ProjectedLaw at) => family.Create(family.WithMoments(at.Mean + shift, at.StandardDeviation * stretch)!.Value);
            Assert.True(Divergence.KullbackLeibler(law, Near(forward)).Value > forward.Divergence.Value);
            Assert.True(Divergence.KullbackLeibler(Near(reverse), law).Value > reverse.Divergence.Value);
        }
    }

    [Fact]
    public void A_projection_that_does_not_exist_says_why()
    {
        var cauchy = Projection.Onto(new Cauchy(0, 1), ProjectionFamily.Normal);
        Assert.Null(cauchy.Forward);
        Assert.Contains("infinite for every normal Q", cauchy.ForwardObstacle);
        Assert.Single(cauchy.Reverse);

        var exponential = Projection.Onto(new Exponential(1), ProjectionFamily.Normal);
        Assert.Equal(1, exponential.Forward!.Mean, 1e-12);
        Assert.Empty(exponential.Reverse);
        Assert.Contains("has mass under normal(", exponential.ReverseObstacle);

        var coin = Projection.Onto(new Bernoulli(0.5), ProjectionFamily.Normal);
        Assert.Null(coin.Forward);
        Assert.Empty(coin.Reverse);
        Assert.Contains("atoms", coin.ForwardObstacle);
        Assert.Contains("no density", coin.ReverseObstacle);

        Assert.Contains("expected one of normal, laplace", Assert.Throws<ArgumentException>(() => ProjectionFamily.Of("poisson")).Message);
    }

    [Fact]
    public void Uniform_projections_cover_a_bounded_support()
    {
        var result = Projection.Onto(new Beta(2, 3), ProjectionFamily.Uniform);
        Assert.Equal("uniform(0,1)", result.Forward!.Law.Name);
        Assert.Null(Projection.Onto(new Normal(0, 1), ProjectionFamily.Uniform).Forward);
    }

    // The places to what the search promises, the value to the error it reports.
    private static void AssertPoint(double mean, double sd, double value, ProjectedLaw actual)
    {
        Assert.Equal(mean, actual.Mean, 1e-8);
        Assert.Equal(sd, actual.StandardDeviation, 1e-8);
        Assert.Equal(value, actual.Divergence.Value, actual.Divergence.Error + 1e-14);
    }
}
