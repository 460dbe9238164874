using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

[Trait("Rerun", "Kernels")]
public class OpIdentityTests
{
    private static Tensor Line(double from, double to, int count = 1001) =>
        Tensor.From([.. Enumerable.Range(0, count).Select(i => (float)(from + (to - from) * i / (count - 1)))]);

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected.AsSpan()[i] - actual.AsSpan()[i]) <= tolerance, $"element {i}: {expected.AsSpan()[i]:R} and {actual.AsSpan()[i]:R}");
    }

    [Fact]
    public void A_row_of_a_density_that_counts_for_several_gives_what_copies_of_it_give()
    {
        var random = new RandomStream(31, "density");
        Tensor x = Tensor.Uniform(2, 19, random), logits = Tensor.Normal(6, 19, random), logVariance = Tensor.Normal(6, 19, random);
        var tape = new Tape();
        float[] Slopes(Func<Tensor, Tensor> density)
        {
            using var _ = tape.Record();
            var variable = tape.Variable(logits);
            tape.Backward(density(variable).Sum());
            return variable.Gradient.ToArray();
        }
        Assert.Equal(logits.BernoulliLogProb(x.RepeatRows(3)).AsSpan().ToArray(), logits.BernoulliLogProb(x).AsSpan().ToArray());
        Assert.Equal(x.RepeatRows(3).GaussianLogProb(logits, logVariance).AsSpan().ToArray(), x.GaussianLogProb(logits, logVariance).AsSpan().ToArray());
        Assert.Equal(Slopes(l => l.BernoulliLogProb(x.RepeatRows(3))), Slopes(l => l.BernoulliLogProb(x)));
        Assert.Contains("shape mismatch", Assert.Throws<ArgumentException>(() => logits.BernoulliLogProb(logits[..4, ..])).Message);
        Assert.Contains("RepeatRows", Assert.Throws<ArgumentException>(() => Slopes(l => l[..2, ..].BernoulliLogProb(logits))).Message);
    }

    // Tolerances: a few times 2^-24 of the largest number that takes part.
    [Fact]
    public void Softplus_of_x_less_softplus_of_minus_x_is_x()
    {
        var x = Line(-40, 40);
        AssertClose(x, x.Softplus() - (-x).Softplus(), 40 * 2e-7);
    }

    [Fact]
    public void Gradient_of_log_sum_exp_is_softmax()
    {
        var tape = new Tape();
        using (tape.Record())
        {
            var x = tape.Variable(Tensor.Normal(9, 21, new RandomStream(1, "x")) * 5);
            tape.Backward(x.LogSumExp().Sum());
            AssertClose(x.Detach().Softmax(), Tensor.From(x.Gradient, x.Shape), 5e-7);
        }
    }

    [Fact]
    public void Log_sum_exp_moves_with_a_constant_and_softmax_does_not()
    {
        var x = Tensor.Normal(9, 21, new RandomStream(2, "x"));
        AssertClose(x.LogSumExp() + 100, (x + 100).LogSumExp(), 100 * 2e-7);
        AssertClose(x.Softmax(), (x + 100).Softmax(), 100 * 2e-7);
        AssertClose(Tensor.Full(Shape.Vector(9), 1), x.Softmax().SumOverColumns(), 5e-7);
        AssertClose(x.LogSoftmax(), x.Softmax().Log(), 1e-5);
    }

    [Fact]
    public void Densities_agree_with_their_definitions_composed_of_plain_operations()
    {
        var random = new RandomStream(3, "x");
        var (x, m, v) = (Tensor.Normal(6, 13, random), Tensor.Normal(6, 13, random), Tensor.Normal(6, 13, random));
        double logTwoPi = Math.Log(2 * Math.PI);
        AssertClose((-0.5 * (logTwoPi + v + (x - m).Square() / v.Exp())).SumOverColumns(), x.GaussianLogProb(m, v), 2e-4);
        AssertClose((-0.5 * (logTwoPi + x.Square())).SumOverColumns(), x.StandardNormalLogProb(), 2e-5);
        AssertClose((-x.Softplus() - (-x).Softplus()).SumOverColumns(), x.StandardLogisticLogProb(), 2e-5);
        AssertClose((0.5 * (m.Square() + v.Exp() - v - 1)).SumOverColumns(), Tensor.KlToStandardNormal(m, v), 2e-5);
        var bits = x.Relu().Clamp(0, 1);
        AssertClose((bits * x - x.Softplus()).SumOverColumns(), x.BernoulliLogProb(bits), 2e-5);
    }

    [Fact]
    public void A_discretised_logistic_sums_to_one_over_its_levels()
    {
        foreach (var (mean, logScale) in new[] { (0.5, -3.0), (0.02, -5.0), (1.3, -2.0), (-4.0, 0.5), (0.5, 6.0) })
        {
            double sum = 0;
            for (int level = 0; level < 256; level++)
            {
                var shape = Shape.Matrix(1, 1);
                sum += Math.Exp(Tensor.Full(shape, level / 255.0)
                    .DiscretizedLogisticLogProb(Tensor.Full(shape, mean), Tensor.Full(shape, logScale)).ToScalar());
            }
            Assert.Equal(1, sum, 2e-4);
        }
    }

    [Fact]
    public void Fused_layers_equal_product_bias_and_activation_one_after_another()
    {
        var random = new RandomStream(4, "x");
        var (x, w, b) = (Tensor.Normal(11, 17, random), Tensor.Normal(17, 23, random), Tensor.Normal(1, 23, random).AsVector());
        var z = x.MatMul(w) + b;
        AssertClose(z, x.Linear(w, b), 2e-5);
        AssertClose(z.Relu(), x.Linear(w, b, Activation.Relu), 2e-5);
        AssertClose(z.LeakyRelu(0.2), x.Linear(w, b, Activation.LeakyRelu, 0.2), 2e-5);
        AssertClose(z.Elu(), x.Linear(w, b, Activation.Elu), 2e-5);
        AssertClose(z.Tanh(), x.Linear(w, b, Activation.Tanh), 2e-5);
        AssertClose(z.Sigmoid(), x.Linear(w, b, Activation.Sigmoid), 2e-5);
        AssertClose(z.Softplus(), x.Linear(w, b, Activation.Softplus), 2e-5);
    }

    [Fact]
    public void Inverse_functions_undo_each_other()
    {
        var x = Line(-3, 3);
        AssertClose(x, x.Exp().Log(), 1e-5);
        AssertClose(x, x.Sinh().Asinh(), 1e-5);
        AssertClose(x, x.ExpM1().Log1p(), 1e-5);
        AssertClose(x.Abs(), x.Square().Sqrt(), 1e-6);
        AssertClose(x.LogSigmoid(), x.Sigmoid().Log(), 1e-6);
        AssertClose(x.Square().Pow(1.5), x.Abs().Pow(3), 1e-4);
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(-1e4)]
    [InlineData(0.0)]
    [InlineData(1e-42)]
    [InlineData(-1e-42)]
    public void Extreme_logits_stay_finite_forward_and_backward(double extreme)
    {
        var tape = new Tape(new TapeOptions { CheckFinite = true });
        using (tape.Record())
        {
            var x = tape.Variable(Tensor.Full(Shape.Matrix(3, 11), extreme));
            var ones = Tensor.Full(x.Shape, 1);
            var loss = x.Softplus().Sum() + x.Sigmoid().Sum() + x.LogSigmoid().Sum() + x.Tanh().Sum() + x.Elu().Sum()
                + x.LogSumExp().Sum() + x.Softmax().Sum() + x.LogSoftmax().Sum() + x.LayerNorm().Sum()
                + x.BernoulliLogProb(ones).Sum() + x.BernoulliLogProb(ones * 0).Sum() + x.StandardLogisticLogProb().Sum() + x.StandardNormalLogProb().Sum()
                + ones.DiscretizedLogisticLogProb(x, ones * -7).Sum() + (ones * 0.5).DiscretizedLogisticLogProb(x, ones * -7).Sum();
            // The tape checks every result and gradient on the way.
            tape.Backward(loss);
            Assert.Equal(-1, FiniteGuard.IndexOfNonFinite(x.Gradient));
        }
    }

    [Fact]
    public void A_row_of_minus_infinity_has_log_sum_exp_minus_infinity_and_no_gradient()
    {
        var tape = new Tape();
        using (tape.Record())
        {
            var x = tape.Variable(Tensor.Full(Shape.Matrix(2, 5), double.NegativeInfinity));
            x.Row(1)[3] = 2;
            var y = x.LogSumExp();
            Assert.Equal([float.NegativeInfinity, 2], y.AsSpan().ToArray());
            tape.Backward(y.Sum());
            Assert.All(x.Gradient[..5].ToArray(), g => Assert.Equal(0, g));
            Assert.Equal(1, x.Gradient[8], 1e-6);
            Assert.Equal(1, x.Gradient[5..].ToArray().Sum(), 1e-6);
        }
    }

    [Fact]
    public void Empty_tensors_pass_through_or_say_what_is_missing()
    {
        var tape = new Tape(new TapeOptions { Poison = true });
        using (tape.Record())
        {
            foreach (var shape in new[] { Shape.Matrix(0, 5), Shape.Matrix(3, 0), Shape.Matrix(0, 0) })
            {
                var x = tape.Variable(Tensor.Zeros(shape));
                Assert.Equal(shape, (x.Exp() * x + x).Shape);
                Assert.Equal(0, x.Sum().ToScalar());
                Assert.Equal(shape.Rows, x.SumOverColumns().Length);
                Assert.Equal(shape.Columns, x.SumOverRows().Length);
                Assert.Equal(shape.Rows, x.LogSumExp().Length);
                Assert.Equal(shape, x.Softmax().Shape);
                Assert.Equal(shape.Rows, x.StandardNormalLogProb().Length);
                var product = x.MatMul(Tensor.Zeros(shape.Columns, 4));
                Assert.All(product.AsSpan().ToArray(), value => Assert.Equal(0, value));
                tape.Backward((x.Softmax() * x.Exp()).Sum() + product.Sum() + x.EvenColumns().Sum());
                Assert.Contains(shape.ToString(), Assert.Throws<InvalidOperationException>(() => x.Mean()).Message, StringComparison.Ordinal);
            }
            Assert.Throws<ArgumentException>(() => Tensor.Zeros(3, 0).LayerNorm());
        }
    }
}
