using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <summary>Hidden layers of one kind, one after another; none is the identity.</summary>
internal sealed class HiddenLayers
{
    private readonly LayerKind _kind;
    private readonly List<(Dense Value, Dense? Gate)> _layers = [];

    /// <param name="parameters">Takes "name.0.weight", "name.0.bias" and, of gated layers, "name.0.gate.weight", "name.0.gate.bias", and so on.</param>
    /// <param name="name">E.g. "encoder".</param>
    /// <param name="inputs">Columns of the input.</param>
    /// <param name="sizes">Columns of each layer's output.</param>
    /// <param name="kind">What a layer computes.</param>
    /// <param name="random">Where the first weights come from.</param>
    public HiddenLayers(ParameterSet parameters, string name, int inputs, IEnumerable<int> sizes, LayerKind kind, RandomStream random)
    {
        (_kind, Outputs) = (kind, inputs);
        foreach (int size in sizes)
        {
            string layer = $"{name}.{_layers.Count}";
            var value = new Dense(parameters, layer, Outputs, size, kind == LayerKind.Gated ? Activation.None : Activation.Elu, random);
            _layers.Add((value, kind == LayerKind.Gated ? new Dense(parameters, $"{layer}.gate", Outputs, size, Activation.Sigmoid, random) : null));
            Outputs = size;
        }
    }

    /// <summary>Columns of what <see cref="Forward"/> gives.</summary>
    public int Outputs { get; }

    /// <summary>The last layer's output, [rows, outputs].</summary>
    public Tensor Forward(Tensor x)
    {
        foreach (var (value, gate) in _layers)
        {
            var y = value.Forward(x);
            if (gate is not null)
                y *= gate.Forward(x);
            else if (_kind == LayerKind.Residual && x.Columns == y.Columns)
                y += x;
            x = y;
        }
        return x;
    }
}
