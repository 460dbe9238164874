using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Numerics.Tests.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

public class ModelGradientTests
{
    private static readonly RandomStream Weights = new(7, "weights");

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Elu)]
    [InlineData(Activation.Softplus)]
    public void Gradients_of_a_classifier_agree_with_differences(Activation activation)
    {
        var model = new TinyClassifier(5, 6, 3, activation, Weights.At(0, 1));
        var x = Tensor.Normal(4, 5, Weights.At(0, 2));
        GradientCheck.CheckParameters(model.Parameters, () => model.Loss(x, [0, 2, 1, 1]));
    }

    [Fact]
    public void Gradients_of_a_variational_autoencoder_agree_with_differences()
    {
        var model = new TinyVae(7, 5, 2, Weights.At(1, 1));
        var x = Tensor.Uniform(4, 7, Weights.At(1, 2));
        GradientCheck.CheckParameters(model.Parameters, () => -model.Elbo(x, new RandomStream(3, "noise")).Mean());
    }

    [Fact]
    public void Gradients_of_an_additive_coupling_flow_agree_with_differences()
    {
        var model = new TinyNice(8, 5, 3, Weights.At(2, 1));
        var x = Tensor.Normal(4, 8, Weights.At(2, 2));
        // The differences are valid as long as no ReLU's argument lies within reach of the step from 0, which these seeds see to.
        GradientCheck.CheckParameters(model.Parameters, () => -model.LogProb(x).Mean());
    }

    [Fact]
    public void Gradient_with_respect_to_the_input_agrees_with_differences()
    {
        var model = new TinyNice(8, 5, 3, Weights.At(3, 1));
        var point = Tensor.Normal(2, 8, Weights.At(3, 2)).AsSpan().ToArray();
        var tape = new Tape();
        double[] gradient;
        using (tape.Record())
        {
            var x = tape.Variable(Tensor.From(point, 2, 8));
            tape.Backward(model.LogProb(x).Sum());
            gradient = x.Gradient.ToArray();
        }
        GradientCheck.Check("input", point, gradient, p => model.LogProb(Tensor.From(p, 2, 8)).Sum().ToScalar());
    }
}
