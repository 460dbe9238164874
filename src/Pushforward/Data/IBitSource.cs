using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>Rows of bits that are read when they are needed, for data that memory does not hold.</summary>
public interface IBitSource
{
    /// <summary>What errors and reports call it.</summary>
    string Name { get; }

    /// <summary>How many rows.</summary>
    int Rows { get; }

    /// <summary>How many columns.</summary>
    int Columns { get; }

    /// <summary>The names of the columns and what their bits stand for; null where nothing is known of them.</summary>
    IReadOnlyList<ColumnLevels>? Schema => null;

    /// <summary>Reads consecutive rows. May be called from any thread, one at a time.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>Shape [count, columns].</returns>
    /// <exception cref="InvalidDataException">The data are damaged, or not bits; the message names the row.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    BitMatrix Read(int firstRow, int count);
}
