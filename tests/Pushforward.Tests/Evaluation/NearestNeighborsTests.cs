using Pushforward.Evaluation;

namespace Pushforward.Tests.Evaluation;

public class NearestNeighborsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(300, 5000, 7, 4)]
    [InlineData(257, 4097, 3, 1)]
    public void Neighbors_are_those_of_a_search_one_by_one(int rows, int references, int columns, int k)
    {
        PointSet a = Points.Normal(rows, columns, 1), b = Points.Normal(references, columns, 2);
        var found = NearestNeighbors.Find(a, b, k);
        foreach (int n in new[] { 0, rows / 2, rows - 1 })
        {
            double[] expected = [.. Enumerable.Range(0, references).Select(j => Points.Squared(a, n, b, j)).Order().Take(k)];
            for (int i = 0; i < k; i++)
            {
                Assert.Equal(expected[i], Points.Squared(a, n, b, found.Indices[n * k + i]), tolerance: 1e-4);
                // Single precision: some 1e-7 of norms below 100.
                Assert.Equal(expected[i], found.SquaredDistances[n * k + i], tolerance: 1e-4);
            }
        }
    }

    [Fact]
    public void A_row_is_no_neighbor_of_itself_but_its_double_is()
    {
        var points = new PointSet(3, 1, [5, 5, 9]);
        var found = NearestNeighbors.Find(points, points, 1, apartFromSelf: true);
        Assert.Equal([1, 0, 0], found.Indices);
        Assert.Equal([0f, 0, 16], found.SquaredDistances);
    }

    [Fact]
    public void More_neighbors_than_there_are_is_refused()
    {
        var points = new PointSet(3, 1, [5, 5, 9]);
        Assert.Contains("from 1 to 2", Assert.Throws<ArgumentException>(() => NearestNeighbors.Find(points, points, 3, apartFromSelf: true)).Message);
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Find(points, new PointSet(1, 2, [1, 2])));
    }
}
