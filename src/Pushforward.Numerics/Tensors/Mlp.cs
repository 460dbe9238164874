using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tensors;

/// <summary>Dense layers one after another, with an activation after all but the last: a multi-layer perceptron.</summary>
public sealed class Mlp
{
    private readonly Dense[] _layers;

    /// <summary>Adds the layers' parameters, "name.0.weight", "name.0.bias", "name.1.weight", ..., to a set.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called, e.g. "encoder".</param>
    /// <param name="sizes">Inputs, hidden sizes, outputs: at least two numbers.</param>
    /// <param name="activation">What stands between layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <param name="startAtZero">Whether the last layer begins at zero, and with it the output: for a flow, the identity.</param>
    /// <exception cref="ArgumentException">Fewer than two sizes.</exception>
    public Mlp(
        ParameterSet parameters, string name, ReadOnlySpan<int> sizes, Activation activation, RandomStream random, bool startAtZero = false)
    {
        if (sizes.Length < 2)
            throw new ArgumentException($"network '{name}': expected at least two sizes, inputs and outputs, got {sizes.Length}.");
        _layers = new Dense[sizes.Length - 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            bool isLast = i == _layers.Length - 1;
            _layers[i] = new Dense(
                parameters, $"{name}.{i}", sizes[i], sizes[i + 1], isLast ? Activation.None : activation, random,
                isLast && startAtZero ? Initialization.Zero : null);
        }
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Dense> Layers => _layers;

    /// <summary>The network's output.</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <returns>[rows, outputs].</returns>
    public Tensor Forward(Tensor x)
    {
        foreach (var layer in _layers)
            x = layer.Forward(x);
        return x;
    }
}
