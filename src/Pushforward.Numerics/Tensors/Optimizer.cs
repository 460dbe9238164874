using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// Changes parameters by their gradients. One pass over the flat arrays, shared by threads; every element is computed alone, so results are
/// the same bits for any number of threads. The state is flat arrays as long as the parameters', for checkpoints to save and restore.
/// </summary>
public abstract class Optimizer
{
    private readonly Work _work;
    private readonly List<OptimizerState> _state = [];

    private protected Optimizer(ParameterSet parameters, ThreadTeam? team)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        Team = team;
        _ = parameters.Gradients;
        _work = new Work(this);
    }

    /// <summary>The parameters it changes.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>How many steps have been taken. A checkpoint restores it together with <see cref="State"/>.</summary>
    public long Steps { get; set; }

    /// <summary>What it remembers between steps, by name: the arrays themselves, to read and to overwrite.</summary>
    public IReadOnlyList<OptimizerState> State => _state;

    private ThreadTeam? Team { get; }

    /// <summary>Takes a step.</summary>
    /// <param name="rate">The learning rate; at least 0.</param>
    /// <param name="average">An average of the same parameters that takes the new weights in while they are in cache; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, NaN or infinite.</exception>
    /// <exception cref="ArgumentException">The average is one of other parameters.</exception>
    public void Step(double rate, WeightAverage? average = null) => Step(rate, average, 0, Parameters.FlatLength);

    /// <summary>Takes a step with a range of the flat arrays, for who shares them with others: the same bits as if all were taken at once.</summary>
    /// <param name="rate">The learning rate; at least 0.</param>
    /// <param name="average">An average of the same parameters that takes the new weights of the range in; null for none.</param>
    /// <param name="start">The first element.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, NaN or infinite, or the range not within the arrays.</exception>
    /// <exception cref="ArgumentException">The average is one of other parameters.</exception>
    public void Step(double rate, WeightAverage? average, int start, int count)
    {
        if (start < 0 || count < 0 || (long)start + count > Parameters.FlatLength)
            throw new ArgumentOutOfRangeException(nameof(count), $"range: expected one within {Parameters.FlatLength} elements, got {count} from {start} on.");
        if (average is not null && average.Parameters != Parameters)
            throw new ArgumentException("average: expected one of the parameters that the optimizer changes, got one of others.", nameof(average));
        if (!(rate >= 0) || double.IsInfinity(rate))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, $"rate: expected a finite number of at least 0, got {rate}.");
        Steps++;
        Prepare(rate);
        average?.Begin();
        _work.Run(Team ?? ThreadTeam.Shared, average, start, count);
    }

    private protected OptimizerState AddState(string name)
    {
        var state = new OptimizerState(name, Parameters.FlatLength);
        _state.Add(state);
        return state;
    }

    /// <summary>Computes what is the same for all elements of a step.</summary>
    private protected abstract void Prepare(double rate);

    /// <summary>Changes a range of one parameter.</summary>
    private protected abstract void Update(Parameter parameter, int start, int count);

    /// <summary>A range of the flat arrays in blocks of fixed length; a block may hold pieces of several parameters.</summary>
    private sealed class Work(Optimizer optimizer) : IPartitionedWork
    {
        // With its gradients, its state and its average a block fits the second-level cache.
        private const int BlockLength = 1 << 14;

        private WeightAverage? _average;
        private int _start, _count;

        public void Run(ThreadTeam team, WeightAverage? average, int start, int count)
        {
            (_average, _start, _count) = (average, start, count);
            team.Run((count + BlockLength - 1) / BlockLength, this);
        }

        public void Execute(int part, int worker)
        {
            int from = _start + part * BlockLength, to = Math.Min(_start + _count, from + BlockLength);
            var parameters = optimizer.Parameters;
            for (int i = First(parameters, from); i < parameters.Count && parameters[i].Offset < to; i++)
            {
                var parameter = parameters[i];
                int start = Math.Max(from, parameter.Offset);
                int count = Math.Min(to, parameter.Offset + parameter.Shape.Length) - start;
                if (count > 0)
                    optimizer.Update(parameter, start, count);
            }
            _average?.Update(from, to - from);
        }

        // The last parameter that begins at or before an element, by bisection.
        private static int First(ParameterSet parameters, int element)
        {
            int low = 0, high = parameters.Count - 1;
            while (low < high)
            {
                int middle = (low + high + 1) / 2;
                if (parameters[middle].Offset <= element)
                    low = middle;
                else
                    high = middle - 1;
            }
            return low;
        }
    }
}
