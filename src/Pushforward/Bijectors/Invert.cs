using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>A bijector the other way round: y = f^-1(x), x = f(y), log-dets exchanged likewise.</summary>
public sealed class Invert : Bijector
{
    /// <summary>Turns a bijector round.</summary>
    /// <param name="inner">f.</param>
    public Invert(Bijector inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>f.</summary>
    public Bijector Inner { get; }

    /// <inheritdoc/>
    public override string Name => $"invert({Inner.Name})";

    /// <inheritdoc/>
    public override int? Features => Inner.Features;

    /// <inheritdoc/>
    public override Domain Domain => Inner.Range;

    /// <inheritdoc/>
    public override Domain Range => Inner.Domain;

    /// <inheritdoc/>
    public override bool IsLogDetConstant => Inner.IsLogDetConstant;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => Pass(x, inverse: false, outside: null);

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => Pass(y, inverse: true, outside: null);

    internal override (Tensor Value, Tensor LogDet) Pass(Tensor rows, bool inverse, OutsideRows? outside) => Inner.Pass(rows, !inverse, outside);
}
