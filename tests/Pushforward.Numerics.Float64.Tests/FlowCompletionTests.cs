using MathNet.Numerics.LinearAlgebra;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

/// <summary>What is climbed to fill in missing columns is a density in the coordinates it says: log p(x) and the Jacobian from those to x, by differences.</summary>
public class FlowCompletionTests
{
    private const int Features = 6;

    private static readonly bool[] Missing = [true, false, true, false, false, true];

    public static TheoryData<FlowCoupling, FlowArrangement> Makes
    {
        get
        {
            var makes = new TheoryData<FlowCoupling, FlowArrangement>();
            foreach (var coupling in Enum.GetValues<FlowCoupling>())
            {
                foreach (var arrangement in Enum.GetValues<FlowArrangement>())
                    makes.Add(coupling, arrangement);
            }
            return makes;
        }
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public void Its_density_is_that_of_x_times_the_jacobian_of_what_is_missing(FlowCoupling coupling, FlowArrangement arrangement)
    {
        var flow = Flow(new() { Coupling = coupling, Arrangement = arrangement, Couplings = arrangement == FlowArrangement.Alternating ? 3 : 2 });
        var known = Tensor.Uniform(1, Features, new RandomStream(3, "x"));
        var space = flow.Completing(known, Missing);
        double? constant = null;
        for (int trial = 0; trial < 5; trial++)
        {
            var numbers = Tensor.Normal(1, Features, new RandomStream(4, "numbers", trial));
            var (x, logProb) = space.At(numbers);
            for (int d = 0; d < Features; d++)
                Assert.True(Missing[d] || x.AsSpan()[d] == known.AsSpan()[d]);
            double rest = logProb.AsSpan()[0] - flow.LogProb(x).AsSpan()[0] - LogJacobian(space, numbers);
            constant ??= rest;
            // Central differences of smooth maps: some 1e-9 of each.
            Assert.Equal(constant.Value, rest, 1e-6);
        }
    }

    [Fact]
    public void Gradients_of_the_density_that_is_climbed_agree_with_differences()
    {
        var flow = Flow(new() { Couplings = 2 });
        var space = flow.Completing(Tensor.Uniform(1, Features, new RandomStream(3, "x")), Missing);
        double[] at = Tensor.Normal(1, Features, new RandomStream(5, "numbers")).AsSpan().ToArray();
        var tape = new Tape();
        double[] gradient;
        using (tape.Record())
        {
            var numbers = tape.Variable(Tensor.From(at, 1, Features));
            tape.Backward(space.At(numbers).LogProb.Sum());
            gradient = numbers.Gradient.ToArray();
        }
        for (int d = 0; d < Features; d++)
        {
            double slope = (Moved(d, 1e-5) - Moved(d, -1e-5)) / 2e-5;
            Assert.Equal(slope, gradient[d], 1e-6 * (1 + Math.Abs(slope)));
        }

        double Moved(int d, double by)
        {
            double[] moved = [.. at];
            moved[d] += by;
            return space.At(Tensor.From(moved, 1, Features)).LogProb.AsSpan()[0];
        }
    }

    // log|det dx_m/du_m|.
    private static double LogJacobian(CompletionSpace space, Tensor numbers)
    {
        int[] missing = [.. Enumerable.Range(0, Features).Where(d => Missing[d])];
        var jacobian = Matrix<double>.Build.Dense(missing.Length, missing.Length, (i, j) => (Moved(j, 1e-6)[missing[i]] - Moved(j, -1e-6)[missing[i]]) / 2e-6);
        return Math.Log(Math.Abs(jacobian.Determinant()));

        double[] Moved(int j, double by)
        {
            var moved = numbers.Clone();
            moved.AsSpan()[missing[j]] += by;
            return space.At(moved).X.AsSpan().ToArray();
        }
    }

    // A flow whose weights are random, the last layers of the networks too.
    private static RealNvp Flow(RealNvpOptions make)
    {
        var random = new RandomStream(2, "perturb");
        var frequencies = new double[Features, 256];
        for (int d = 0; d < Features; d++)
        {
            for (int v = 0; v < 256; v++)
                frequencies[d, v] = 0.5 + random.NextInt32(4);
        }
        double[] half = [.. Enumerable.Repeat(0.5, Features)];
        var start = new FlowStart(new ColumnMoments(half, half)) { Frequencies = frequencies, Image = new ImageShape(3, 2) };
        var options = make with { Hidden = [7], NeighborsHidden = [5], Components = 3, Bins = 4 };
        var flow = new RealNvp(start, options, options.Dequantization);
        foreach (var parameter in flow.Parameters)
        {
            foreach (ref double value in parameter.Values)
                value += 0.2 * random.NextNormal();
        }
        return flow;
    }
}
