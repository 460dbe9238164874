using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tensors;

/// <summary>A dense layer: y = f(x W + b).</summary>
public sealed class Dense
{
    private readonly Activation _activation;
    private readonly double _slope;

    /// <summary>Adds the layer's parameters, "name.weight" [inputs, outputs] and "name.bias" [outputs], to a set.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the layer is called, e.g. "encoder.0".</param>
    /// <param name="inputs">At least 1.</param>
    /// <param name="outputs">At least 1.</param>
    /// <param name="activation">f.</param>
    /// <param name="random">Where the first weights come from; biases begin at zero.</param>
    /// <param name="weight">The first weights; null for <see cref="Initialization.He"/> before a ReLU or ELU and
    /// <see cref="Initialization.Glorot"/> otherwise.</param>
    /// <param name="slope">The slope of <see cref="Activation.LeakyRelu"/> below zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Dense(
        ParameterSet parameters, string name, int inputs, int outputs, Activation activation, RandomStream random,
        Initialization? weight = null, double slope = 0.01)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (inputs < 1 || outputs < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(inputs), $"layer '{name}': expected at least 1 input and 1 output, got {inputs} and {outputs}.");
        }
        weight ??= activation is Activation.Relu or Activation.LeakyRelu or Activation.Elu
            ? Initialization.He(random)
            : Initialization.Glorot(random);
        Weight = parameters.Add($"{name}.weight", Shape.Matrix(inputs, outputs), weight);
        Bias = parameters.Add($"{name}.bias", Shape.Vector(outputs), Initialization.Zero, decays: false);
        _activation = activation;
        _slope = slope;
    }

    /// <summary>W, [inputs, outputs].</summary>
    public Tensor Weight { get; }

    /// <summary>b, [outputs].</summary>
    public Tensor Bias { get; }

    /// <summary>f(x W + b).</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <returns>[rows, outputs].</returns>
    /// <exception cref="ArgumentException">x has another number of columns.</exception>
    public Tensor Forward(Tensor x) => x.Linear(Weight, Bias, _activation, _slope);
}
