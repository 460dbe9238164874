using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

public class ParameterSetTests
{
    [Fact]
    public void Keeps_values_and_tensors_together_while_it_grows()
    {
        var parameters = new ParameterSet();
        var tensors = Enumerable.Range(1, 50).Select(i => parameters.Add($"p{i}", Shape.Matrix(i, 3), Initialization.Constant(i))).ToArray();
        Assert.Equal(50, parameters.Count);
        Assert.Equal(3 * 50 * 51 / 2, parameters.ElementCount);
        for (int i = 1; i <= 50; i++)
        {
            Assert.All(tensors[i - 1].AsSpan().ToArray(), value => Assert.Equal(i, value));
            Assert.Equal(0, parameters[i - 1].Offset % 16);
            parameters[$"p{i}"].Values[0] = -i;
            Assert.Equal(-i, tensors[i - 1].AsSpan()[0]);
            Assert.Equal(-i, parameters.Values[parameters[i - 1].Offset]);
        }
    }

    [Fact]
    public void Refuses_what_makes_no_sense_and_names_it()
    {
        var parameters = new ParameterSet();
        parameters.Add("a", Shape.Vector(2), Initialization.Zero);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => parameters.Add("a", Shape.Vector(2), Initialization.Zero)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => parameters.Add(" ", Shape.Vector(2), Initialization.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => parameters.Add("b", Shape.Vector(2), Initialization.Zero, rateFactor: 0));
        Assert.Contains("'zz'", Assert.Throws<KeyNotFoundException>(() => parameters["zz"]).Message, StringComparison.Ordinal);
        _ = parameters.Gradients;
        Assert.Contains("in use", Assert.Throws<InvalidOperationException>(() => parameters.Add("late", Shape.Vector(2), Initialization.Zero)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => parameters.ClipGradientNorm(0));
    }

    [Fact]
    public void First_values_have_the_variance_their_papers_ask_for()
    {
        var parameters = new ParameterSet();
        var random = new RandomStream(1, "weights");
        var he = parameters.Add("he", Shape.Matrix(400, 300), Initialization.He(random));
        var glorot = parameters.Add("glorot", Shape.Matrix(400, 300), Initialization.Glorot(random));
        // 120,000 draws: the variance is known to 1/√60,000 = 0.4% (normal), so 2% is five standard errors.
        Assert.InRange(he.Square().Mean().ToScalar() / (2.0 / 400), 0.98, 1.02);
        Assert.InRange(glorot.Square().Mean().ToScalar() / (2.0 / 700), 0.98, 1.02);
        Assert.InRange(glorot.AsSpan().ToArray().Max(Math.Abs), 0, Math.Sqrt(6.0 / 700));
        Assert.Equal(0, glorot.Mean().ToScalar(), 1e-3);
    }

    [Fact]
    public void Clipping_scales_to_the_bound_and_leaves_small_gradients_alone()
    {
        var parameters = new ParameterSet();
        parameters.Add("a", Shape.Vector(2), Initialization.Zero);
        parameters.Add("b", Shape.Vector(100_000), Initialization.Zero);
        parameters["a"].Gradient[1] = 3;
        parameters["b"].Gradient[99_999] = 4;
        Assert.Equal(5, parameters.ClipGradientNorm(10), 1e-6);
        Assert.Equal(3, parameters["a"].Gradient[1]);
        Assert.Equal(5, parameters.ClipGradientNorm(1), 1e-6);
        Assert.Equal(0.6, parameters["a"].Gradient[1], 1e-6);
        Assert.Equal(1, parameters.GradientNorm(), 1e-6);
        parameters["b"].Gradient[5] = float.NaN;
        Assert.Contains("'b'", Assert.Throws<NumericalException>(() => parameters.ClipGradientNorm(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradient_norm_is_the_same_bits_for_any_number_of_threads()
    {
        var parameters = new ParameterSet();
        parameters.Add("a", Shape.Vector(300_001), Initialization.Zero);
        new RandomStream(1, "gradient").FillNormal(parameters.Gradients);
        var norms = new HashSet<double>();
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var team = new ThreadTeam(threads);
            norms.Add(parameters.GradientNorm(team));
        }
        // Of blocks that others have computed, too.
        int half = 5 * ParameterSet.BlockLength;
        double[] squares = [.. parameters.GradientSquares(0, half).ToArray(), .. parameters.GradientSquares(half, parameters.FlatLength - half).ToArray()];
        norms.Add(ParameterSet.Norm(squares));
        Assert.Single(norms);
    }
}
