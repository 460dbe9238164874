namespace Pushforward.Numerics.Tensors;

/// <summary>A flat array an optimizer or an average of weights remembers, as long as the parameters' flat arrays.</summary>
public sealed class OptimizerState
{
    private readonly Real[] _array;
    private readonly int _offset;
    private readonly int _length;

    internal OptimizerState(string name, int length)
    {
        Name = name;
        _length = length;
        (_array, _offset) = AlignedArray.Allocate(length, zeroed: true);
    }

    /// <summary>What it is, e.g. "adam.first".</summary>
    public string Name { get; }

    /// <summary>The numbers, in the order of <see cref="ParameterSet.Values"/>.</summary>
    public Span<Real> Values => new(_array, _offset, _length);
}
