using System.CommandLine;
using Pushforward.Data;
using Pushforward.Data.Tables;

namespace Pushforward.Cli;

/// <summary>The options that make a verb of mixtures read its rows anew in every pass instead of holding them.</summary>
internal sealed class StreamArguments(DataArguments data)
{
    private const double DefaultMegabytes = 1024, BytesPerMegabyte = 1 << 20;

    private readonly Option<bool> _stream = new("--stream")
    {
        Description = "Read D block by block in every pass, for data that memory does not hold: a table, or an .npy file of bits, a byte each. The result is the same",
    };

    private readonly Option<double> _above = new("--stream-above")
    {
        Description = "Stream by itself a table, or an .npy file of bits, of more megabytes",
        HelpName = "MB",
        DefaultValueFactory = _ => DefaultMegabytes,
    };

    private readonly Option<int?> _packed = new("--packed")
    {
        Description = "With --stream: columns of a row whose bits numpy.packbits(array, axis=1) has packed",
        HelpName = "COLUMNS",
    };

    public void AddTo(Command command)
    {
        command.Add(_stream);
        command.Add(_above);
        command.Add(_packed);
    }

    /// <summary>Whether the user has asked for a stream.</summary>
    public bool IsAsked(ParseResult parse) => parse.GetValue(_stream);

    /// <summary>Works on what --data names, as a stream; null where it is to be read into memory.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="session">The run.</param>
    /// <param name="levels">How many levels the columns of tables may have.</param>
    /// <param name="schema">The columns of the model the data are for; null where they make their own.</param>
    /// <param name="work">What is done with the rows, train first.</param>
    public T? Use<T>(
        ParseResult parse, Session session, ColumnLevelLimit levels, IReadOnlyList<ColumnLevels>? schema, Func<SortedDictionary<DataSplit, IBitSource>, T> work)
        where T : class
    {
        bool asked = IsAsked(parse);
        var packed = parse.GetValue(_packed);
        if (!asked && packed is not null)
            throw new ArgumentException($"--packed {packed}: expected --stream beside it; without it, give bits a byte each.");
        double above = parse.GetValue(_above);
        if (!(above >= 0))
            throw new ArgumentException(FormattableString.Invariant($"--stream-above: expected megabytes of at least 0, got {above}."));
        if (asked)
            return Stream();

        var file = new FileInfo(data.SpecOf(parse));
        if (!file.Exists || file.Length <= above * BytesPerMegabyte)
            return null;
        switch (DataSource.KindOf(file.FullName))
        {
            case DataFileKind.Table:
                return Stream();
            // Of several processes one could turn back while others go on.
            case DataFileKind.Npy when session.Ranks.Size == 1 && !data.HasWeights(parse):
                try
                {
                    return Stream();
                }
                catch (InvalidDataException exception)
                {
                    session.Say($"{exception.Message} Reading everything into memory instead.");
                    return null;
                }
            default:
                return null;
        }

        T Stream()
        {
            string spec = data.SpecOf(parse);
            session.Say($"Reading {(spec == DataSource.StandardInput ? "standard input" : spec)} block by block in every pass");
            var streams = data.OpenStreams(parse, levels, packed, schema, session.Stopping);
            try
            {
                foreach (string warning in streams[DataSplit.Train].Warnings)
                    session.Say(warning);
                return work(streams);
            }
            finally
            {
                DataArguments.Close(streams);
            }
        }
    }
}
