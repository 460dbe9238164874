using System.Text;

namespace Pushforward.Data.Tables;

/// <summary>Collects the values of one column while a table is read.</summary>
internal sealed class ColumnBuilder
{
    // Beyond this a column holds measurements or identifiers, and its list of levels would fill memory.
    private const int MostLevels = 1 << 20;
    private const int SearchedInTurn = 8;
    private const short Unknown = -2;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _place;
    private readonly byte[]? _missingToken;
    private readonly List<(byte[] Value, int Code)> _searched = [];
    private readonly List<string> _levels = [];
    private readonly List<long> _firstLines = [];
    private readonly Dictionary<string, int> _codeOf = new(StringComparer.Ordinal);

    // The code of each value of one byte, the usual case: no search at all.
    private readonly short[] _single = new short[256];
    private int _missing;
    private long _firstMissingLine;

    public ColumnBuilder(string name, int field, string place, string? missingToken, IReadOnlyList<string>? knownLevels)
    {
        (Name, Field, _place) = (name, field, place);
        _missingToken = missingToken is null ? null : Encoding.UTF8.GetBytes(missingToken);
        _single.AsSpan().Fill(Unknown);
        if (_missingToken is [byte single])
            _single[single] = PackedCodes.Missing;
        KnownLevels = knownLevels;
        foreach (string level in knownLevels ?? [])
            AddLevel(level, Encoding.UTF8.GetBytes(level), line: 0);
    }

    public string Name { get; }

    /// <summary>The place of the column in a row, from 0.</summary>
    public int Field { get; }

    public IReadOnlyList<string>? KnownLevels { get; }

    /// <summary>The codes of the rows' values, in order of appearance, or <see cref="PackedCodes.Missing"/>; who stores them elsewhere clears them.</summary>
    public PackedCodes Codes { get; } = new();

    /// <summary>The distinct values in order of appearance.</summary>
    public IReadOnlyList<string> Levels => _levels;

    /// <summary>Appends a row's value, and says whether there was one.</summary>
    public bool Add(ReadOnlySpan<byte> value, long line)
    {
        int code = value.Length == 1 ? _single[value[0]] : Unknown;
        if (code == Unknown)
            code = Find(value, line);
        if (code == PackedCodes.Missing)
        {
            if (_missing++ == 0)
                _firstMissingLine = line;
        }
        else if (_firstLines[code] == 0)
        {
            _firstLines[code] = line;
        }
        Codes.Add(code);
        return code != PackedCodes.Missing;
    }

    public TableColumn Build(bool tableCountsFromOne)
    {
        string[] levels = KnownLevels is { Count: > 0 } known ? [.. known, .. LevelPairs.Order(_levels.Skip(known.Count))]
            : _levels is [string only] ? LevelPairs.Complete(only, tableCountsFromOne)
            : LevelPairs.Order(_levels);
        return new(Name, _place, levels, _levels, _firstLines, Codes, _missing, _firstMissingLine);
    }

    private int Find(ReadOnlySpan<byte> value, long line)
    {
        if (value.IsEmpty || (_missingToken is not null && value.SequenceEqual(_missingToken)))
            return PackedCodes.Missing;
        foreach (var (searched, found) in _searched)
        {
            if (value.SequenceEqual(searched))
                return found;
        }

        string text = Decode(value, line);
        if (_codeOf.TryGetValue(text, out int known))
            return known;
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException(
                $"{At(line)}: expected a value (or empty for missing), found '{text}'. If it means missing, say so with --na {text}.");
        }
        if (_levels.Count == MostLevels)
        {
            throw new InvalidDataException(
                $"{At(line)}: more than {MostLevels} different values. Columns of measurements or identifiers cannot be modelled; choose others with --columns.");
        }

        // "1.0" is "1": tools that keep missing values as NaN write whole columns of integers so.
        string plain = LevelPairs.WithoutZeroFraction(text);
        if (plain == text)
            return AddLevel(text, value, line);
        if (!_codeOf.TryGetValue(plain, out int code))
            code = AddLevel(plain, Encoding.UTF8.GetBytes(plain), line);
        _codeOf.Add(text, code);
        Remember(value, code);
        return code;
    }

    private int AddLevel(string text, ReadOnlySpan<byte> value, long line)
    {
        int code = _levels.Count;
        _levels.Add(text);
        _firstLines.Add(line);
        _codeOf.Add(text, code);
        Remember(value, code);
        return code;
    }

    private void Remember(ReadOnlySpan<byte> value, int code)
    {
        if (value.Length == 1 && code < short.MaxValue)
            _single[value[0]] = (short)code;
        else if (_searched.Count < SearchedInTurn)
            _searched.Add((value.ToArray(), code));
    }

    private string Decode(ReadOnlySpan<byte> value, long line)
    {
        try
        {
            if (value.IndexOf((byte)0) < 0)
                return Strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
        }
        throw new InvalidDataException($"{At(line)}: expected text in UTF-8, found other bytes. Save the table as UTF-8 text.");
    }

    private string At(long line) => $"{_place}, line {line}, column '{Name}'";
}
