using System.Runtime.CompilerServices;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors.Ops;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// Records what is computed and differentiates it: reverse-mode automatic differentiation on a linear tape. The order of recording is
/// already topological, so the backward pass is one loop from the end. Values and gradients of a step live in an arena that the next step
/// reuses, and so do tensors' nodes and operations: a warm step allocates next to nothing.
/// </summary>
/// <remarks>
/// <code>
/// using (tape.Record())
/// {
///     var loss = -model.LogProb(x).Mean();
///     tape.Backward(loss);
/// }
/// adam.Step(rate);
/// </code>
/// A tape serves one thread at a time. Two tapes on two threads may read the same parameters, but not run Backward into them at once.
/// </remarks>
public sealed class Tape
{
    private static long _lastStamp;

    [ThreadStatic]
    private static Tape? _current;

    [ThreadStatic]
    private static Tape? _eager;

    private readonly TapeOptions _options;
    private readonly Arena? _arena;
    private readonly List<TensorNode> _nodes = [];
    private readonly List<Op> _ops = [];
    private readonly List<ParameterSet> _parameterSets = [];
    private OpPool?[] _pools = [];
    private int _usedNodes;
    private bool _recording;
    private bool _entered;
    private Tape? _outer;

    /// <summary>Makes a tape.</summary>
    /// <param name="options">How it works; null for the defaults.</param>
    public Tape(TapeOptions? options = null)
    {
        _options = options ?? new TapeOptions();
        _arena = new Arena(_options.Poison);
    }

    // The stand-in where no step is under way: results go to the heap and nothing is recorded.
    private Tape(Arena? arena)
    {
        _options = new TapeOptions();
        _arena = arena;
    }

    /// <summary>How many steps this tape has begun.</summary>
    public int Generation { get; private set; }

    /// <summary>How many operations the step under way has recorded.</summary>
    public int RecordedOperations => _ops.Count;

    /// <summary>Bytes the arena holds: the activations and their gradients of the largest step so far.</summary>
    public long ArenaBytes => (_arena?.Capacity ?? 0) * sizeof(Real);

    /// <summary>The tape of the step under way on this thread, or the stand-in that computes on the heap.</summary>
    internal static Tape Current => _current ?? (_eager ??= new Tape((Arena?)null));

    /// <summary>The number of the backward pass under way or last done, unique in the process.</summary>
    internal long Stamp { get; private set; }

    internal ThreadTeam Team => _options.Team ?? ThreadTeam.Shared;

    internal int MinimumParallelElements => _options.MinimumParallelElements;

    /// <summary>
    /// Begins a step: takes back what the previous step computed, and until the result is disposed, operations on this thread put their
    /// results in this tape's arena and, if an input is tracked, are recorded.
    /// </summary>
    /// <exception cref="InvalidOperationException">A step of this tape is under way.</exception>
    public TapeScope Record() => Enter(recording: true);

    /// <summary>Begins a step that records nothing: for evaluation and sampling in an arena that is reused.</summary>
    /// <exception cref="InvalidOperationException">A step of this tape is under way.</exception>
    public TapeScope Evaluate() => Enter(recording: false);

    /// <summary>
    /// A tracked copy of values, to differentiate by them; its <see cref="Tensor.Gradient"/> is there after <see cref="Backward"/>.
    /// </summary>
    /// <param name="values">The values; not changed, not tracked through.</param>
    /// <exception cref="InvalidOperationException">No recording step of this tape is under way.</exception>
    public Tensor Variable(Tensor values)
    {
        if (_current != this || !_recording)
        {
            throw new InvalidOperationException(
                "variable: no recording step of this tape is under way. Call it inside using (tape.Record()).");
        }
        var node = Allocate(values.Shape);
        values.AsSpan().CopyTo(node.Values);
        node.IsTracked = true;
        return new(node);
    }

    /// <summary>
    /// Computes the gradient of a scalar with respect to every tracked tensor it was computed from. Gradients of parameters end up in
    /// their <see cref="ParameterSet.Gradients"/>; those of parameters the loss does not depend on become zero.
    /// </summary>
    /// <param name="loss">One element, computed on this tape since the step began.</param>
    /// <param name="accumulate">Whether gradients are added to what the parameters' gradients hold (to sum over parts of a batch) rather
    /// than replace it.</param>
    /// <exception cref="InvalidOperationException">The loss has more than one element, or was not recorded on this tape.</exception>
    /// <exception cref="NumericalException">A gradient is not finite and the tape was asked to check.</exception>
    public void Backward(Tensor loss, bool accumulate = false)
    {
        var node = loss.Node;
        if (node.Shape.Length != 1)
            throw new InvalidOperationException($"backward: expected a loss of one element, got {node.Shape}. Reduce it with Mean or Sum.");
        if (!node.IsTracked || node.Tape != this)
        {
            throw new InvalidOperationException(
                "backward: the loss was not recorded on this tape. Compute it from parameters or variables inside using (tape.Record()).");
        }

        Stamp = Interlocked.Increment(ref _lastStamp);
        if (accumulate)
        {
            foreach (var set in _parameterSets)
                set.KeepGradients(Stamp);
        }
        node.Gradient(this).Fill(1);
        for (int i = _ops.Count - 1; i >= 0; i--)
        {
            var op = _ops[i];
            if (!op.Output.HasGradient(Stamp))
                continue;
            op.Backward();
            if (_options.CheckFinite)
                op.CheckGradients(this);
        }
        foreach (var set in _parameterSets)
            set.ClearUntouchedGradients(Stamp);
    }

    /// <summary>Room for a result.</summary>
    internal TensorNode Allocate(Shape shape)
    {
        if (_arena is null)
        {
            var (heap, heapOffset) = AlignedArray.Allocate(shape.Length, zeroed: false);
            return new TensorNode().Bind(null, heap, heapOffset, shape);
        }
        var (array, offset) = _arena.Allocate(shape.Length);
        return NextNode().Bind(this, array, offset, shape);
    }

    /// <summary>Other eyes on the same values.</summary>
    internal TensorNode View(TensorNode viewed, int start, Shape shape)
    {
        // A view of something that lives in another arena must die with that arena, so it cannot be one of this tape's pooled nodes.
        return _arena is null || (viewed.Tape is not null && viewed.Tape != this)
            ? new TensorNode().BindView(viewed.Tape, viewed, start, shape)
            : NextNode().BindView(this, viewed, start, shape);
    }

    /// <summary>Room for the gradient of a node.</summary>
    internal void AllocateGradient(TensorNode node)
    {
        if (node.Parameters is { } set)
        {
            set.AllocateGradients();
            return;
        }
        var (array, offset) = _arena!.Allocate(node.Shape.Length);
        node.BindGradient(array, offset);
    }

    /// <summary>An operation object to fill in, from the pool or new.</summary>
    internal T Rent<T>()
        where T : Op, new()
    {
        if (_arena is null)
        {
            // Pooled, it would keep its inputs from the collector.
            var single = new T();
            single.Begin(this, null);
            return single;
        }
        int kind = OpKind<T>.Index;
        if (kind >= _pools.Length)
            Array.Resize(ref _pools, kind + 8);
        var pool = _pools[kind] ??= new OpPool();
        if (pool.Used == pool.Ops.Count)
            pool.Ops.Add(new T());
        var op = Unsafe.As<T>(pool.Ops[pool.Used++]);
        op.Begin(this, pool);
        return op;
    }

    /// <summary>Whether gradients flow to an input.</summary>
    internal bool Tracks(TensorNode input)
    {
        if (!_recording || !input.IsTracked)
            return false;
        if (input.Parameters is { } set)
        {
            if (!_parameterSets.Contains(set))
                _parameterSets.Add(set);
        }
        else if (input.Tape != this)
        {
            throw new InvalidOperationException(
                $"tape: an input {input.Shape} is tracked by another tape than the one that is recording; pass its values on with " +
                "Detach().");
        }
        return true;
    }

    /// <summary>
    /// Keeps an operation whose result is computed for the backward pass, if an input is tracked, and hands out the result.
    /// </summary>
    internal Tensor Finish(Op op, bool tracked)
    {
        var output = op.Output;
        if (_options.CheckFinite)
            op.CheckResult();
        if (tracked)
        {
            output.IsTracked = true;
            _ops.Add(op);
        }
        else if (op.Pool is { } pool)
        {
            pool.Used--;
        }
        return new(output);
    }

    internal void Leave()
    {
        if (_current != this)
        {
            throw new InvalidOperationException(
                "tape: steps must end in the reverse order of their beginnings, each once and on its own thread. " +
                "Use using (tape.Record()).");
        }
        _current = _outer;
        _outer = null;
        _entered = false;
        _recording = false;
    }

    private TapeScope Enter(bool recording)
    {
        if (_entered)
        {
            throw new InvalidOperationException(
                "tape: a step of this tape is under way; dispose of it before the next, or use another tape for the inner one.");
        }
        Generation++;
        _arena!.Reset();
        _usedNodes = 0;
        _ops.Clear();
        _parameterSets.Clear();
        foreach (var pool in _pools)
        {
            if (pool is not null)
                pool.Used = 0;
        }
        _outer = _current;
        _current = this;
        _entered = true;
        _recording = recording;
        return new TapeScope(this);
    }

    private TensorNode NextNode()
    {
        if (_usedNodes == _nodes.Count)
            _nodes.Add(new TensorNode());
        return _nodes[_usedNodes++];
    }

    /// <summary>The operations of one class this tape has made; the first <see cref="Used"/> are in use.</summary>
    internal sealed class OpPool
    {
        public List<Op> Ops { get; } = [];

        public int Used { get; set; }
    }

    private static class OpKinds
    {
        private static int _count;

        public static int Next() => Interlocked.Increment(ref _count) - 1;
    }

    // A small number for each class of operation, so that a pool is found by index.
    private static class OpKind<T>
    {
        public static readonly int Index = OpKinds.Next();
    }
}
