using System.CommandLine;
using Pushforward.Flows;

namespace Pushforward.Cli;

/// <summary>The options of every kind of flow: its data, its networks, how it is trained and where to.</summary>
/// <param name="defaults">What holds where nothing is given.</param>
/// <param name="couplings">What the number of couplings means.</param>
/// <param name="hidden">What there is to say of the sizes of hidden layers.</param>
internal sealed class FlowArguments(FlowOptions defaults, string couplings, string hidden)
{
    private readonly ImageArguments _data = new();

    private readonly Option<int> _couplings = new("--couplings") { Description = couplings, HelpName = "N", DefaultValueFactory = _ => defaults.Couplings };

    private readonly Option<string> _hidden = new("--hidden")
    {
        Description = hidden,
        HelpName = "A,B,...",
        DefaultValueFactory = _ => string.Join(',', defaults.Hidden),
    };

    private readonly Option<string> _prior = Word("--prior", "The law of the latent coordinates", defaults.Prior);

    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for model.safetensors, config.json, metrics.jsonl and checkpoints",
        HelpName = "DIR",
        Required = true,
    };

    private readonly TrainingArguments _training = new(defaults.Training);

    /// <summary>An option that takes one of the words of an enumeration.</summary>
    public static Option<string> Word<T>(string name, string description, T byDefault)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(word => word.ToLowerInvariant())];
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => byDefault.ToString().ToLowerInvariant(),
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var given, ..] && !words.Contains(given.Value))
                result.AddError($"{name}: expected {string.Join(" or ", words)}, got '{given.Value}'.");
        });
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>What was given for an option made by <see cref="Word"/>.</summary>
    public static T Read<T>(ParseResult parse, Option<string> option)
        where T : struct, Enum => Enum.Parse<T>(parse.GetRequiredValue(option), ignoreCase: true);

    public void AddTo(Command command, params IEnumerable<Option> more)
    {
        _data.AddTo(command);
        foreach (var option in new Option[] { _couplings, _hidden }.Concat(more).Concat([_prior, _out]))
            command.Add(option);
        _training.AddTo(command);
    }

    /// <summary>Begins the run that the options tell of.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parse">What was given.</param>
    /// <param name="own">The options of the kind itself.</param>
    public void Run(Session session, ParseResult parse, FlowOptions own)
    {
        var options = own with
        {
            Couplings = parse.GetValue(_couplings),
            Hidden = TrainingArguments.Sizes(parse.GetRequiredValue(_hidden)),
            Prior = Read<FlowPrior>(parse, _prior),
            Training = _training.Options(parse, session),
        };
        options.Validate();
        var images = _data.ToJson(parse);
        GradientRun.Begin(
            session, RunFolder.Create(parse.GetRequiredValue(_out)), images,
            checkpoints => new FlowRun(ImageArguments.Open(images, session), options, checkpoints, session));
    }
}
