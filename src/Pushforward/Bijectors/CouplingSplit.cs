namespace Pushforward.Bijectors;

/// <summary>Which columns a coupling leaves as they are; they drive what happens to the others.</summary>
public enum CouplingSplit
{
    /// <summary>Columns 0, 2, 4, ... stay.</summary>
    Even,

    /// <summary>Columns 1, 3, 5, ... stay.</summary>
    Odd,

    /// <summary>The first half stays; of an odd number of columns the larger half.</summary>
    First,

    /// <summary>The last half stays; of an odd number of columns the smaller half.</summary>
    Last,
}
