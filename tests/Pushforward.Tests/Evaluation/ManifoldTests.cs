using Pushforward.Evaluation;

namespace Pushforward.Tests.Evaluation;

public class ManifoldTests
{
    [Fact]
    public void Figures_are_those_of_the_definitions()
    {
        PointSet real = Points.Normal(60, 3, 3), samples = Points.Normal(50, 3, 4, mean: 0.7, deviation: 0.8);
        var found = new Manifold(real).Compare(samples);

        double[] Radii(PointSet set, int k) => [.. Enumerable.Range(0, set.Rows).Select(i =>
            Enumerable.Range(0, set.Rows).Where(j => j != i).Select(j => Points.Squared(set, i, set, j)).Order().ElementAt(k - 1))];
        double[] real3 = Radii(real, 3), real5 = Radii(real, 5), samples3 = Radii(samples, 3);
        var r = Enumerable.Range(0, real.Rows);
        var s = Enumerable.Range(0, samples.Rows);
        Assert.Equal(s.Average(i => r.Any(j => Points.Squared(samples, i, real, j) <= real3[j]) ? 1.0 : 0), found.Precision, tolerance: 1e-12);
        Assert.Equal(r.Average(j => s.Any(i => Points.Squared(samples, i, real, j) <= samples3[i]) ? 1.0 : 0), found.Recall, tolerance: 1e-12);
        Assert.Equal(s.Average(i => r.Count(j => Points.Squared(samples, i, real, j) <= real5[j]) / 5.0), found.Density, tolerance: 1e-12);
        Assert.Equal(r.Average(j => s.Any(i => Points.Squared(samples, i, real, j) <= real5[j]) ? 1.0 : 0), found.Coverage, tolerance: 1e-12);
    }

    [Fact]
    public void A_set_far_away_shares_nothing_and_one_point_over_and_over_covers_little()
    {
        var real = Points.Normal(200, 4, 5);
        var manifold = new Manifold(real);
        Assert.Equal(new ManifoldFigures(0, 0, 0, 0), manifold.Compare(Points.Normal(200, 4, 6, mean: 50)));
        var collapsed = manifold.Compare(new PointSet(200, 4, [.. Enumerable.Repeat(real.Row(0).ToArray(), 200).SelectMany(row => row)]));
        Assert.Equal(1, collapsed.Precision);
        Assert.InRange(collapsed.Coverage, 0, 0.2);
        Assert.InRange(collapsed.Recall, 0, 0.02);
    }

    [Fact]
    public void Too_few_rows_are_refused() =>
        Assert.Contains("more than 5 rows", Assert.Throws<ArgumentException>(() => new Manifold(Points.Normal(5, 2, 1))).Message);
}
