using Pushforward.Bijectors;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Tests.Flows;

public class RealNvpTests
{
    public static TheoryData<FlowCoupling, FlowArrangement, bool, double?> Makes
    {
        get
        {
            var makes = new TheoryData<FlowCoupling, FlowArrangement, bool, double?>();
            foreach (var coupling in Enum.GetValues<FlowCoupling>())
            {
                foreach (var arrangement in Enum.GetValues<FlowArrangement>())
                {
                    makes.Add(coupling, arrangement, true, null);
                    makes.Add(coupling, arrangement, false, null);
                    makes.Add(coupling, arrangement, false, 0.05);
                }
            }
            return makes;
        }
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public void Log_density_is_that_of_the_latent_code_and_the_determinant_of_the_jacobian(
        FlowCoupling coupling, FlowArrangement arrangement, bool marginals, double? logit)
    {
        var flow = Flow(new() { Coupling = coupling, Arrangement = arrangement, Marginals = marginals, Logit = logit });
        var encoder = new Invert(flow.Bijector);
        var points = Points(Rows(5));
        for (int n = 0; n < points.Rows; n++)
        {
            var x = points[n..(n + 1), ..];
            double logDet = LogDeterminant(BijectorChecker.ExactJacobian(encoder, [.. x.AsSpan().ToArray().Select(value => (double)value)]));
            var h = flow.Encode(x).AsSpan().ToArray();
            double expected = h.Sum(value => -Math.Abs(value) - 2 * Math.Log(1 + Math.Exp(-Math.Abs(value)))) + logDet;
            // Single precision: some 1e-7 of each term, and latent coordinates go into the tens.
            Assert.Equal(expected, flow.LogProb(x).AsSpan()[0], 1e-5 * (1 + h.Sum(Math.Abs)));
            var back = flow.Decode(Tensor.From(h, 1, 6)).AsSpan();
            for (int d = 0; d < 6; d++)
                Assert.Equal(x.AsSpan()[d], back[d], 1e-4);
        }
    }

    [Fact]
    public void With_marginals_it_begins_as_the_independent_histogram()
    {
        var rows = Rows(80);
        var counts = new LevelCounts(rows);
        foreach (var arrangement in Enum.GetValues<FlowArrangement>())
        {
            var options = Small with { Coupling = FlowCoupling.Affine, Arrangement = arrangement, Couplings = 2, Smoothing = 0 };
            var flow = Start(options, rows);
            double mean = 0;
            foreach (float logProb in flow.LogProb(Points(rows)).AsSpan())
                mean += logProb / 80;
            // The densities are the same; single precision sums six of them.
            Assert.Equal(new HistogramBaseline(counts).Score(rows).Mean, mean, 1e-4);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_do_hurdles_of_one_component_whether_paper_is_black_or_white(bool white)
    {
        var rows = Rows(80, white);
        var counts = new LevelCounts(rows);
        var flow = Start(Small with { Components = 1, Couplings = 2, Smoothing = 0 }, rows);
        double mean = 0;
        foreach (float logProb in flow.LogProb(Points(rows)).AsSpan())
            mean += logProb / 80;
        Assert.Equal(new HistogramBaseline(counts).Score(rows).Mean, mean, 1e-3);
    }

    [Theory]
    [InlineData(false, 40)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    public void What_can_be_left_out_leaves_a_flow_that_inverts(bool hurdle, int neighbors)
    {
        var flow = Flow(new() { Hurdle = hurdle, Neighbors = neighbors });
        Assert.Equal(neighbors > 0, flow.Parameters.Any(parameter => parameter.Name.Contains("neighbors", StringComparison.Ordinal)));
        var points = Points(Rows(20));
        var back = flow.Decode(flow.Encode(points)).AsSpan();
        for (int i = 0; i < back.Length; i++)
            Assert.Equal(points.AsSpan()[i], back[i], 1e-4);
    }

    [Fact]
    public void Black_on_white_is_white_on_black_to_what_neighbors_tell()
    {
        // The same random weights for both; dense layers, which see pixels less their means, stay silent.
        Flow Perturbed(bool white)
        {
            var flow = Start(Small with { Couplings = 2 }, Rows(80, white));
            var random = new RandomStream(2, "perturb");
            foreach (var parameter in flow.Parameters.Where(parameter => parameter.Name.Contains("neighbors", StringComparison.Ordinal)))
            {
                foreach (ref float value in parameter.Values)
                    value += (float)(0.5 * random.NextNormal());
            }
            return flow;
        }

        var points = Points(Rows(80));
        float[] black = Perturbed(white: false).LogProb(points).AsSpan().ToArray(), white = Perturbed(white: true).LogProb(1 - points).AsSpan().ToArray();
        Assert.True(black.Zip(Start(Small with { Couplings = 2 }, Rows(80)).LogProb(points).AsSpan().ToArray()).Max(pair => Math.Abs(pair.First - pair.Second)) > 0.1);
        for (int n = 0; n < black.Length; n++)
            Assert.Equal(black[n], white[n], 1e-3);
    }

    [Fact]
    public void Noise_never_leaves_its_level_nor_reaches_the_ends()
    {
        var levels = Tensor.From([0f, 0f, 255f, 255f, 254f, 128f], 3, 2);
        var noise = Tensor.From([0f, 1 - 6e-8f, 0f, 1 - 6e-8f, 1 - 6e-8f, 1 - 6e-8f], 3, 2);
        var x = new Dequantization().ToUnit(levels, noise).AsSpan();
        for (int i = 0; i < x.Length; i++)
        {
            Assert.InRange(x[i], float.Epsilon, MathF.BitDecrement(1));
            Assert.Equal(levels.AsSpan()[i], MathF.Floor(x[i] * 256));
        }
    }

    [Fact]
    public void Samples_stay_in_the_unit_cube_and_gradients_reach_every_parameter()
    {
        var flow = Flow(new());
        foreach (float value in flow.Sample(200, new RandomStream(5, "sample")).AsSpan())
            Assert.InRange(value, float.Epsilon, MathF.BitDecrement(1));
        var tape = new Tape();
        using (tape.Record())
            tape.Backward(flow.LogProb(Tensor.Uniform(50, 6, new RandomStream(6, "x")).Affine(0.9, 0.05)).Mean());
        foreach (var parameter in flow.Parameters)
            Assert.Contains(parameter.Gradient.ToArray(), gradient => gradient != 0);
    }

    [Fact]
    public void Couplings_are_counted_at_each_scale()
    {
        Assert.Equal("1 coupling at each scale", Small.CouplingsInWords);
        Assert.Equal("3 couplings", (Small with { Arrangement = FlowArrangement.Alternating, Couplings = 3 }).CouplingsInWords);
    }

    [Fact]
    public void Options_out_of_range_and_a_start_without_frequencies_are_refused()
    {
        void Refused(RealNvpOptions options, string says) => Assert.StartsWith(says, Assert.Throws<ArgumentException>(options.Validate).Message);

        Refused(Small with { Arrangement = FlowArrangement.Alternating, Couplings = 1 }, "couplings:");
        Refused(Small with { Couplings = 0 }, "couplings:");
        Refused(Small with { Logit = 0.05 }, "logit: the marginals");
        Refused(Small with { Marginals = false, Logit = 0.5 }, "logit: expected a number of at least 0 and less than 0.5, got 0.5");
        Refused(Small with { Marginals = false, Logit = double.NaN }, "logit:");
        Refused(Small with { Bins = 1 }, "bins:");
        Refused(Small with { Components = 0 }, "components:");
        Refused(Small with { SplineBound = double.NaN }, "spline-bound:");
        Refused(Small with { Neighbors = -1 }, "neighbors: expected a whole number from 0 to 10000, got -1");
        Refused(Small with { NeighborsHidden = [] }, "neighbors-hidden: expected sizes");
        Refused(Small with { NeighborsHidden = [8, 0] }, "neighbors-hidden: expected sizes from 1 to 1000000 as in 500,500, got '8,0'");
        Refused(Small with { Smoothing = -1 }, "smoothing:");
        Refused(Small with { Coupling = (FlowCoupling)7 }, "coupling:");
        Refused(Small with { Arrangement = (FlowArrangement)7 }, "arrangement:");
        var start = new FlowStart(new ColumnMoments([0.5, 0.5], [0.1, 0.1]));
        Assert.StartsWith("marginals:", Assert.Throws<ArgumentException>(() => Small.Create(start)).Message);
        var one = new FlowStart(new ColumnMoments([0.5], [0.1]));
        Assert.Contains("at least 2 columns to split", Assert.Throws<ArgumentException>(() => (Small with { Marginals = false }).Create(one)).Message);
        Assert.Contains("at least 2 columns to split", Assert.Throws<ArgumentException>(
            () => (Small with { Marginals = false, Arrangement = FlowArrangement.Alternating, Couplings = 2 }).Create(one)).Message);
    }

    private static readonly RealNvpOptions Small = new() { Hidden = [7], NeighborsHidden = [5], Components = 3, Bins = 4, Couplings = 1 };

    // Two columns of three, six in all; the first is always dark.
    private static MatrixRows Rows(int count, bool white = false)
    {
        var random = new RandomStream(8, "levels");
        var values = new float[count * 6];
        for (int i = 0; i < values.Length; i++)
        {
            int level = i % 6 == 0 ? 0 : random.NextInt32(10) < 4 ? 0 : random.NextInt32(256);
            values[i] = white ? 255 - level : level;
        }
        return new MatrixRows(values, 6);
    }

    private static Tensor Points(MatrixRows rows)
    {
        var levels = Tensor.Zeros(rows.Rows, rows.Columns);
        for (int n = 0; n < rows.Rows; n++)
            rows.CopyRow(n, levels.Row(n));
        return new Dequantization().ToUnit(levels, Tensor.Uniform(rows.Rows, rows.Columns, new RandomStream(1, "noise")));
    }

    private static Flow Start(RealNvpOptions options, MatrixRows rows)
    {
        var counts = new LevelCounts(rows);
        return options.Create(new FlowStart(ColumnMoments.Of(counts, options.Dequantization))
        {
            Frequencies = options.Frequencies(counts),
            Image = new ImageShape(3, 2),
        });
    }

    // A flow whose weights are random, the last layers of the networks too.
    private static Flow Flow(RealNvpOptions make)
    {
        var flow = Start(
            make with { Hidden = [7], NeighborsHidden = [5], Components = 3, Bins = 4, Couplings = make.Arrangement == FlowArrangement.Alternating ? 3 : 2, Smoothing = 0.5 }, Rows(60));
        var random = new RandomStream(2, "perturb");
        // Knots of splines hang on exponentials of what networks give; far from the identity, their flattest pieces leave single precision few digits to invert.
        double deviation = make.Coupling == FlowCoupling.Spline ? 0.05 : 0.2;
        foreach (var parameter in flow.Parameters)
        {
            foreach (ref float value in parameter.Values)
                value += (float)(deviation * random.NextNormal());
        }
        return flow;
    }

    private static double LogDeterminant(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        double sum = 0;
        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i, k]));
            for (int j = 0; j < n; j++)
                (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            sum += Math.Log(Math.Abs(a[k, k]));
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k; j < n; j++)
                    a[i, j] -= factor * a[k, j];
            }
        }
        return sum;
    }
}
