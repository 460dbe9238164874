using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>
/// Adam, and the average of weights, with each rank taking the steps of one slice of the flat arrays: it gets the sum of gradients of that slice alone, and tells the
/// others the new weights. So it is in ZeRO (Rajbhandari, Rasley, Ruwase &amp; He 2020, arXiv:1910.02054), for the sake of memory; here it is for the sake of time, since a step
/// by its gradient costs as much however few rows it was computed from. The bits are those of one rank.
/// </summary>
internal sealed class SharedOptimizer
{
    private readonly ParameterSet _parameters;
    private readonly Adam _adam;
    private readonly WeightAverage? _average;
    private readonly ICollective _ranks;
    private readonly ThreadTeam? _team;
    private readonly double[] _squares;

    public SharedOptimizer(Adam adam, WeightAverage? average, ICollective ranks, ThreadTeam? team)
    {
        (_parameters, _adam, _average, _ranks, _team) = (adam.Parameters, adam, average, ranks, team);
        Slices = new RankSlices(_parameters.FlatLength, ParameterSet.BlockLength, ranks.Size);
        _squares = new double[(_parameters.FlatLength + ParameterSet.BlockLength - 1) / ParameterSet.BlockLength];
    }

    /// <summary>Whose step is whose.</summary>
    public RankSlices Slices { get; }

    /// <summary>The norm of the gradient of which each rank has its slice.</summary>
    public double GradientNorm()
    {
        Array.Clear(_squares);
        int start = Slices.Start(_ranks.Rank);
        _parameters.GradientSquares(start, Slices.Count(_ranks.Rank), _team).CopyTo(_squares.AsSpan(start / ParameterSet.BlockLength));
        // Every block has one figure and otherwise zeros.
        _ranks.AllReduceSum(_squares.AsSpan());
        return ParameterSet.Norm(_squares);
    }

    /// <summary>Scales the gradient down to a norm, if it has a larger one.</summary>
    /// <param name="norm">The norm it has.</param>
    /// <param name="bound">The norm it is to have at the most.</param>
    public void ClipGradient(double norm, double bound)
    {
        var own = Slices.Of(_parameters.Gradients, _ranks.Rank);
        if (norm > bound)
            TensorPrimitives.Multiply(own, (float)(bound / norm), own);
    }

    /// <summary>Takes a step, after which every rank has all weights.</summary>
    public void Step(double rate)
    {
        _adam.Step(rate, _average, Slices.Start(_ranks.Rank), Slices.Count(_ranks.Rank));
        _ranks.AllGather(_parameters.Values, Slices);
    }

    /// <summary>Tells every rank the average of all weights, of which each had its slice.</summary>
    public void GatherAverage()
    {
        if (_average is not null)
            _ranks.AllGather(_average.State.Values, Slices);
    }

    /// <summary>Tells every rank the optimizer's whole state, of which each had its slice.</summary>
    public void GatherState()
    {
        foreach (var state in _adam.State)
            _ranks.AllGather(state.Values, Slices);
        GatherAverage();
    }
}
