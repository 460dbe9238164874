using System.Globalization;
using System.Text;
using CsvHelper;

namespace Pushforward.Data.Tables;

/// <summary>Reads one table: finds separator and header, then hands each field to its column's builder, row by row.</summary>
/// <param name="name">What errors call it.</param>
/// <param name="options">Header, missing values, choice of columns, weights.</param>
/// <param name="cancellation">Ends the reading early.</param>
/// <param name="pages">Takes the codes of the columns page by page; null to have the columns keep them.</param>
internal sealed class TableReader(string name, TableOptions options, CancellationToken cancellation, CodePages? pages = null)
{
    // Far above any table that can be modelled, far below what an unclosed quote in a large file would take.
    private const int LargestRecord = 1 << 26;
    private const int RowsBetweenCancellations = 4096;

    private ColumnBuilder[] _columns = [];
    private int _fields;
    private int _weightField = -1;
    private readonly List<double> _weights = [];
    private int _rows;
    private long _blankLine;
    private int _blankLines;
    private Table.EmptyRows _emptyRows;
    private long _lastLine;

    /// <summary>Reads to the end of the stream.</summary>
    public Table Read(Stream stream)
    {
        using var csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            HasHeader = false,
            SkipEmptyLines = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = LargestRecord,
        }, leaveOpen: true);

        try
        {
            ReadAll(csv);
        }
        catch (CsvFormatException e)
        {
            throw new InvalidDataException(
                $"{name}, line {e.LineNumber}: the quoting is broken or the line is too long: {e.Message} Close the quote, or double quotes within quotes.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{name}: expected text in UTF-8, found other bytes. Save the table as UTF-8 text.", e);
        }

        if (_rows == 0)
            throw new InvalidDataException($"{name}: expected at least one row of data below the header, found none.");
        if (_weightField >= 0 && !_weights.Any(weight => weight > 0))
            throw new InvalidDataException($"{name}, line {_lastLine}, column '{options.Weights}': expected some weight greater than 0 up to this last line, found none.");

        bool fromOne = _columns.Any(column => column.Levels.Contains("2") && !column.Levels.Contains("0"));
        return new(name, _rows, [.. _columns.Select(column => column.Build(fromOne))], _weightField >= 0 ? [.. _weights] : null, _emptyRows);
    }

    private void ReadAll(CsvReader csv)
    {
        if (!ReadRecord(csv))
            throw new InvalidDataException($"{name}: expected a table, found an empty file.");

        // Empty lines before the first record mean nothing; those between it and the second belong after it.
        _blankLines = 0;
        var first = Row.Copy(csv);
        bool more = ReadRecord(csv);
        (int blankLinesBetween, _blankLines) = (_blankLines, 0);
        bool header = options.Header switch
        {
            TableHeader.Yes => true,
            TableHeader.No => false,
            _ => LooksLikeHeader(first, more ? Row.Copy(csv) : null),
        };
        _fields = first.Fields.Length;
        Prepare(header ? first : null);
        if (!header)
            AddRow(first);

        _blankLines = blankLinesBetween;
        for (; more; more = ReadRecord(csv))
            AddRow(csv);
        pages?.Write(_columns);
    }

    /// <summary>The next record that is not an empty line; those are remembered until it is clear whether they end the file.</summary>
    private bool ReadRecord(CsvReader csv)
    {
        while (csv.Read())
        {
            if (csv.FieldCount > 1 || !csv.RawRecord.IsEmpty)
                return true;
            if (_blankLines++ == 0)
                _blankLine = csv.LineNumber;
        }
        return false;
    }

    private bool LooksLikeHeader(Row first, Row? second)
    {
        bool IsData(string field) =>
            field.Length == 0 || field == options.MissingToken || LevelPairs.IsNumber(field) || LevelPairs.IsKnownWord(field);

        return first.Fields.All(field => !IsData(field))
            || (second is not null
                && first.Fields.Zip(second.Fields).Any(pair => !IsData(pair.First) && LevelPairs.IsNumber(pair.Second)));
    }

    private void Prepare(Row? header)
    {
        string[] names = header?.Fields ?? [.. Enumerable.Range(1, _fields).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0)
                throw new InvalidDataException($"{name}, line {header!.Line}: column {i + 1} has no name. Name it, or say --header no if the first row is data.");
            if (!places.TryAdd(names[i], i))
            {
                throw new InvalidDataException(
                    $"{name}, line {header!.Line}: columns {places[names[i]] + 1} and {i + 1} are both named '{names[i]}'. "
                    + "Rename one, or say --header no if the first row is data.");
            }
        }

        if (options.Weights is { } weights)
        {
            _weightField = places.TryGetValue(weights, out int place) ? place
                : throw new ArgumentException($"--weights: {name} has no column '{weights}'; it has {string.Join(", ", names)}.");
        }

        _columns = options.Schema is { } schema ? ConformingColumns(schema, names, places, named: header is not null) : ChosenColumns(names, places);
        if (_columns.Length == 0)
            throw new ArgumentException($"--columns: expected at least one column of {name} besides the weights, got none.");
    }

    private ColumnBuilder[] ChosenColumns(string[] names, Dictionary<string, int> places)
    {
        if (options.Columns is not { } chosen)
            return [.. names.Index().Where(column => column.Index != _weightField).Select(column => Builder(column.Item, column.Index, null))];

        var repeated = chosen.GroupBy(column => column).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
            throw new ArgumentException($"--columns: '{repeated.Key}' is named {repeated.Count()} times; name it once.");
        return [.. chosen.Select(column =>
            !places.TryGetValue(column, out int place) ? throw new ArgumentException($"--columns: {name} has no column '{column}'; it has {string.Join(", ", names)}.")
            : place == _weightField ? throw new ArgumentException($"--columns: '{column}' holds the weights (--weights); it cannot be data as well.")
            : Builder(column, place, null))];
    }

    private ColumnBuilder[] ConformingColumns(
        IReadOnlyList<ColumnLevels> schema, string[] names, Dictionary<string, int> places, bool named)
    {
        if (schema.All(column => places.ContainsKey(column.Name)))
            return [.. schema.Select(column => Builder(column.Name, places[column.Name], column.Levels))];

        int[] data = [.. Enumerable.Range(0, names.Length).Where(place => place != _weightField)];
        if (!named && data.Length == schema.Count)
            return [.. schema.Zip(data, (column, place) => Builder(column.Name, place, column.Levels))];

        throw new InvalidDataException(named
            ? $"{name}: expected a column '{schema.First(column => !places.ContainsKey(column.Name)).Name}' as in the training data; it has {string.Join(", ", names)}."
            : $"{name}: expected {schema.Count} columns as in the training data, found {data.Length}.");
    }

    private ColumnBuilder Builder(string column, int place, IReadOnlyList<string>? levels) =>
        new(column, place, name, options.MissingToken, levels);

    private void AddRow(CsvReader csv)
    {
        long line = csv.LineNumber;
        StartRow(csv.FieldCount, line);
        bool answered = false;
        foreach (var column in _columns)
            answered |= column.Add(csv.GetSpan(column.Field), line);
        if (_weightField >= 0)
            AddWeight(csv.GetString(_weightField), line);
        EndRow(answered, line);
    }

    private void AddRow(Row row)
    {
        StartRow(row.Fields.Length, row.Line);
        bool answered = false;
        foreach (var column in _columns)
            answered |= column.Add(Encoding.UTF8.GetBytes(row.Fields[column.Field]), row.Line);
        if (_weightField >= 0)
            AddWeight(row.Fields[_weightField], row.Line);
        EndRow(answered, row.Line);
    }

    private void StartRow(int fields, long line)
    {
        if (_blankLines > 0)
            EndBlankLines();
        if (fields != _fields)
            throw new InvalidDataException($"{name}, line {line}: expected {_fields} fields as in the first row, found {fields}. Check the separators of this line.");
        if (_rows % RowsBetweenCancellations == 0)
            cancellation.ThrowIfCancellationRequested();
        _lastLine = line;
    }

    private void EndRow(bool answered, long line)
    {
        if (!answered)
            _emptyRows = new(_emptyRows.Count + 1, _emptyRows.Count == 0 ? line : _emptyRows.FirstLine);
        if (++_rows == int.MaxValue)
            throw new InvalidDataException($"{name}, line {line}: tables have fewer than {int.MaxValue} rows, this one goes on. Split it.");
        if (_rows % CodePages.PageRows == 0)
            pages?.Write(_columns);
    }

    // An empty line within the table: a missing value where rows have one field, too few fields where they have more.
    private void EndBlankLines()
    {
        if (_fields > 1)
            throw new InvalidDataException($"{name}, line {_blankLine}: expected {_fields} fields as in the first row, found an empty line. Remove it.");
        for (; _blankLines > 0; _blankLines--, _blankLine++)
        {
            _columns[0].Add([], _blankLine);
            EndRow(answered: false, _blankLine);
        }
    }

    private void AddWeight(string text, long line)
    {
        bool valid = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            && double.IsFinite(weight) && weight >= 0;
        _weights.Add(valid ? weight : throw new InvalidDataException(
            $"{name}, line {line}, column '{options.Weights}': expected a weight of at least 0, found '{text}'."));
    }

    private sealed record Row(string[] Fields, long Line)
    {
        public static Row Copy(CsvReader csv) =>
            new([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)], csv.LineNumber);
    }
}
