using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

/// <summary>
/// Where a function has a kink, or its formula changes: right beside it on either side the slope is that side's, and on it the documented
/// one.
/// </summary>
public class KinkTests
{
    // Twice the longest reach of the differences.
    private const double Beside = 4 * GradientCheck.Step;

    public static TheoryData<string, double> Kinks { get; } = new()
    {
        { "Relu", 0 },
        { "LeakyRelu", 0 },
        { "Elu", 0 },
        { "Abs", 0 },
        { "Clamp", -1 },
        { "Clamp", 1 },
        { "Softplus", 0 },
        { "StandardLogistic", 0 },
        { "Linear Relu", 0 },
        { "Linear LeakyRelu", 0 },
        { "Linear Elu", 0 },
    };

    private static Tensor Apply(string name, Tensor x) => name switch
    {
        "Relu" => x.Relu(),
        "LeakyRelu" => x.LeakyRelu(0.3),
        "Elu" => x.Elu(),
        "Abs" => x.Abs(),
        "Clamp" => x.Clamp(-1, 1),
        "Softplus" => x.Softplus(),
        "StandardLogistic" => x.AsColumn().StandardLogisticLogProb(),
        "Linear Relu" => Dense(x, Activation.Relu),
        "Linear LeakyRelu" => Dense(x, Activation.LeakyRelu),
        "Linear Elu" => Dense(x, Activation.Elu),
        _ => throw new ArgumentException(name),
    };

    private static Tensor Dense(Tensor x, Activation activation) =>
        x.AsColumn().Linear(Tensor.Full(Shape.Matrix(1, 1), 1), Tensor.From(0.0), activation, 0.3);

    private static double[] Gradient(string name, double[] point)
    {
        var tape = new Tape();
        using (tape.Record())
        {
            var x = tape.Variable(Tensor.From(point));
            tape.Backward(Apply(name, x).Sum());
            return x.Gradient.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Kinks))]
    public void Slope_beside_a_kink_is_that_of_its_side(string name, double kink)
    {
        double[] point = [kink - Beside, kink + Beside, kink - 0.5, kink + 0.5];
        GradientCheck.Check(name, point, Gradient(name, point), p => Apply(name, Tensor.From(p)).Sum().ToScalar());
    }

    [Theory]
    [InlineData("Relu", 0, 0)]
    [InlineData("LeakyRelu", 0, 0.3)]
    [InlineData("Elu", 0, 1)]
    [InlineData("Abs", 0, 0)]
    [InlineData("Clamp", 1, 1)]
    [InlineData("Clamp", -1, 1)]
    [InlineData("Linear Relu", 0, 0)]
    [InlineData("Linear LeakyRelu", 0, 0.3)]
    [InlineData("Linear Elu", 0, 1)]
    public void Slope_on_a_kink_is_the_documented_one(string name, double kink, double expected) =>
        Assert.Equal(expected, Gradient(name, [kink])[0], 1e-12);

    [Fact]
    public void Slope_of_a_fused_softplus_is_exact_on_both_sides_of_where_its_series_takes_over()
    {
        // softplus(x) = 0.1 at x = log(e^0.1 - 1).
        double border = Math.Log(Math.Exp(0.1) - 1);
        foreach (double x in new[] { border - 1e-9, border + 1e-9, border - 5, -30.0 })
        {
            var tape = new Tape();
            using (tape.Record())
            {
                var variable = tape.Variable(Tensor.From(x));
                tape.Backward(variable.AsColumn().Linear(Tensor.Full(Shape.Matrix(1, 1), 1), Tensor.From(0.0), Activation.Softplus).Sum());
                double expected = 1 / (1 + Math.Exp(-x));
                Assert.InRange(variable.Gradient[0] / expected, 1 - 2e-9, 1 + 2e-9);
            }
        }
    }
}
