namespace Pushforward.DiscreteFlows;

/// <summary>One map after another: forward applies the first part first. Its log-det is the sum of zeros.</summary>
/// <typeparam name="T">What a row is stored in.</typeparam>
public sealed class Chain<T> : DiscreteBijection<T>
    where T : unmanaged
{
    private readonly DiscreteBijection<T>[] _parts;

    /// <summary>Chains maps; without any it is the identity.</summary>
    /// <param name="parts">In the order forward applies them.</param>
    /// <exception cref="ArgumentException">They want rows of different sizes, or other numbers of levels.</exception>
    public Chain(params IReadOnlyList<DiscreteBijection<T>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = [.. parts];
        for (int i = 0; i < _parts.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(_parts[i], nameof(parts));
            if (Columns is { } before && _parts[i].Columns is { } columns && before != columns)
                throw new ArgumentException($"chain: part {i + 1} ({_parts[i].Name}) maps rows of {columns} columns, the parts before it rows of {before}.", nameof(parts));
            if (Levels is { } known && _parts[i].Levels is { } levels && known != levels)
                throw new ArgumentException($"chain: part {i + 1} ({_parts[i].Name}) maps {levels} levels, the parts before it {known}.", nameof(parts));
            (Columns, Levels) = (_parts[i].Columns ?? Columns, _parts[i].Levels ?? Levels);
        }
    }

    /// <summary>In the order forward applies them.</summary>
    public IReadOnlyList<DiscreteBijection<T>> Parts => _parts;

    /// <inheritdoc/>
    public override string Name => $"chain({string.Join(", ", _parts.Select(part => part.Name))})";

    /// <inheritdoc/>
    public override int? Columns { get; }

    /// <inheritdoc/>
    public override int? Levels { get; }

    internal override void MapForward(Span<T> row, int columns)
    {
        foreach (var part in _parts)
            part.MapForward(row, columns);
    }

    internal override void MapInverse(Span<T> row, int columns)
    {
        for (int i = _parts.Length - 1; i >= 0; i--)
            _parts[i].MapInverse(row, columns);
    }

    internal override void CheckColumns(int columns)
    {
        base.CheckColumns(columns);
        foreach (var part in _parts)
            part.CheckColumns(columns);
    }

    private protected override void CheckStorage(ReadOnlySpan<T> row, int columns)
    {
        foreach (var part in _parts)
            part.CheckRow(row, columns);
    }
}
