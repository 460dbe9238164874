using System.Globalization;

namespace Pushforward.Data.Tables;

/// <summary>A column of a table: for every row the code of one of its levels, or missing. Codes are packed in as few bits as they need.</summary>
public sealed class TableColumn
{
    // Codes are stored in the order in which values appeared, before the order of the levels is known.
    private readonly int[] _levelOf;
    private readonly IReadOnlyList<string> _appeared;
    private readonly IReadOnlyList<long> _firstLines;
    private readonly long _firstMissingLine;
    private readonly string _place;

    internal TableColumn(
        string name, string place, IReadOnlyList<string> levels, IReadOnlyList<string> appeared, IReadOnlyList<long> firstLines,
        PackedCodes codes, int missing, long firstMissingLine)
    {
        (Name, Levels, Missing, _place) = (name, levels, missing, place);
        (Codes, _appeared, _firstLines, _firstMissingLine) = (codes, appeared, firstLines, firstMissingLine);
        var places = levels.Index().ToDictionary(level => level.Item, level => level.Index, StringComparer.Ordinal);
        _levelOf = [.. appeared.Select(value => places[value])];
    }

    /// <summary>The name in the header, or the position from 1.</summary>
    public string Name { get; }

    /// <summary>The values, in the order of their codes. A known pair (0/1, 1/2, no/yes, false/true) is complete even if one does not occur.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>How many rows.</summary>
    public int Rows => Codes.Count;

    /// <summary>How many rows have no value here.</summary>
    public int Missing { get; }

    /// <summary>How many levels occur.</summary>
    public int LevelsSeen => _firstLines.Count(line => line > 0);

    /// <summary>The code of a row's value, from 0, or -1 when it is missing.</summary>
    /// <param name="row">From 0.</param>
    public int this[int row] => LevelOf(Codes[row]);

    /// <summary>The rows' values in order of appearance; empty where they lie in <see cref="CodePages"/>.</summary>
    internal PackedCodes Codes { get; }

    /// <summary>The place among <see cref="Levels"/> of a value in order of appearance; missing stays missing.</summary>
    internal int LevelOf(int code) => code == PackedCodes.Missing ? PackedCodes.Missing : _levelOf[code];

    /// <summary>Checks that there are values, and that each is one of those that may be.</summary>
    /// <exception cref="InvalidDataException">It is not so; the message names the first place.</exception>
    internal void RequireLevels(IReadOnlyList<string> known)
    {
        if (Levels.Count == 0)
        {
            throw new InvalidDataException(
                $"{_place}, line {_firstMissingLine}, column '{Name}': every answer is missing, from this line to the last. Leave the column out with --columns.");
        }
        if (Levels.Count <= known.Count)
            return;
        int unseen = _appeared.Index().Where(level => !known.Contains(level.Item)).MinBy(level => _firstLines[level.Index]).Index;
        throw new InvalidDataException(
            $"{_place}, line {_firstLines[unseen]}, column '{Name}': expected {string.Join(", ", known)} (or empty for missing) as in the training data, "
            + $"found '{_appeared[unseen]}'. Correct it, or fit again to data in which it occurs.");
    }

    // 0 and 2 alone are two levels, but look like a code of three of which 1 did not occur.
    private bool HasGap => Levels.Count == 2 && Levels[0] == "0" && Levels[1] == "2";

    /// <summary>Whether it has more than two levels, among them a pair that means no and yes: the rest may be slips of the pen.</summary>
    internal bool IsSpoiledPair => Levels.Count > 2 && LevelPairs.HasUnmistakablePair(Levels);

    /// <summary>Checks that every value is there and one of two.</summary>
    /// <exception cref="InvalidDataException">It is not; the message names the first place.</exception>
    internal void RequireBinary()
    {
        RequireTwoLevels();
        if (Missing > 0)
        {
            throw new InvalidDataException(
                $"{_place}, line {_firstMissingLine}, column '{Name}': the value is missing (as are {Missing - 1} more in this column), "
                + "and plain bits have no room for that. Mixtures fit and score such tables; for other models leave the column out with --columns, or fill it first.");
        }
    }

    /// <summary>Writes the values as numbers, from a place on and so many places apart.</summary>
    /// <exception cref="InvalidDataException">One is missing or no finite number; the message names the first place.</exception>
    internal void CopyNumbers(double[] destination, int first, int step)
    {
        if (Missing > 0)
        {
            throw new InvalidDataException(
                $"{_place}, line {_firstMissingLine}, column '{Name}': the value is missing (as are {Missing - 1} more in this column), "
                + "and points have no room for that. Leave the column out with --columns, or fill it first.");
        }
        var numbers = new double[_appeared.Count];
        foreach (var (code, text) in _appeared.Index())
        {
            bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[code]) && double.IsFinite(numbers[code]);
            if (!isNumber && _firstLines[code] > 0)
            {
                throw new InvalidDataException(
                    $"{_place}, line {_firstLines[code]}, column '{Name}': expected a finite number, found '{text}'. Leave the column out with --columns.");
            }
        }
        for (int row = 0; row < Rows; row++)
            destination[first + row * step] = numbers[Codes[row]];
    }

    /// <summary>Checks that every value that is there is one of two.</summary>
    /// <exception cref="InvalidDataException">It is not; the message names the first place.</exception>
    internal void RequireTwoLevels()
    {
        if (Levels.Count > 2 || HasGap)
        {
            string[] expected = LevelPairs.Expected([.. _appeared]);
            int offending = _appeared.Index().First(level => _firstLines[level.Index] > 0 && !expected.Contains(level.Item)).Index;
            throw new InvalidDataException(
                $"{_place}, line {_firstLines[offending]}, column '{Name}': expected {expected[0]} or {expected[1]} (or empty for missing), "
                + $"found '{_appeared[offending]}'. For items with more than two answers use --emission categorical.");
        }
    }
}
