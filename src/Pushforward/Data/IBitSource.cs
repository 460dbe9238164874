using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>Rows of answers in bits that are read when they are needed, for data that memory does not hold.</summary>
public interface IBitSource
{
    /// <summary>What errors and reports call it.</summary>
    string Name { get; }

    /// <summary>How many rows.</summary>
    int Rows { get; }

    /// <summary>How columns lie in bits.</summary>
    BitLayout Layout { get; }

    /// <summary>How many columns.</summary>
    int Columns => Layout.Columns;

    /// <summary>The names of the columns and what their codes stand for; null where nothing is known of them.</summary>
    IReadOnlyList<ColumnLevels>? Schema => null;

    /// <summary>How often each row counts; null when each counts once. Shape [rows]; of all that is said of rows this alone is in memory.</summary>
    double[]? Weights => null;

    /// <summary>What deserves to be said of the data before anything is made of them, e.g. rows without any answer.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Reads consecutive rows. May be called from any thread, one at a time.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>Shape [count, bits of the layout].</returns>
    /// <exception cref="InvalidDataException">The data are damaged, not bits, or have been changed; the message names the place.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    BitMatrix Read(int firstRow, int count);
}
