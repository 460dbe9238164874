using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// An exponential moving average of a model's weights: a = d a + (1 - d) w after each step (Polyak &amp; Juditsky 1992 average evenly).
/// At step t the decay is min(d, (1 + t)/(10 + t)), so that the first weights are soon forgotten.
/// </summary>
public sealed class WeightAverage : IPartitionedWork
{
    private const int BlockLength = 1 << 14;

    private readonly ParameterSet _parameters;
    private readonly double _decay;
    private readonly ThreadTeam? _team;
    private Real _keep;

    /// <summary>Begins an average with the weights as they are.</summary>
    /// <param name="parameters">The weights; complete.</param>
    /// <param name="decay">d, in [0, 1).</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of range.</exception>
    public WeightAverage(ParameterSet parameters, double decay, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (decay is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(decay), decay, $"decay: expected a number in [0, 1), got {decay} (WeightAverage).");
        }
        (_parameters, _decay, _team) = (parameters, decay, team);
        State = new OptimizerState("average", parameters.FlatLength);
        parameters.Values.CopyTo(State.Values);
    }

    /// <summary>How many updates there have been. A checkpoint restores it together with <see cref="State"/>.</summary>
    public long Updates { get; set; }

    /// <summary>
    /// The averaged weights, in the order of <see cref="ParameterSet.Values"/>; between two calls of <see cref="Swap"/>, the weights in
    /// training.
    /// </summary>
    public OptimizerState State { get; }

    /// <summary>Takes the weights of a step in.</summary>
    public void Update()
    {
        Updates++;
        _keep = (Real)Math.Min(_decay, (1.0 + Updates) / (10.0 + Updates));
        (_team ?? ThreadTeam.Shared).Run((_parameters.FlatLength + BlockLength - 1) / BlockLength, this);
    }

    /// <summary>Exchanges the weights and their average: once to evaluate the averaged model, once more to go on training.</summary>
    public void Swap()
    {
        var weights = _parameters.Values;
        var average = State.Values;
        for (int i = 0; i < weights.Length; i++)
            (weights[i], average[i]) = (average[i], weights[i]);
    }

    /// <inheritdoc/>
    void IPartitionedWork.Execute(int part, int worker)
    {
        int start = part * BlockLength, count = Math.Min(BlockLength, _parameters.FlatLength - start);
        var average = State.Values.Slice(start, count);
        TensorPrimitives.Multiply(average, _keep, average);
        TensorPrimitives.MultiplyAdd(_parameters.Values.Slice(start, count), 1 - _keep, average, average);
    }
}
