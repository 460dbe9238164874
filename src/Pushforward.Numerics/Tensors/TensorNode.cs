namespace Pushforward.Numerics.Tensors;

/// <summary>
/// What a <see cref="Tensor"/> handle points to: where the values and, for a tracked tensor, the gradient lie. Nodes made by a tape are
/// pooled and reused step after step; the generation in the handle tells an old handle from a new one.
/// </summary>
internal sealed class TensorNode
{
    private Real[] _array = [];
    private int _offset;
    private Real[]? _gradient;
    private int _gradientOffset;
    private long _gradientStamp;

    /// <summary>The array that holds the values.</summary>
    public Real[] Array => Viewed is { } root ? root._array : _array;

    /// <summary>Where in <see cref="Array"/> they begin.</summary>
    public int Offset => Viewed is { } root ? root._offset + _offset : _offset;

    /// <summary>The shape.</summary>
    public Shape Shape { get; private set; }

    /// <summary>The tape whose arena holds the values; null when they are on the heap and live as long as anyone holds them.</summary>
    public Tape? Tape { get; private set; }

    /// <summary>The parameters this node is one of, or null.</summary>
    public ParameterSet? Parameters { get; private set; }

    /// <summary>For a view, the node it looks into, itself no view; null otherwise.</summary>
    public TensorNode? Viewed { get; private set; }

    /// <summary>Whether gradients flow to it.</summary>
    public bool IsTracked { get; set; }

    /// <summary>The generation a handle must carry to be valid now.</summary>
    public int Generation => Tape?.Generation ?? 0;

    /// <summary>The values.</summary>
    public Span<Real> Values => new(Array, Offset, Shape.Length);

    /// <summary>Some of the values.</summary>
    public Span<Real> Slice(int start, int count) => new Span<Real>(Array, Offset, Shape.Length).Slice(start, count);

    /// <summary>A row of the values.</summary>
    public Span<Real> Row(int row) => Slice(row * Shape.Columns, Shape.Columns);

    /// <summary>Makes this node mean other values.</summary>
    public TensorNode Bind(Tape? tape, Real[] array, int offset, Shape shape)
    {
        (Tape, _array, _offset, Shape) = (tape, array, offset, shape);
        (Parameters, Viewed, IsTracked, _gradient, _gradientStamp) = (null, null, false, null, 0);
        return this;
    }

    /// <summary>Makes this node a view into another; its gradient is the same range of that node's gradient.</summary>
    public TensorNode BindView(Tape? tape, TensorNode viewed, int start, Shape shape)
    {
        var root = viewed.Viewed ?? viewed;
        Bind(tape, [], viewed.Offset - root.Offset + start, shape);
        (Viewed, Parameters, IsTracked) = (root, root.Parameters, viewed.IsTracked);
        return this;
    }

    /// <summary>Makes this node one of a set's parameters. Called again when the set's arrays move.</summary>
    public void BindParameter(ParameterSet parameters, Real[] array, int offset, Shape shape)
    {
        (_array, _offset, Shape, Parameters, IsTracked) = (array, offset, shape, parameters, true);
    }

    /// <summary>Says where the gradient lies.</summary>
    public void BindGradient(Real[] array, int offset) => (_gradient, _gradientOffset) = (array, offset);

    /// <summary>Whether this backward pass has written the gradient yet.</summary>
    /// <param name="stamp">The number of the pass.</param>
    public bool HasGradient(long stamp) => (Viewed ?? this)._gradientStamp == stamp;

    /// <summary>Declares the gradient written in this pass, as it stands.</summary>
    /// <param name="stamp">The number of the pass.</param>
    public void MarkGradient(long stamp) => _gradientStamp = stamp;

    /// <summary>
    /// Makes sure there is a gradient to write to. False when nothing has been written there in this backward pass: then it must be
    /// overwritten in full; true when it is to be added to. Saves clearing and reading back a matrix that a product is about to fill.
    /// </summary>
    public bool TouchGradient(Tape tape)
    {
        if (Viewed is { } root)
        {
            // A view covers a part only, so the whole must be there before the part is added to.
            if (!root.TouchGradient(tape))
                root.GradientValues.Clear();
            return true;
        }
        if (_gradient is null)
            tape.AllocateGradient(this);
        bool written = _gradientStamp == tape.Stamp;
        _gradientStamp = tape.Stamp;
        return written;
    }

    /// <summary>The gradient, once it has been touched in this backward pass.</summary>
    public Span<Real> GradientValues =>
        Viewed is { } root ? root.GradientValues.Slice(_offset, Shape.Length) : new(_gradient, _gradientOffset, Shape.Length);

    /// <summary>The gradient, to be added to; zero the first time it is asked for in a backward pass.</summary>
    public Span<Real> Gradient(Tape tape)
    {
        bool written = TouchGradient(tape);
        var gradient = GradientValues;
        if (!written)
            gradient.Clear();
        return gradient;
    }

    /// <summary>The gradient the last backward pass left, or null if none reached this node.</summary>
    public Span<Real> WrittenGradient(out bool exists)
    {
        if (Viewed is { } root)
        {
            var whole = root.WrittenGradient(out exists);
            return exists ? whole.Slice(_offset, Shape.Length) : default;
        }
        exists = _gradient is not null && _gradientStamp != 0;
        return exists ? new(_gradient, _gradientOffset, Shape.Length) : default;
    }
}
