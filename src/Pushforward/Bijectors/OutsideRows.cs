namespace Pushforward.Bijectors;

/// <summary>Remembers which rows lie where a bijector has no value, for a law whose density is zero there.</summary>
internal sealed class OutsideRows(int rows)
{
    private readonly bool[] _outside = new bool[rows];

    /// <summary>Whether there are any.</summary>
    public bool Any { get; private set; }

    public bool this[int row] => _outside[row];

    public void Add(int row)
    {
        _outside[row] = true;
        Any = true;
    }
}
