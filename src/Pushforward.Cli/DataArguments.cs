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

    /// <summary>The file that is to be streamed.</summary>
    /// <exception cref="ArgumentException">It is no .npy file, or other options ask for what a stream does not have.</exception>
    public string PathToStream(ParseResult parse)
    {
        string path = parse.GetRequiredValue(_data);
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--stream: expected an .npy file of bits to read block by block, got '{path}'. Write it as one, or leave --stream away.");
        foreach (var option in new[] { _validation, _test, _columns, _weights, _missing })
        {
            if (parse.GetValue(option) is { } value)
                throw new ArgumentException($"{option.Name} {value}: a stream has training rows alone, each counted once. Leave it away, or --stream; 'score' scores other files.");
        }
        return path;
    }

    /// <summary>Opens a data set the options do not name.</summary>
    /// <param name="spec">What to read.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="session">The run.</param>
    /// <param name="schema">The columns of the model the data are for; null where they make their own.</param>
    public Dataset Open(string spec, ParseResult parse, Session session, IReadOnlyList<ColumnLevels>? schema = null)
    {
        var table = new TableOptions
        {
            Header = Enum.Parse<TableHeader>(parse.GetValue(_header)!, ignoreCase: true),
            MissingToken = parse.GetValue(_missing),
            Columns = parse.GetValue(_columns)?.Split(','),
            Weights = parse.GetValue(_weights),
            Schema = schema,
        };
        var options = new DataOptions { Table = table };
        return _forFitting
            ? DataSource.Open(spec, parse.GetValue(_validation), parse.GetValue(_test), options, session.Stopping)
            : DataSource.Open(spec, options, session.Stopping);
    }
}
