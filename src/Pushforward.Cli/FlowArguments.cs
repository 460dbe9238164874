using System.CommandLine;
using Pushforward.Data;
using Pushforward.Flows;

namespace Pushforward.Cli;

/// <summary>The options of every kind of flow: its data, its networks, how it is trained and where to.</summary>
/// <param name="defaults">What holds where nothing is given.</param>
/// <param name="couplings">What the number of couplings means.</param>
/// <param name="hidden">What there is to say of the sizes of hidden layers.</param>
/// <param name="ofPoints">What holds instead where data are points; null if only images will do.</param>
internal sealed class FlowArguments(FlowOptions defaults, string couplings, string hidden, FlowOptions? ofPoints = null)
{
    private readonly ImageArguments _data = new(orPoints: ofPoints is not null);

    private readonly Option<int> _couplings = new("--couplings") { Description = couplings, HelpName = "N", DefaultValueFactory = _ => defaults.Couplings };

    private readonly Option<string> _hidden = new("--hidden")
    {
        Description = hidden,
        HelpName = "A,B,...",
        DefaultValueFactory = _ => string.Join(',', defaults.Hidden),
    };

    private readonly Option<int> _shift = new("--shift")
    {
        Description = "Images: move each by up to N pixels to any side while it is learned, anew in every epoch, ever fewer of them towards the end; of use where an image moved a little might as well be one of the data",
        HelpName = "N",
        DefaultValueFactory = _ => defaults.Shift,
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

    /// <summary>What was given for an option made by <see cref="Word"/>, or what holds otherwise.</summary>
    public static T Read<T>(ParseResult parse, Option<string> option, T otherwise)
        where T : struct, Enum => parse.GetResult(option) is { Implicit: false } ? Read<T>(parse, option) : otherwise;

    /// <summary>What was given for an option made by <see cref="Word"/>.</summary>
    public static T Read<T>(ParseResult parse, Option<string> option)
        where T : struct, Enum => Enum.Parse<T>(parse.GetRequiredValue(option), ignoreCase: true);

    public void AddTo(Command command, params IEnumerable<Option> more)
    {
        _data.AddTo(command);
        foreach (var option in new Option[] { _couplings, _hidden }.Concat(more).Concat([_prior, _shift, _out]))
            command.Add(option);
        _training.AddTo(command);
    }

    /// <summary>Begins the run that the options tell of.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parse">What was given.</param>
    /// <param name="own">The options of the kind itself, those given beside what else holds.</param>
    public void Run(Session session, ParseResult parse, Func<FlowOptions, FlowOptions> own)
    {
        var images = _data.ToJson(parse);
        var otherwise = ofPoints is not null && ImageArguments.Open(images, session).Kind != DataKind.Images ? ofPoints : defaults;
        var options = own(otherwise) with
        {
            Couplings = TrainingArguments.Given(parse, _couplings, otherwise.Couplings),
            Hidden = TrainingArguments.Sizes(parse, _hidden, otherwise.Hidden),
            Prior = Read<FlowPrior>(parse, _prior),
            Shift = TrainingArguments.Given(parse, _shift, otherwise.Shift),
            Training = _training.Options(parse, session, otherwise.Training),
        };
        options.Validate();
        GradientRun.Begin(
            session, RunFolder.Create(parse.GetRequiredValue(_out)), images,
            checkpoints => new FlowRun(ImageArguments.Open(images, session), options, checkpoints, session));
    }
}
