using System.CommandLine;
using Pushforward.Data;
using Pushforward.Mixtures;

namespace Pushforward.Cli;

/// <summary>The options that make <c>fit mixture</c> read its rows anew in every pass instead of holding them.</summary>
internal sealed class StreamArguments(DataArguments data)
{
    private const double DefaultMegabytes = 1024, BytesPerMegabyte = 1 << 20;

    private readonly Option<bool> _stream = new("--stream")
    {
        Description = "Read D block by block in every pass, for data that memory does not hold: a table of binary columns without holes, or an .npy file of bits, a byte each. The result is the same",
    };

    private readonly Option<double> _above = new("--stream-above")
    {
        Description = "Stream by itself a file of more megabytes, where it holds such bits and no other option needs the rows in memory",
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

    /// <summary>Fits to what --data names, as a stream; null where it is to be read into memory.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="session">The run.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="needsRows">An option that needs the rows in memory; null if none does.</param>
    public MixtureFit? Fit(ParseResult parse, Session session, BernoulliMixtureOptions options, string? needsRows)
    {
        bool asked = parse.GetValue(_stream);
        var packed = parse.GetValue(_packed);
        if (!asked && packed is not null)
            throw new ArgumentException($"--packed {packed}: expected --stream beside it; without it, give bits a byte each.");
        if (asked && needsRows is not null)
            throw new ArgumentException($"{needsRows}: needs the rows in memory. Leave it away, or --stream.");
        double above = parse.GetValue(_above);
        if (!(above >= 0))
            throw new ArgumentException(FormattableString.Invariant($"--stream-above: expected megabytes of at least 0, got {above}."));
        if (asked)
            return Fit(parse, session, options, packed);

        var file = new FileInfo(data.SpecOf(parse));
        // Of several processes one could turn back while others go on.
        if (session.Ranks.Size > 1 || needsRows is not null || data.HasWeights(parse) || !file.Exists || file.Length <= above * BytesPerMegabyte)
            return null;
        try
        {
            return Fit(parse, session, options, packed);
        }
        catch (InvalidDataException exception)
        {
            session.Say($"{exception.Message} Reading everything into memory instead.");
            return null;
        }
    }

    private MixtureFit Fit(ParseResult parse, Session session, BernoulliMixtureOptions options, int? packed)
    {
        var streams = data.OpenStreams(parse, packed, session.Stopping);
        try
        {
            streams.Remove(DataSplit.Train, out var train);
            using var _ = train as IDisposable;
            session.Say($"Reading {train!.Name} block by block in every pass");
            return session.WithProgress(
                $"Fitting a mixture of {options.Components} to {train.Name}",
                display => StreamedMixture.Fit(train, options, streams, new EmProgress(options, display), cancellation: session.Stopping, ranks: session.Ranks));
        }
        finally
        {
            DataArguments.Close(streams);
        }
    }
}
