namespace Pushforward.Data;

/// <summary>The parts a data set is divided into.</summary>
public enum DataSplit
{
    /// <summary>What models are fitted to. A source of one file has this part only.</summary>
    Train,

    /// <summary>Held out to choose between models and to decide when to stop.</summary>
    Validation,

    /// <summary>Held out for the figures that are reported.</summary>
    Test,
}

/// <summary>What the rows of a data set are.</summary>
public enum DataKind
{
    /// <summary>Gray images of one size.</summary>
    Images,

    /// <summary>Rows of a table whose columns are binary, categorical or numbers.</summary>
    Table,

    /// <summary>Points of real numbers.</summary>
    Points,
}

/// <summary>The size of an image in pixels.</summary>
/// <param name="Height">From top to bottom.</param>
/// <param name="Width">From left to right.</param>
public readonly record struct ImageShape(int Height, int Width);

/// <summary>The words users and files know splits by.</summary>
public static class DataSplitNames
{
    /// <summary>The name of a split: train, validation or test.</summary>
    /// <param name="split">Which.</param>
    public static string Word(this DataSplit split) => split switch
    {
        DataSplit.Train => "train",
        DataSplit.Validation => "validation",
        DataSplit.Test => "test",
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "split: expected train, validation or test."),
    };

    /// <summary>The split of that name.</summary>
    /// <param name="word">train, validation (or valid) or test, in any case.</param>
    /// <exception cref="ArgumentException">The word names no split.</exception>
    public static DataSplit Parse(string word) => word?.ToLowerInvariant() switch
    {
        "train" => DataSplit.Train,
        "validation" or "valid" => DataSplit.Validation,
        "test" => DataSplit.Test,
        _ => throw new ArgumentException($"split: expected train, validation or test, got '{word}'.", nameof(word)),
    };
}
