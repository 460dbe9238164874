using System.CommandLine;
using Pushforward.Data;
using Pushforward.Mixtures;

namespace Pushforward.Cli;

/// <summary>The options that make <c>fit mixture</c> read its rows anew in every pass instead of holding them.</summary>
internal sealed class StreamArguments(DataArguments data)
{
    private readonly Option<bool> _stream = new("--stream")
    {
        Description = "Read D block by block in every pass, for data that memory does not hold: an .npy file of bits, a byte each. The result is the same",
    };

    private readonly Option<int?> _packed = new("--packed")
    {
        Description = "With --stream: columns of a row whose bits numpy.packbits(array, axis=1) has packed",
        HelpName = "COLUMNS",
    };

    public void AddTo(Command command)
    {
        command.Add(_stream);
        command.Add(_packed);
    }

    /// <summary>Whether to stream.</summary>
    public bool IsAskedFor(ParseResult parse)
    {
        bool stream = parse.GetValue(_stream);
        if (!stream && parse.GetValue(_packed) is { } columns)
            throw new ArgumentException($"--packed {columns}: expected --stream beside it; without it, give bits a byte each.");
        return stream;
    }

    /// <summary>Fits to what --data names.</summary>
    public MixtureFit Fit(ParseResult parse, Session session, BernoulliMixtureOptions options)
    {
        using var source = NpyBitSource.Open(data.PathToStream(parse), parse.GetValue(_packed));
        return session.WithProgress(
            $"Fitting a mixture of {options.Components} to {source.Name}",
            display => StreamedMixture.Fit(source, options, new EmProgress(options, display), cancellation: session.Stopping, ranks: session.Ranks));
    }
}
