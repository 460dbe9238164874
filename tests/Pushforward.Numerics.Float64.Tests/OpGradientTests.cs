extern alias single;

using Pushforward.Numerics.Tensors;
using Pushforward.Numerics.Tests.Tensors;
using SingleCase = single::Pushforward.Numerics.Tests.Tensors.OpCase;

namespace Pushforward.Numerics.Float64.Tests;

public class OpGradientTests
{
    public static TheoryData<string> Names { get; } = [.. OpCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_agrees_with_differences(string name)
    {
        var op = OpCase.All[name];
        var inputs = op.Inputs();
        var (_, gradients) = op.Differentiate(inputs, new TapeOptions { Poison = true });
        for (int i = 0; i < inputs.Length; i++)
        {
            int varied = i;
            GradientCheck.Check($"{name}, input {i}", inputs[i], gradients[i], point =>
            {
                var changed = (double[][])inputs.Clone();
                changed[varied] = point;
                var result = op.Apply([.. changed.Select((values, j) => OpCase.Make(values, op.Shapes[j]))]).AsSpan();
                double sum = 0;
                for (int j = 0; j < result.Length; j++)
                    sum += Math.Cos(j) * result[j];
                return sum;
            });
        }
    }

    // Single precision carries 2^-24 = 6e-8; sums of some hundred terms and a few roundings in a row lose a factor of about thirty.
    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_double(string name)
    {
        var inputs = OpCase.All[name].Inputs();
        var (wide, wideGradients) = OpCase.All[name].Differentiate(inputs);
        var (narrow, narrowGradients) = SingleCase.All[name].Differentiate(inputs);
        AssertClose(wide, narrow, "result");
        for (int i = 0; i < inputs.Length; i++)
            AssertClose(wideGradients[i], narrowGradients[i], $"gradient of input {i}");
    }

    private static void AssertClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(1e-3, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-6 * scale, $"{what}, element {i}: double {expected[i]:R}, single {actual[i]:R}, scale {scale:G3}");
    }
}
