using Pushforward.Bijectors;
using Pushforward.Flows;
using Pushforward.Numerics;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Tests.Flows;

public class NiceTests
{
    [Theory]
    [InlineData(2, FlowPrior.Logistic)]
    [InlineData(3, FlowPrior.Normal)]
    [InlineData(7, FlowPrior.Logistic)]
    public void Log_density_is_that_of_the_latent_code_and_the_determinant_of_the_jacobian(int columns, FlowPrior prior)
    {
        var nice = Trained(columns, prior);
        for (int n = 0; n < 5; n++)
        {
            var random = new RandomStream(n, "point");
            double[] point = [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble())];
            var x = Tensor.From([.. point.Select(value => (float)value)], 1, columns);
            double[,] jacobian = BijectorChecker.ExactJacobian(new Invert(nice.Bijector), point);
            double expected = nice.Encode(x).AsSpan().ToArray().Sum(h => prior == FlowPrior.Logistic
                ? -Math.Log(1 + Math.Exp(h)) - Math.Log(1 + Math.Exp(-h))
                : -0.5 * (Math.Log(2 * Math.PI) + h * h)) + Math.Log(Math.Abs(Determinant(jacobian)));
            // Single precision: some 1e-7 of each of the terms, which are of the order of 10.
            Assert.Equal(expected, nice.LogProb(x).AsSpan()[0], 1e-4);
        }
    }

    [Theory]
    [InlineData(FlowPrior.Logistic)]
    [InlineData(FlowPrior.Normal)]
    public void The_density_integrates_to_one(FlowPrior prior)
    {
        // Deviations of 1, so the mass beyond 30 is below e^-20; kinks of the network make the trapezoid rule's error of the order of the step squared.
        var nice = Trained(2, prior, deviation: 1);
        const double Step = 0.1;
        const int Side = 601;
        double mass = 0;
        for (int row = 0; row < Side; row++)
        {
            var values = new float[2 * Side];
            for (int column = 0; column < Side; column++)
                (values[2 * column], values[2 * column + 1]) = ((float)((row - 300) * Step), (float)((column - 300) * Step));
            foreach (float logProb in nice.LogProb(Tensor.From(values, Side, 2)).AsSpan())
                mass += Math.Exp(logProb) * Step * Step;
        }
        Assert.Equal(1, mass, Step * Step);
    }

    [Fact]
    public void It_begins_as_independent_columns_of_the_datas_moments()
    {
        var nice = new Nice(new FlowStart(new ColumnMoments([0.2, 0.7, 0.5], [0.1, 0.3, 1 / (256 * Math.Sqrt(12))])), new NiceOptions(), new Dequantization());
        var h = nice.Encode(Tensor.From([0.3f, 0.4f, 0.5f], 1, 3)).AsSpan();
        // One deviation away is π/√3 of a standard logistic; the constant column's scale is capped.
        Assert.Equal(Math.PI / Math.Sqrt(3), h[0], 1e-5);
        Assert.Equal(-Math.PI / Math.Sqrt(3), h[1], 1e-5);
        Assert.Equal(0, h[2], 1e-3);
        Assert.Equal(7.3f, nice.Parameters[Nice.ScaleName].Values[2]);
    }

    [Fact]
    public void Networks_shift_columns_by_deviations()
    {
        double[] deviations = [0.1, 0.3, 0.01];
        var nice = new Nice(new FlowStart(new ColumnMoments([0.5, 0.5, 0.5], deviations)), new NiceOptions { Hidden = [4], Prior = FlowPrior.Normal }, new Dequantization());
        // The first coupling moves columns 0 and 2, the second column 1; scaled, all are of deviation 1.
        nice.Parameters["coupling.0.1.bias"].Values[0] = 2;
        nice.Parameters["coupling.0.1.bias"].Values[1] = -3;
        nice.Parameters["coupling.1.1.bias"].Values[0] = 0.5f;
        Assert.Equal([2, 0.5f, -3], nice.Encode(Tensor.Full(Shape.Matrix(1, 3), 0.5f)).AsSpan().ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Decoding_undoes_encoding()
    {
        var nice = Trained(9, FlowPrior.Logistic);
        var x = Tensor.Uniform(50, 9, new RandomStream(1, "x"));
        var back = nice.Decode(nice.Encode(x)).AsSpan();
        for (int i = 0; i < back.Length; i++)
            Assert.Equal(x.AsSpan()[i], back[i], 1e-4);
    }

    [Fact]
    public void A_sample_is_its_own_row_whatever_is_drawn_beside_it()
    {
        var nice = Trained(4, FlowPrior.Normal);
        var random = new RandomStream(6, "sample");
        float[] all = nice.Sample(20, random).AsSpan().ToArray();
        float[] few = nice.Sample(3, random, first: 15).AsSpan().ToArray();
        for (int i = 0; i < few.Length; i++)
            Assert.Equal(all[15 * 4 + i], few[i], 1e-5);
        Assert.True(all.Distinct().Count() > 70);
    }

    [Fact]
    public void Dequantization_puts_every_level_in_its_own_interval_and_back()
    {
        var dequantization = new Dequantization(4);
        var (x, logDet) = dequantization.Rescaling.InverseAndLogDet(Tensor.From([0f, 3f], 1, 2) + Tensor.From([0.5f, 0.999f], 1, 2));
        Assert.Equal([0.125f, 0.99975f], x.AsSpan().ToArray());
        Assert.Equal(-2 * Math.Log(4), logDet.AsSpan()[0], 1e-6);
        float[] brightness = [-0.3f, 0f, 0.24f, 0.26f, 0.99f, 1f, 7f];
        dequantization.ToBrightness(brightness);
        Assert.Equal([0, 0, 0, 1 / 3f, 1, 1, 1], brightness);
    }

    [Fact]
    public void Moments_are_those_of_levels_and_noise_together()
    {
        var rows = new MatrixRows(new float[] { 0, 255, 9, 10, 251, 9, 20, 244, 9 }, 3);
        var moments = ColumnMoments.Of(new LevelCounts(rows), new Dequantization());
        Assert.Equal([10.5 / 256, 250.5 / 256, 9.5 / 256], moments.Means, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(Math.Sqrt(200.0 / 3 + 1.0 / 12) / 256, moments.Deviations[0], 1e-12);
        Assert.Equal(1 / (256 * Math.Sqrt(12)), moments.Deviations[2], 1e-12);
    }

    [Fact]
    public void A_flow_that_leaves_the_range_of_numbers_fails_as_a_loss_would()
    {
        var nice = Trained(4, FlowPrior.Logistic);
        nice.Parameters["coupling.0.0.weight"].Values.Fill(1e30f);
        nice.Parameters["coupling.0.1.weight"].Values.Fill(1e30f);
        var batch = new Batch(Tensor.Full(Shape.Matrix(1, 4), 200), new[] { 0 }, new RandomStream(0, "x"), 1, 0);
        Assert.Throws<NumericalException>(() => nice.Losses(batch));
    }

    [Fact]
    public void What_does_not_split_or_is_out_of_range_is_refused()
    {
        Nice Make(int columns, NiceOptions options) =>
            new(new FlowStart(new ColumnMoments(new double[columns], [.. Enumerable.Repeat(1.0, columns)])), options, new Dequantization());
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => Make(1, new())).Message);
        Assert.StartsWith("couplings:", Assert.Throws<ArgumentException>(() => Make(4, new() { Couplings = 1 })).Message);
        Assert.StartsWith("hidden:", Assert.Throws<ArgumentException>(() => Make(4, new() { Hidden = [] })).Message);
        Assert.StartsWith("hidden:", Assert.Throws<ArgumentException>(() => Make(4, new() { Hidden = [5, 0] })).Message);
    }

    // A flow whose weights are random, the last layers of the couplings too.
    private static Nice Trained(int columns, FlowPrior prior, double deviation = 0.3)
    {
        var options = new NiceOptions { Couplings = 3, Hidden = [8, 8], Prior = prior };
        var nice = new Nice(
            new FlowStart(new ColumnMoments([.. Enumerable.Repeat(0.5, columns)], [.. Enumerable.Repeat(deviation, columns)])), options, new Dequantization());
        var random = new RandomStream(2, "perturb");
        foreach (var parameter in nice.Parameters)
        {
            foreach (ref float value in parameter.Values)
                value += (float)(0.2 * random.NextNormal());
        }
        return nice;
    }

    private static double Determinant(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        if (n == 1)
            return matrix[0, 0];
        double determinant = 0;
        for (int j = 0; j < n; j++)
        {
            var minor = new double[n - 1, n - 1];
            for (int r = 1; r < n; r++)
            {
                for (int c = 0; c < n; c++)
                {
                    if (c != j)
                        minor[r - 1, c < j ? c : c - 1] = matrix[r, c];
                }
            }
            determinant += (j % 2 == 0 ? 1 : -1) * matrix[0, j] * Determinant(minor);
        }
        return determinant;
    }
}
