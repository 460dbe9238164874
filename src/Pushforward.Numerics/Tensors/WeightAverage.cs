using System.Numerics;
using System.Runtime.InteropServices;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors.Ops;

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

    /// <summary>The weights averaged.</summary>
    internal ParameterSet Parameters => _parameters;

    /// <summary>Takes the weights of a step in. <see cref="Optimizer.Step(double, WeightAverage?)"/> does so by the way.</summary>
    public void Update()
    {
        Begin();
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

    /// <summary>Counts an update, of which <see cref="Update(int, int)"/> then does a range each.</summary>
    internal void Begin()
    {
        Updates++;
        _keep = (Real)Math.Min(_decay, (1.0 + Updates) / (10.0 + Updates));
    }

    /// <summary>Takes a range of the weights in.</summary>
    internal void Update(int start, int count)
    {
        ref var average = ref MemoryMarshal.GetReference(State.Values.Slice(start, count));
        ref var weights = ref MemoryMarshal.GetReference(_parameters.Values.Slice(start, count));
        Vector<Real> keep = new(_keep), rest = new(1 - _keep);
        int i = 0;
        for (; i <= count - Lanes.Count; i += Lanes.Count)
            Lanes.Store(keep * Lanes.Load(ref average, i) + rest * Lanes.Load(ref weights, i), ref average, i);
        if (count - i is > 0 and int left)
            Lanes.StorePart(keep * Lanes.LoadPart(ref average, i, left) + rest * Lanes.LoadPart(ref weights, i, left), ref average, i, left);
    }

    /// <inheritdoc/>
    void IPartitionedWork.Execute(int part, int worker) =>
        Update(part * BlockLength, Math.Min(BlockLength, _parameters.FlatLength - part * BlockLength));
}
