using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// A bijector applied to some neighboring columns, the others left as they are: y_S = f(x_S). The inverse undoes f there. log|det J| is that of f. Of rows
/// whose columns S lie where f takes them from.
/// </summary>
public sealed class OnColumns : Bijector
{
    private readonly int _first, _count;

    /// <summary>Confines a bijector to some columns.</summary>
    /// <param name="inner">f.</param>
    /// <param name="features">How many columns rows have.</param>
    /// <param name="first">The first column of S, from 0.</param>
    /// <param name="count">How many columns S has, at least 1.</param>
    /// <exception cref="ArgumentException">There are no such columns, or f works on another number of them.</exception>
    public OnColumns(Bijector inner, int features, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Given.AtLeast(0, first, "on-columns");
        Given.AtLeast(1, count, "on-columns");
        Given.AtLeast(first + count, features, "on-columns");
        if (inner.Features is { } works && works != count)
            throw new ArgumentException($"on-columns: {inner.Name} works on {works} values and was given {count} columns; the two must agree.");
        (Inner, Features, _first, _count) = (inner, features, first, count);
    }

    /// <summary>f.</summary>
    public Bijector Inner { get; }

    /// <inheritdoc/>
    public override string Name => $"{Inner.Name} on columns {_first + 1} to {_first + _count}";

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Kinks => Inner.Kinks;

    /// <inheritdoc/>
    public override bool IsLogDetConstant => Inner.IsLogDetConstant;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => Pass(x, inverse: false, outside: null);

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => Pass(y, inverse: true, outside: null);

    internal override (Tensor Value, Tensor LogDet) Pass(Tensor rows, bool inverse, OutsideRows? outside)
    {
        rows = Confine(rows, Domain.RealLine, outside);
        int end = _first + _count;
        var (value, logDet) = Inner.Pass(rows[.., _first..end], inverse, outside);
        if (_first > 0)
            value = Tensor.JoinColumns(rows[.., .._first], value);
        return (end < rows.Columns ? Tensor.JoinColumns(value, rows[.., end..]) : value, logDet);
    }
}
