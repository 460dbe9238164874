using Pushforward.Bijectors;
using Pushforward.Distributions;
using Pushforward.Distributions.Vectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Tests.Bijectors;

public class TransformedLawTests
{
    // Single precision: eight roundings of numbers of some units.
    private const double Close = 1e-5;

    private static double LogProb(VectorLaw law, params float[] row) => law.LogProb(Tensor.From(row, 1, row.Length)).ToScalar();

    [Fact]
    public void Exp_of_a_normal_is_lognormal()
    {
        var law = new TransformedLaw(new StandardNormalRows(1), new Chain(new Scale(0.5), new Shift(0.3), new Exp()));
        var expected = new LogNormal(0.3, 0.5);
        foreach (float y in new[] { 0.1f, 0.9f, 1.7f, 12f })
            Assert.Equal(expected.LogDensity(y), LogProb(law, y), Close);
    }

    [Fact]
    public void Sigmoid_of_a_logistic_is_uniform_and_logit_of_a_uniform_is_logistic()
    {
        var uniform = new TransformedLaw(new StandardLogisticRows(2), new Sigmoid());
        Assert.Equal(0, LogProb(uniform, 0.2f, 0.9f), Close);
        var logistic = new TransformedLaw(new IndependentRows(new Uniform(0, 1), 2), new Logit());
        var expected = new Logistic(0, 1);
        Assert.Equal(expected.LogDensity(-2) + expected.LogDensity(0.5), LogProb(logistic, -2, 0.5f), Close);
    }

    [Fact]
    public void An_affine_map_of_a_normal_has_the_covariance_that_it_should()
    {
        // y = W x + b: log p = log N(x) - log|det W|, det W = -2.
        var law = new TransformedLaw(new StandardNormalRows(2), new LuAffine(new double[,] { { 1, 2 }, { 3, 4 } }, 1, -1));
        // x = (1, 1) goes to (4, 6).
        Assert.Equal(-Math.Log(2 * Math.PI) - 1 - Math.Log(2), LogProb(law, 4, 6), Close);
    }

    [Fact]
    public void A_mixture_of_rows_joins_columns_that_independent_mixtures_do_not()
    {
        VectorLaw At(double center) => new TransformedLaw(new StandardNormalRows(2), new Shift(center));
        var joint = new MixtureRows((0.5, At(-3)), (0.5, At(3)));
        var part = new Mixture(new MixturePart(0.5, new Normal(-3, 1)), new MixturePart(0.5, new Normal(3, 1)));
        var independent = new IndependentRows(part, 2);
        Assert.Equal(Math.Log(0.5) - Math.Log(2 * Math.PI), LogProb(joint, 3, 3), Close);
        Assert.Equal(Math.Log(0.25) - Math.Log(2 * Math.PI), LogProb(independent, 3, 3), Close);
        Assert.True(LogProb(joint, 3, -3) < LogProb(independent, 3, -3) - 10);
        var pushed = new TransformedLaw(joint, new Scale(2));
        Assert.Equal(LogProb(joint, 3, 3) - 2 * Math.Log(2), LogProb(pushed, 6, 6), Close);
    }

    [Fact]
    public void Outside_the_support_the_density_is_zero_also_in_the_depth_of_a_chain()
    {
        var sigmoid = new TransformedLaw(new StandardNormalRows(2), new Sigmoid());
        Assert.Equal(double.NegativeInfinity, LogProb(sigmoid, 0.5f, 1.5f));
        Assert.Equal(double.NegativeInfinity, LogProb(sigmoid, 0.5f, 1));
        Assert.Equal(double.NegativeInfinity, LogProb(sigmoid, float.NegativeInfinity, 0.5f));
        var deep = new TransformedLaw(new StandardNormalRows(2), new Chain(new Exp(), new Shift(-1), new Permute(1, 0)));
        Assert.Equal(double.NegativeInfinity, LogProb(deep, 0, -1.5f));
        var uniform = new TransformedLaw(new IndependentRows(new Uniform(0, 1), 2), new Scale(2));
        Assert.Equal(double.NegativeInfinity, LogProb(uniform, 1, 2.5f));
        Assert.Equal(-2 * Math.Log(2), LogProb(uniform, 1, 1.5f), Close);
    }

    [Fact]
    public void One_row_outside_does_not_disturb_the_others()
    {
        var law = new TransformedLaw(new StandardNormalRows(2), new Sigmoid());
        var both = law.LogProb(Tensor.From([0.5f, 1.5f, 0.25f, 0.5f], 2, 2)).AsSpan().ToArray();
        Assert.Equal([double.NegativeInfinity, LogProb(law, 0.25f, 0.5f)], both.Select(value => (double)value));
    }

    [Fact]
    public void NaN_and_wrong_shapes_are_refused()
    {
        var law = new TransformedLaw(new StandardNormalRows(2), new Sigmoid());
        Assert.Contains("row 0, value 2 is NaN", Assert.Throws<ArgumentException>(() => LogProb(law, 0.5f, float.NaN)).Message);
        Assert.Contains("[1, 3]", Assert.Throws<ArgumentException>(() => LogProb(law, 0.5f, 0.5f, 0.5f)).Message);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() => law.LogProb(Tensor.From(0.5f, 0.5f))).Message);
        Assert.Contains("the base has 2 columns", Assert.Throws<ArgumentException>(() => new TransformedLaw(law, new Permute(2, 0, 1))).Message);
        Assert.Contains("atoms", Assert.Throws<ArgumentException>(() => new IndependentRows(new Bernoulli(0.5), 2)).Message);
        Assert.Contains("add to 1", Assert.Throws<ArgumentException>(() => new MixtureRows((0.5, law), (0.4, law))).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => new MixtureRows()).Message);
        Assert.Contains("2 columns each, got one of 3", Assert.Throws<ArgumentException>(
            () => new MixtureRows((0.5, law), (0.5, new StandardNormalRows(3)))).Message);
        Assert.Contains("at least 0", Assert.Throws<ArgumentException>(() => law.Sample(-1, new RandomStream(0, "s"))).Message);
    }

    [Fact]
    public void Samples_have_the_moments_of_the_law()
    {
        const int Rows = 20_000;
        var law = new TransformedLaw(
            new IndependentRows(new Uniform(0, 1), new Normal(0, 2)), new Chain(new TriangularAffine(new double[,] { { 2, 0 }, { 1, 1 } }, 0, 5)));
        var samples = law.Sample(Rows, new RandomStream(3, "samples"));
        double[] means = [.. Enumerable.Range(0, 2).Select(i => Enumerable.Range(0, Rows).Average(row => (double)samples.Row(row)[i]))];
        // y = (2u, u + z + 5): means 1 and 5.5, deviations 0.577 and 2.02; five standard errors of the mean.
        Assert.Equal(1, means[0], 5 * 0.577 / Math.Sqrt(Rows));
        Assert.Equal(5.5, means[1], 5 * 2.02 / Math.Sqrt(Rows));
        Assert.All(law.LogProb(samples).AsSpan().ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void The_same_stream_gives_the_same_samples()
    {
        var law = new TransformedLaw(new MixtureRows((0.5, new StandardNormalRows(2)), (0.5, new StandardLogisticRows(2))), new Exp());
        Assert.Equal(
            law.Sample(7, new RandomStream(3, "samples")).AsSpan().ToArray(), law.Sample(7, new RandomStream(3, "samples")).AsSpan().ToArray());
        Assert.Equal(0, law.Sample(0, new RandomStream(3, "samples")).Rows);
    }

    [Fact]
    public void Gradients_reach_the_parameters()
    {
        var set = new ParameterSet();
        var law = new TransformedLaw(new StandardNormalRows(2), new Chain(new Scale(set, "s", 2), new Shift(set, "b", 2)));
        var tape = new Tape();
        using (tape.Record())
            tape.Backward(law.LogProb(Tensor.From([1f, 2], 1, 2)).Sum());
        // log p = -½ Σ (y - b)² e^-2s - Σ s: at s = b = 0 the derivatives are y by b, and y² - 1 by s.
        Assert.Equal([1f, 2], set["b"].Gradient.ToArray());
        Assert.Equal([0f, 3], set["s"].Gradient.ToArray());
        Assert.Contains("no gradient", Assert.Throws<ArgumentException>(() =>
        {
            using (tape.Record())
                new IndependentRows(new Normal(0, 1), 2).LogProb(tape.Variable(Tensor.From([1f, 2], 1, 2)));
        }).Message);
    }
}
