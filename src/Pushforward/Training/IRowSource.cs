namespace Pushforward.Training;

/// <summary>Rows of numbers that batches are made of.</summary>
public interface IRowSource
{
    /// <summary>How many rows.</summary>
    int Rows { get; }

    /// <summary>Numbers of a row.</summary>
    int Columns { get; }

    /// <summary>What error messages call a row, e.g. "mnist, train split".</summary>
    string Name { get; }

    /// <summary>Copies a row. Called by several threads at once.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="destination">As long as a row.</param>
    void CopyRow(int row, Span<float> destination);
}
