namespace Pushforward.DiscreteFlows;

/// <summary>A map the other way round.</summary>
/// <typeparam name="T">What a row is stored in.</typeparam>
/// <param name="inner">The map.</param>
public sealed class Invert<T>(DiscreteBijection<T> inner) : DiscreteBijection<T>
    where T : unmanaged
{
    /// <summary>The map that is inverted.</summary>
    public DiscreteBijection<T> Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    public override string Name => $"invert({Inner.Name})";

    /// <inheritdoc/>
    public override int? Columns => Inner.Columns;

    /// <inheritdoc/>
    public override int? Levels => Inner.Levels;

    internal override void MapForward(Span<T> row, int columns) => Inner.MapInverse(row, columns);

    internal override void MapInverse(Span<T> row, int columns) => Inner.MapForward(row, columns);

    internal override void CheckColumns(int columns) => Inner.CheckColumns(columns);

    private protected override void CheckStorage(ReadOnlySpan<T> row, int columns) => Inner.CheckRow(row, columns);
}
