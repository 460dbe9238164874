using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// One network for all pixels that a coupling moves: it sees what lies around each of them, at the same places from it, and gives what the coupling needs to move it. What
/// it learns of strokes in one place it knows in all. Pixels differ in what is to be expected of them, so the first layer has biases of its own for each:
/// <c>a1 = relu(W1 n_d + b1_d), a2 = relu(W2 a1 + b2), ..., m_d = W a + b</c>, n_d the neighbors of pixel d, and 0, paper, beyond the edge. A convolution followed by others of width 1.
/// </summary>
internal sealed class NeighborNetwork
{
    private readonly Tensor _weight, _bias;
    private readonly Dense[] _further;
    private readonly int[] _index;
    private readonly int _moved, _neighbors;

    /// <summary>Adds the network's parameters to a set, named as those of a <see cref="Mlp"/>; its output begins at zero.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="neighbors">For each pixel that moves, the still ones around it; the number of still ones where there is none. Shape [moved, neighbors].</param>
    /// <param name="hidden">The sizes of its hidden layers, at least one.</param>
    /// <param name="outputs">How many numbers it gives for each pixel.</param>
    /// <param name="random">Where the first weights come from.</param>
    public NeighborNetwork(ParameterSet parameters, string name, int[,] neighbors, IReadOnlyList<int> hidden, int outputs, RandomStream random)
    {
        (_moved, _neighbors, _index) = (neighbors.GetLength(0), neighbors.GetLength(1), [.. neighbors.Cast<int>()]);
        _weight = parameters.Add($"{name}.0.weight", Shape.Matrix(_neighbors, hidden[0]), Initialization.He(random));
        _bias = parameters.Add($"{name}.0.bias", Shape.Matrix(_moved, hidden[0]), Initialization.Zero, decays: false);
        int[] sizes = [.. hidden, outputs];
        _further = [.. Enumerable.Range(1, hidden.Count).Select(i => i == hidden.Count
            ? new Dense(parameters, $"{name}.{i}", sizes[i - 1], sizes[i], Activation.None, random, Initialization.Zero)
            : new Dense(parameters, $"{name}.{i}", sizes[i - 1], sizes[i], Activation.Relu, random))];
    }

    /// <summary>What the coupling needs.</summary>
    /// <param name="still">[rows, still pixels].</param>
    /// <returns>[rows, moved pixels x outputs].</returns>
    public Tensor Forward(Tensor still)
    {
        int rows = still.Rows;
        var around = Tensor.JoinColumns(still, Tensor.Zeros(rows, 1)).GatherColumns(_index).Reshape(rows * _moved, _neighbors);
        var first = (around.MatMul(_weight).Reshape(rows, _bias.Length) + _bias.AsVector()).Relu();
        var outputs = _further.Aggregate(first.Reshape(rows * _moved, _bias.Columns), (x, layer) => layer.Forward(x));
        return outputs.Reshape(rows, _moved * outputs.Columns);
    }
}
