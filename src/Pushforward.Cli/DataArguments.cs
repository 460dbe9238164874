using System.CommandLine;
using Pushforward.Data;
using Pushforward.Data.Tables;

namespace Pushforward.Cli;

/// <summary>The options that name data and say how to read them, for every verb that reads any.</summary>
internal sealed class DataArguments
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "What to read: digits, mnist, a folder with IDX files, or a file (.csv, .tsv, .data, .npy, .npz, IDX; - for standard input)",
        HelpName = "D",
        Required = true,
    };

    private readonly Option<string?> _validation = new("--validation") { Description = "Where the validation rows are, if not in D", HelpName = "D" };

    private readonly Option<string?> _test = new("--test") { Description = "Where the test rows are, if not in D", HelpName = "D" };

    private readonly Option<string> _binarize = BinarizeOption.Create("How gray pixels become bits; stochastic bits are fixed by the seed");

    private readonly Option<string> _header = new("--header")
    {
        Description = "Whether a table's first line names its columns",
        HelpName = "auto|yes|no",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _missing = new("--na") { Description = "What stands for a missing value in a table, beside an empty field", HelpName = "TOKEN" };

    private readonly Option<string?> _columns = new("--columns") { Description = "The columns of a table to use, by name", HelpName = "A,B,C" };

    private readonly Option<string?> _weights = new("--weights") { Description = "The column of a table that says how often each row counts", HelpName = "COLUMN" };

    private readonly bool _forFitting;

    /// <param name="forFitting">Whether a model is to be made of the data: then there may be further splits, and images are to be prepared; a model that exists knows how.</param>
    public DataArguments(bool forFitting)
    {
        _forFitting = forFitting;
        _header.AcceptOnlyFromAmong("auto", "yes", "no");
    }

    public void AddTo(Command command)
    {
        command.Add(_data);
        AddReadingTo(command);
        if (_forFitting)
        {
            command.Add(_validation);
            command.Add(_test);
            command.Add(_binarize);
        }
    }

    /// <summary>Adds only how to read, for a verb that names its data in another way.</summary>
    public void AddReadingTo(Command command)
    {
        foreach (Option option in new Option[] { _header, _missing, _columns, _weights })
            command.Add(option);
    }

    public BinarizationOptions Binarization(ParseResult parse, Session session) => new()
    {
        Method = BinarizeOption.Of(parse.GetValue(_binarize)!),
        Seed = session.Seed,
    };

    /// <summary>How gray pixels become bits if the user said so; null where it is left to what the models were trained on.</summary>
    public BinarizationOptions? ChosenBinarization(ParseResult parse, Session session) =>
        parse.GetResult(_binarize) is { Implicit: false } ? Binarization(parse, session) : null;

    /// <summary>What the user named.</summary>
    public string SpecOf(ParseResult parse) => parse.GetRequiredValue(_data);

    /// <summary>Opens what the options name.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="session">The run.</param>
    /// <param name="schema">The columns of the model the data are for; null where they make their own.</param>
    public Dataset Open(ParseResult parse, Session session, IReadOnlyList<ColumnLevels>? schema = null) =>
        Open(parse.GetRequiredValue(_data), parse, session, schema);

    /// <summary>Whether rows are weighted.</summary>
    public bool HasWeights(ParseResult parse) => parse.GetValue(_weights) is not null;

    /// <summary>Opens the files of the options as streams, train first.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="levels">How many levels the columns of tables may have.</param>
    /// <param name="packed">Columns of an .npy file's rows if bits are packed.</param>
    /// <param name="schema">The columns of the model the data are for; null where they make their own.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">What is named is no such file, or has no such column.</exception>
    /// <exception cref="InvalidDataException">A file holds no such rows.</exception>
    public SortedDictionary<DataSplit, IBitSource> OpenStreams(
        ParseResult parse, ColumnLevelLimit levels, int? packed, IReadOnlyList<ColumnLevels>? schema, CancellationToken cancellation)
    {
        var streams = new SortedDictionary<DataSplit, IBitSource>();
        var named = new List<(DataSplit Split, string? Spec)> { (DataSplit.Train, SpecOf(parse)) };
        if (_forFitting)
            named.AddRange([(DataSplit.Validation, parse.GetValue(_validation)), (DataSplit.Test, parse.GetValue(_test))]);
        try
        {
            foreach (var (split, spec) in named)
            {
                if (spec is null)
                    continue;
                var options = new DataOptions { Table = Table(parse, schema ?? streams.GetValueOrDefault(DataSplit.Train)?.Schema) };
                streams[split] = DataSource.OpenRows(spec, options, levels, packed, cancellation);
            }
            return streams;
        }
        catch
        {
            Close(streams);
            throw;
        }
    }

    /// <summary>Closes what <see cref="OpenStreams"/> opened.</summary>
    public static void Close(SortedDictionary<DataSplit, IBitSource> streams)
    {
        foreach (var stream in streams.Values)
            (stream as IDisposable)?.Dispose();
    }

    /// <summary>Opens a data set the options do not name.</summary>
    /// <param name="spec">What to read.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="session">The run.</param>
    /// <param name="schema">The columns of the model the data are for; null where they make their own.</param>
    public Dataset Open(string spec, ParseResult parse, Session session, IReadOnlyList<ColumnLevels>? schema = null)
    {
        var options = new DataOptions { Table = Table(parse, schema) };
        return _forFitting
            ? DataSource.Open(spec, parse.GetValue(_validation), parse.GetValue(_test), options, session.Stopping)
            : DataSource.Open(spec, options, session.Stopping);
    }

    private TableOptions Table(ParseResult parse, IReadOnlyList<ColumnLevels>? schema) => new()
    {
        Header = Enum.Parse<TableHeader>(parse.GetValue(_header)!, ignoreCase: true),
        MissingToken = parse.GetValue(_missing),
        Columns = parse.GetValue(_columns)?.Split(','),
        Weights = parse.GetValue(_weights),
        Schema = schema,
    };
}
