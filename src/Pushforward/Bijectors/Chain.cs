using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// Bijectors one after another, the first one first: y = f_n(...f_2(f_1(x))). The log-dets add: det of a product of Jacobians is the product of their
/// dets. The inverse undoes the last first. The empty chain is the identity.
/// </summary>
public sealed class Chain : Bijector
{
    private readonly Bijector[] _parts;

    /// <summary>Puts bijectors in a row.</summary>
    /// <param name="parts">In the order in which Forward applies them.</param>
    /// <exception cref="ArgumentException">Two of them work on different numbers of columns.</exception>
    public Chain(params IReadOnlyList<Bijector> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = [.. parts];
        Bijector? sized = null;
        foreach (var part in _parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
            if (part.Features is null)
                continue;
            sized ??= part;
            if (part.Features != sized.Features)
                throw new ArgumentException($"chain: {sized.Name} works on {sized.Features} values and {part.Name} on {part.Features}; all parts must agree.");
        }
        Features = sized?.Features;
    }

    /// <summary>The bijectors, in the order in which Forward applies them.</summary>
    public IReadOnlyList<Bijector> Parts => _parts;

    /// <inheritdoc/>
    public override string Name => $"chain({string.Join(", ", _parts.Select(part => part.Name))})";

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <summary>Where the first part takes its coordinates from; later parts may refuse what earlier ones make of it.</summary>
    public override Domain Domain => _parts.Length == 0 ? Domain.RealLine : _parts[0].Domain;

    /// <summary>Where the last part puts its coordinates; not all of it need be reached.</summary>
    public override Domain Range => _parts.Length == 0 ? Domain.RealLine : _parts[^1].Range;

    /// <inheritdoc/>
    public override bool IsLogDetConstant => _parts.All(part => part.IsLogDetConstant);

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => Pass(x, inverse: false, outside: null);

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => Pass(y, inverse: true, outside: null);

    internal override (Tensor Value, Tensor LogDet) Pass(Tensor rows, bool inverse, OutsideRows? outside)
    {
        Tensor? total = null;
        for (int i = 0; i < _parts.Length; i++)
        {
            var part = _parts[inverse ? _parts.Length - 1 - i : i];
            (rows, var logDet) = part.Pass(rows, inverse, outside);
            // Scalars, the constant log-dets, add up among themselves and spread over the rows once.
            total = total is { } sum ? sum + logDet : logDet;
        }
        return (rows, total ?? Tensor.Scalar(0));
    }
}
