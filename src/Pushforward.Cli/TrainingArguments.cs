using System.CommandLine;
using System.Globalization;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>The options of every kind that is trained by gradients.</summary>
/// <param name="defaults">What holds where nothing is given.</param>
internal sealed class TrainingArguments(TrainingOptions defaults)
{
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Passes over the data at the most", HelpName = "N" };

    private readonly Option<double?> _minutes = new("--minutes")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"Minutes of training at the most [default: {defaults.Minutes}, unless --epochs is given]"),
        HelpName = "M",
    };

    private readonly Option<int?> _batch = new("--batch") { Description = $"Rows of a batch [default: {defaults.BatchSize ?? 256}, or all rows if they are fewer]", HelpName = "N" };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "The learning rate, which goes down along a cosine",
        HelpName = "R",
        DefaultValueFactory = _ => defaults.Rate,
    };

    private readonly Option<double> _weightDecay = new("--weight-decay")
    {
        Description = "How strongly weights are pulled to zero (AdamW)",
        HelpName = "L",
        DefaultValueFactory = _ => defaults.WeightDecay,
    };

    private readonly Option<double?> _clipNorm = new("--clip-norm")
    {
        Description = string.Create(CultureInfo.InvariantCulture,
            $"The gradient's norm at the most: a longer one is scaled down to it [default: {(defaults.ClipNorm is { } bound ? bound : "no bound")}]"),
        HelpName = "X",
    };

    private readonly Option<int> _patience = new("--patience")
    {
        Description = "Epochs without a better validation loss after which training stops; 0 for never",
        HelpName = "N",
        DefaultValueFactory = _ => defaults.Patience,
    };

    private readonly Option<bool> _deterministic = new("--deterministic")
    {
        Description = "Let the rate follow epochs alone and never the clock: two runs, or a resumed one, then give the same bits",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _epochs, _minutes, _batch, _rate, _weightDecay, _clipNorm, _patience, _deterministic })
            command.Add(option);
    }

    /// <summary>An option's value where it was given, another where it was not.</summary>
    public static T Given<T>(ParseResult parse, Option<T> option, T otherwise) => parse.GetResult(option) is { Implicit: false } ? parse.GetValue(option)! : otherwise;

    /// <summary>What was given.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="session">The run.</param>
    /// <param name="otherwise">What holds for the rest; null for the defaults that help shows.</param>
    public TrainingOptions Options(ParseResult parse, Session session, TrainingOptions? otherwise = null)
    {
        otherwise ??= defaults;
        var (epochs, minutes) = (parse.GetValue(_epochs), parse.GetValue(_minutes));
        return otherwise with
        {
            Epochs = epochs,
            Minutes = minutes ?? (epochs is null ? otherwise.Minutes : null),
            BatchSize = parse.GetValue(_batch) ?? otherwise.BatchSize,
            Rate = Given(parse, _rate, otherwise.Rate),
            WeightDecay = Given(parse, _weightDecay, otherwise.WeightDecay),
            ClipNorm = parse.GetValue(_clipNorm) ?? otherwise.ClipNorm,
            Patience = Given(parse, _patience, otherwise.Patience),
            Deterministic = parse.GetValue(_deterministic),
            Seed = session.Seed,
        };
    }

    /// <summary>The sizes of layers given for an option, or what holds otherwise.</summary>
    public static IReadOnlyList<int> Sizes(ParseResult parse, Option<string> option, IReadOnlyList<int> otherwise) =>
        Given(parse, option, "") is { Length: > 0 } sizes ? Sizes(option.Name, sizes) : otherwise;

    /// <summary>Sizes of layers as in 500,500.</summary>
    /// <param name="option">What they were given for.</param>
    /// <param name="text">The sizes.</param>
    public static int[] Sizes(string option, string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var sizes = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]))
                throw new ArgumentException($"{option}: expected sizes as in 500,500, got '{text}'.");
        }
        return sizes;
    }
}
