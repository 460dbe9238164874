namespace Pushforward.DiscreteFlows;

/// <summary>
/// y_b = x_b ⊕ m(x_a), y_a = x_a: some columns are flipped as a function of others that stay. Whatever m, doing it twice undoes it: the discrete
/// additive coupling (Tran et al. 2019, arXiv:1905.10347, for two levels).
/// </summary>
/// <param name="function">m, with the columns it asks for and those it flips.</param>
public sealed class XorCoupling(BitFunction function) : BitBijection
{
    /// <summary>m.</summary>
    public BitFunction Function { get; } = function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    public override int? Columns => Function.Columns;

    /// <inheritdoc/>
    public override string Name => Function.Targets.Count == 1
        ? $"flip-{Function.Name}({Function.Targets[0]})"
        : $"flip-{Function.Name}({Function.Targets.Count} columns)";

    internal override void MapForward(Span<ulong> row, int columns) => Function.Flip(row);

    internal override void MapInverse(Span<ulong> row, int columns) => Function.Flip(row);
}
