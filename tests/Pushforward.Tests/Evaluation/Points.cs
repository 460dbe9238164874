using Pushforward.Evaluation;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Evaluation;

/// <summary>Small sets of points for tests.</summary>
internal static class Points
{
    /// <summary>Normal points with a mean and a deviation.</summary>
    public static PointSet Normal(int rows, int columns, long seed, double mean = 0, double deviation = 1)
    {
        var random = new RandomStream(seed, "test-points");
        return new PointSet(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (float)(mean + deviation * random.NextNormal()))]);
    }

    /// <summary>sin(0.7 n + 1.3 j + 0.11 n j + phase): points that other programs can make too.</summary>
    public static PointSet Waves(int rows, int columns, double phase) => new(
        rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => (float)Math.Sin(0.7 * (i / columns) + 1.3 * (i % columns) + 0.11 * (i / columns) * (i % columns) + phase))]);

    public static double Squared(PointSet a, int i, PointSet b, int j)
    {
        double sum = 0;
        for (int d = 0; d < a.Columns; d++)
            sum += ((double)a.Row(i)[d] - b.Row(j)[d]) * ((double)a.Row(i)[d] - b.Row(j)[d]);
        return sum;
    }
}
