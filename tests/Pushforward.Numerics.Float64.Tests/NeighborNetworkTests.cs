using Pushforward.Flows;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

public class NeighborNetworkTests
{
    // Three pixels move, each with two places around it; 4 is beyond the edge of four still ones.
    private static readonly int[,] Neighbors = { { 0, 3 }, { 4, 2 }, { 2, 2 } };

    [Fact]
    public void Every_pixel_goes_through_the_same_weights_with_first_biases_of_its_own()
    {
        var (set, network) = Create();
        var x = Tensor.Normal(3, 4, new RandomStream(2, "x"));
        var outputs = network.Forward(x);
        Assert.Equal(Shape.Matrix(3, 3 * 2), outputs.Shape);
        double[,] Matrix(string name)
        {
            var values = set[name].Values;
            var matrix = new double[set[name].Shape.Rows, set[name].Shape.Columns];
            for (int i = 0; i < values.Length; i++)
                matrix[i / matrix.GetLength(1), i % matrix.GetLength(1)] = values[i];
            return matrix;
        }

        double[,] first = Matrix("n.0.weight"), bias = Matrix("n.0.bias"), second = Matrix("n.1.weight"), last = Matrix("n.2.weight");
        double[] secondBias = set["n.1.bias"].Values.ToArray(), lastBias = set["n.2.bias"].Values.ToArray();
        for (int n = 0; n < 3; n++)
        {
            for (int d = 0; d < 3; d++)
            {
                double[] around = [.. Enumerable.Range(0, 2).Select(j => Neighbors[d, j] == 4 ? 0 : x.Row(n)[Neighbors[d, j]])];
                double[] a = [.. Enumerable.Range(0, 5).Select(i => Math.Max(0, bias[d, i] + around[0] * first[0, i] + around[1] * first[1, i]))];
                double[] b = [.. Enumerable.Range(0, 3).Select(i => Math.Max(0, secondBias[i] + Enumerable.Range(0, 5).Sum(j => a[j] * second[j, i])))];
                for (int o = 0; o < 2; o++)
                    Assert.Equal(lastBias[o] + Enumerable.Range(0, 3).Sum(j => b[j] * last[j, o]), outputs.Row(n)[d * 2 + o], 1e-12);
            }
        }
    }

    [Fact]
    public void Gradients_agree_with_differences()
    {
        var (set, network) = Create();
        var x = Tensor.Normal(3, 4, new RandomStream(2, "x"));
        GradientCheck.CheckParameters(set, () => network.Forward(x).Square().Mean());
    }

    [Fact]
    public void It_begins_silent()
    {
        var network = new NeighborNetwork(new ParameterSet(), "n", Neighbors, [5], 2, new RandomStream(1, "weights"));
        Assert.All(network.Forward(Tensor.Normal(3, 4, new RandomStream(2, "x"))).AsSpan().ToArray(), value => Assert.Equal(0, value));
    }

    private static (ParameterSet Set, NeighborNetwork Network) Create()
    {
        var random = new RandomStream(1, "weights");
        var set = new ParameterSet();
        var network = new NeighborNetwork(set, "n", Neighbors, [5, 3], 2, random);
        foreach (var parameter in set)
        {
            foreach (ref double value in parameter.Values)
                value += 0.5 * random.NextNormal();
        }
        return (set, network);
    }
}
