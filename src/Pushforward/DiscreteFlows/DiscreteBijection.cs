namespace Pushforward.DiscreteFlows;

/// <summary>
/// An invertible map of a finite set onto itself. The probability of y = f(x) is that of x = f⁻¹(y), nothing else: points have no volume
/// that a map could stretch, so there is no Jacobian, and what would be the log-det is zero. Masses are moved, never changed.
/// As everywhere, <see cref="Forward"/> goes from the base (the code) to data.
/// </summary>
/// <typeparam name="T">What a row is stored in: ulong for packed bits (as in <see cref="Pushforward.Data.BitMatrix"/>), byte for levels.</typeparam>
public abstract class DiscreteBijection<T>
    where T : unmanaged
{
    private protected DiscreteBijection()
    {
    }

    /// <summary>What messages and descriptions call it.</summary>
    public abstract string Name { get; }

    /// <summary>How many columns its rows have; null when any number will do.</summary>
    public virtual int? Columns => null;

    /// <summary>How many levels each column has; null when any number will do.</summary>
    public virtual int? Levels => null;

    /// <summary>Maps a row in place.</summary>
    /// <param name="row">The row; the unused high bits of packed rows are and stay zero.</param>
    /// <param name="columns">How many columns it has.</param>
    /// <exception cref="ArgumentException">The row has another size, or holds what is no state.</exception>
    public void Forward(Span<T> row, int columns)
    {
        CheckRow(row, columns);
        MapForward(row, columns);
    }

    /// <summary>Maps a row back, in place.</summary>
    /// <inheritdoc cref="Forward"/>
    public void Inverse(Span<T> row, int columns)
    {
        CheckRow(row, columns);
        MapInverse(row, columns);
    }

    /// <summary><see cref="Forward"/> of a row that fits.</summary>
    internal abstract void MapForward(Span<T> row, int columns);

    /// <summary><see cref="Inverse"/> of a row that fits.</summary>
    internal abstract void MapInverse(Span<T> row, int columns);

    /// <summary>Whether a row's storage and values suit the columns.</summary>
    private protected abstract void CheckStorage(ReadOnlySpan<T> row, int columns);

    /// <summary>Refuses a row that does not fit.</summary>
    internal void CheckRow(ReadOnlySpan<T> row, int columns)
    {
        CheckColumns(columns);
        CheckStorage(row, columns);
    }

    /// <summary>Refuses rows of another number of columns.</summary>
    internal virtual void CheckColumns(int columns)
    {
        if (columns < 1)
            throw new ArgumentException($"{Name}: expected rows of at least 1 column, got {columns}.");
        if (Columns is { } own && own != columns)
            throw new ArgumentException($"{Name}: expected rows of {own} columns, got {columns}.");
    }
}
