using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>
/// Sums the gradient of a batch over its shards, which ranks have computed one or several each, and leaves each rank the sums of its slice. Exact sums cut the batch into a number of shards of its own and
/// add numbers that <see cref="ExactSum"/> has rounded: the same bits for any number of ranks. Others cut it into as many shards as there are ranks, and
/// add in single precision in the order of the network.
/// </summary>
internal sealed class GradientSum
{
    // Shards of an exact sum: four ranks share them evenly, and the shards of a usual batch are still large enough for fast products.
    private const int ExactShards = 4;

    private const int PartLength = 1 << 14;

    private readonly ParameterSet _parameters;
    private readonly ICollective _ranks;
    private readonly RankSlices _slices;
    private readonly ThreadTeam? _team;
    private readonly int _shards;
    private readonly float[]?[] _kept = [];
    private readonly double[] _sums = [];

    public GradientSum(ParameterSet parameters, ICollective ranks, RankSlices slices, int batchSize, bool exact, ThreadTeam? team)
    {
        (_parameters, _ranks, _slices, _team) = (parameters, ranks, slices, team);
        _shards = Math.Min(batchSize, exact ? ExactShards : ranks.Size);
        if (!exact)
            return;
        _kept = new float[_shards][];
        _sums = new double[parameters.Values.Length];
    }

    /// <summary>How many shards a batch has.</summary>
    public int Shards => _shards;

    /// <summary>Whether this rank computes a shard. The first rank has at least one.</summary>
    public bool Owns(int shard) => (long)shard * _ranks.Size / _shards == _ranks.Rank;

    /// <summary>A shard's places in a batch.</summary>
    public Range Of(int shard, int rows) => (int)((long)rows * shard / _shards)..(int)((long)rows * (shard + 1) / _shards);

    /// <summary>Keeps a shard's gradient, which the parameters hold, and says how large its numbers are at the most; 0 where nobody needs to know.</summary>
    public double Keep(int shard)
    {
        if (_kept.Length == 0)
            return 0;
        var gradients = _parameters.Gradients;
        gradients.CopyTo(_kept[shard] ??= new float[gradients.Length]);
        return Math.Abs((double)TensorPrimitives.MaxMagnitude<float>(gradients));
    }

    /// <summary>Leaves the sum over all shards in this rank's slice of the parameters' gradients.</summary>
    /// <param name="bound">The sum over shards of what <see cref="Keep"/> has said; finite.</param>
    public void Reduce(double bound)
    {
        if (_kept.Length == 0)
        {
            if (_ranks.Rank >= _shards)
                _parameters.Gradients.Clear();
            _ranks.ReduceScatterSum(_parameters.Gradients, _slices);
            return;
        }
        var exact = new ExactSum(bound);
        int parts = (_sums.Length + PartLength - 1) / PartLength;
        var team = _team ?? ThreadTeam.Shared;
        team.Run(parts, part =>
        {
            int start = part * PartLength, length = Math.Min(PartLength, _sums.Length - start);
            var sums = _sums.AsSpan(start, length);
            sums.Clear();
            for (int shard = 0; shard < _shards; shard++)
            {
                if (!Owns(shard))
                    continue;
                var terms = _kept[shard].AsSpan(start, length);
                for (int i = 0; i < length; i++)
                    sums[i] += exact.Round(terms[i]);
            }
        });
        _ranks.ReduceScatterSum(_sums.AsSpan(), _slices);
        TensorPrimitives.ConvertTruncating<double, float>(_slices.Of(_sums.AsSpan(), _ranks.Rank), _slices.Of(_parameters.Gradients, _ranks.Rank));
    }
}
