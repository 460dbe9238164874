using System.Text;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Training;

/// <summary>
/// What ranks tell each other of a step besides its gradient: losses by shard, whether one failed or was asked to stop, and the first rank's clock, by which all go.
/// </summary>
/// <param name="ranks">Who.</param>
/// <param name="shards">Shards of a batch.</param>
internal sealed class StepSum(ICollective ranks, int shards)
{
    private const int Failures = 0, Stops = 1, Seconds = 2, Saves = 3, Header = 4;

    // Of a shard: loss, largest gradient, terms of the loss.
    private const int MostTerms = 16, PerShard = 2 + MostTerms;

    private readonly double[] _values = new double[Header + shards * PerShard];
    private readonly SortedSet<string> _terms = new(StringComparer.Ordinal);

    /// <summary>Whether a rank was asked to stop.</summary>
    public bool IsStopAsked => _values[Stops] > 0;

    /// <summary>Whether the first rank's clock says that a checkpoint is due.</summary>
    public bool IsSaveDue => _values[Saves] > 0;

    /// <summary>The first rank's clock.</summary>
    public double Time => _values[Seconds];

    /// <summary>The sum over shards of losses.</summary>
    public double Loss => SumOverShards(0);

    /// <summary>The sum over shards of largest gradients.</summary>
    public double Bound => SumOverShards(1);

    /// <summary>Begins a step.</summary>
    public void Clear() => Array.Clear(_values);

    /// <summary>Enters a shard of this rank.</summary>
    public void Enter(int shard, double loss, double largest, LossTerms terms)
    {
        var own = _values.AsSpan(Header + shard * PerShard, PerShard);
        (own[0], own[1]) = (loss, largest);
        if (terms.Sums.Count > MostTerms)
            throw new InvalidOperationException($"terms of a loss: expected at most {MostTerms}, got {terms.Sums.Count}.");
        int i = 2;
        foreach (var (term, sum) in terms.Sums)
        {
            _terms.Add(term);
            own[i++] = sum;
        }
    }

    /// <summary>Adds up what ranks have entered.</summary>
    /// <param name="failure">What went wrong on this rank; null if nothing.</param>
    /// <param name="stopping">Whether this rank was asked to stop.</param>
    /// <param name="clock">This rank's clock.</param>
    /// <param name="saveDue">Whether a checkpoint is due by it.</param>
    /// <returns>What went wrong on the first rank on which something did; null if nothing did.</returns>
    public string? AllReduce(string? failure, bool stopping, double clock, bool saveDue)
    {
        bool first = ranks.Rank == 0;
        (_values[Failures], _values[Stops]) = (failure is null ? 0 : 1, stopping ? 1 : 0);
        (_values[Seconds], _values[Saves]) = (first ? clock : 0, first && saveDue ? 1 : 0);
        ranks.AllReduceSum(_values.AsSpan());
        return _values[Failures] == 0 || ranks.Size == 1 ? failure : Agree(failure);
    }

    /// <summary>Adds the terms of all shards to others.</summary>
    public void AddTermsTo(Dictionary<string, double> sums)
    {
        int i = 2;
        foreach (string term in _terms)
        {
            sums[term] = sums.GetValueOrDefault(term) + SumOverShards(i);
            i++;
        }
    }

    private double SumOverShards(int place)
    {
        double sum = 0;
        for (int shard = 0; shard < shards; shard++)
            sum += _values[Header + shard * PerShard + place];
        return sum;
    }

    private string Agree(string? failure)
    {
        var lengths = new long[ranks.Size];
        byte[] text = Encoding.UTF8.GetBytes(failure ?? "");
        lengths[ranks.Rank] = text.Length;
        ranks.AllReduceSum(lengths.AsSpan());
        int root = Array.FindIndex(lengths, length => length > 0);
        Array.Resize(ref text, (int)lengths[root]);
        ranks.Broadcast(text, root);
        return Encoding.UTF8.GetString(text);
    }
}
