using Pushforward.Data;
using Pushforward.Data.Toys;

namespace Pushforward.Tests.Data;

public class ToyDatasetTests
{
    public static TheoryData<string> Names => [.. ToyLaw.All.Select(law => law.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_density_of_a_toy_integrates_to_1_over_its_extent(string name)
    {
        var law = ToyDataset.Open("toy:" + name).Law;
        var (from, to) = law.Extent;
        // Cells so small that a normal law of deviation 0.1 is summed to rounding; edges of the checkerboard's squares are edges of cells.
        const int cells = 480;
        double side = (to - from) / cells, mass = 0;
        for (int i = 0; i < cells; i++)
        {
            for (int j = 0; j < cells; j++)
                mass += Math.Exp(law.LogDensity(from + (i + 0.5) * side, from + (j + 0.5) * side)) * side * side;
        }
        // The extent leaves out 1e-6 of the mass.
        Assert.Equal(1, mass, 5e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Points_of_a_toy_follow_its_density(string name)
    {
        var data = ToyDataset.Open($"toy:{name}:20000:3");
        var points = data.ToPoints(DataSplit.Train);
        var (from, to) = data.Law.Extent;
        // Mass of each of 8 x 8 cells, by points and by the density; the deviation of a share p of n points is sqrt(p (1 - p) / n), and 5 of them happen to 64 cells once in 30,000 times.
        const int cells = 8, fine = 30;
        double[] counted = new double[cells * cells], expected = new double[cells * cells];
        double side = (to - from) / (cells * fine);
        for (int i = 0; i < cells * fine; i++)
        {
            for (int j = 0; j < cells * fine; j++)
                expected[i / fine * cells + j / fine] += Math.Exp(data.Law.LogDensity(from + (i + 0.5) * side, from + (j + 0.5) * side)) * side * side;
        }
        for (int n = 0; n < points.Rows; n++)
        {
            int i = (int)((points.Row(n)[0] - from) / (to - from) * cells), j = (int)((points.Row(n)[1] - from) / (to - from) * cells);
            if (i is >= 0 and < cells && j is >= 0 and < cells)
                counted[i * cells + j] += 1.0 / points.Rows;
        }
        for (int cell = 0; cell < counted.Length; cell++)
            Assert.Equal(expected[cell], counted[cell], 1e-4 + 5 * Math.Sqrt(expected[cell] / points.Rows));
    }

    [Theory]
    [InlineData("toy:checkerboard", 1e-12)]
    [InlineData("toy:gaussians", 0.03)]
    public void The_mean_of_log_p_is_minus_the_entropy(string spec, double tolerance)
    {
        // Of 10,000 points the mean of a normal law's log p, variance 1, is known to 0.01.
        var data = ToyDataset.Open(spec);
        var points = data.ToPoints(DataSplit.Test);
        double mean = Enumerable.Range(0, points.Rows).Average(n => data.Law.LogDensity(points.Row(n)[0], points.Row(n)[1]));
        Assert.Equal(-data.Law.Entropy!.Value, mean, tolerance);
    }

    [Fact]
    public void A_name_says_law_rows_and_seed()
    {
        var data = DataSource.Open("toy:moons:50:7");
        Assert.Equal((DataKind.Points, 50), (data.Kind, data.Inspect(DataSplit.Train).Rows));
        var points = data.ToPoints(DataSplit.Train);
        Assert.Equal((50, 2), (points.Rows, points.Columns));
        Assert.Equal(points.Values, DataSource.Open("toy:moons:50:7").ToPoints(DataSplit.Train).Values);
        Assert.NotEqual(points.Values, DataSource.Open("toy:moons:50:8").ToPoints(DataSplit.Train).Values);
        Assert.NotEqual(points.Values[..100], data.ToPoints(DataSplit.Test).Values[..100]);
        foreach (string wrong in new[] { "toy:", "toy:suns", "toy:moons:0", "toy:moons:many", "toy:moons:5:x", "toy:moons:5:1:1" })
            Assert.Contains("expected toy:moons", Assert.Throws<ArgumentException>(() => DataSource.Open(wrong)).Message);
        Assert.Throws<InvalidDataException>(() => data.ToBits(DataSplit.Train));
        Assert.Throws<ArgumentException>(() => data.ToPoints(DataSplit.Validation));
    }
}
