using System.CommandLine;
using Pushforward.Autoencoders;

namespace Pushforward.Cli.Verbs;

/// <summary><c>fit vae</c> and <c>fit iwae</c>: variational autoencoders, by the one bound or the other.</summary>
internal sealed class FitVaeVerb
{
    private static readonly VaeOptions Defaults = new();

    private static readonly VaeOptions ImportanceWeightedDefaults = Defaults with
    {
        Objective = new() { Samples = 5, KlWarmUp = 0 },
        Training = Defaults.Training with { Minutes = 30 },
    };

    private readonly bool _importanceWeighted;
    private readonly VaeOptions _defaults;
    private readonly TrainingArguments _training;
    private readonly ImageArguments _data = new();
    private readonly Option<string> _binarize = BinarizeOption.Create("How gray pixels become bits; stochastic: fresh ones each epoch to train on, fixed ones to score");
    private readonly Option<int> _latent, _samples, _scoreSamples;
    private readonly Option<string> _hidden, _layers, _observation;
    private readonly Option<double> _beta, _warmUp, _freeBits;
    private readonly Option<bool> _conditional;
    private readonly Option<string?> _from;
    private readonly Option<string> _out;

    private FitVaeVerb(bool importanceWeighted)
    {
        _importanceWeighted = importanceWeighted;
        _defaults = importanceWeighted ? ImportanceWeightedDefaults : Defaults;
        _training = new(_defaults.Training);
        var (architecture, objective) = (_defaults.Architecture, _defaults.Objective);
        _latent = new("--latent") { Description = "Latent coordinates", HelpName = "N", DefaultValueFactory = _ => architecture.Latent };
        _hidden = new("--hidden")
        {
            Description = "Sizes of the encoder's hidden layers; the decoder has them the other way round",
            HelpName = "A,B,...",
            DefaultValueFactory = _ => string.Join(',', architecture.Hidden),
        };
        _layers = new("--layers") { Description = "What a hidden layer computes", HelpName = "plain|gated|residual", DefaultValueFactory = _ => "gated" };
        _observation = new("--observation")
        {
            Description = "The law of a pixel given the code: bits, or 256 gray levels by discretized logistic laws",
            HelpName = "bernoulli|gray",
            DefaultValueFactory = _ => "bernoulli",
        };
        _beta = new("--beta") { Description = "The weight of the divergence; 1 is the ELBO", HelpName = "B", DefaultValueFactory = _ => objective.Beta };
        _warmUp = new("--kl-warm-up")
        {
            Description = "In which part of the training the divergence's weight rises from 0; 0 for none",
            HelpName = "PART",
            DefaultValueFactory = _ => objective.KlWarmUp,
        };
        _freeBits = new("--free-bits") { Description = "Nats of each coordinate's divergence that cost nothing", HelpName = "NATS", DefaultValueFactory = _ => objective.FreeBits };
        _samples = new("--samples") { Description = "Draws of the importance-weighted bound", HelpName = "K", DefaultValueFactory = _ => objective.Samples };
        _from = new("--from") { Description = "A model of fit vae or fit iwae to begin with; it decides size and layers", HelpName = "MODEL" };
        _conditional = new("--conditional") { Description = "Give encoder and decoder the label of each image, so that sample --label can ask for one" };
        _scoreSamples = new("--score-samples")
        {
            Description = "Draws a row for the likelihoods at the end; 'score' takes 5000",
            HelpName = "K",
            DefaultValueFactory = _ => _defaults.ScoreSamples,
        };
        _out = new("--out") { Description = "Folder for model.safetensors, report.html, config.json, metrics.jsonl and checkpoints", HelpName = "DIR", Required = true };
        _layers.AcceptOnlyFromAmong("plain", "gated", "residual");
        _observation.AcceptOnlyFromAmong("bernoulli", "gray");
    }

    public static Command Create(bool importanceWeighted)
    {
        var verb = new FitVaeVerb(importanceWeighted);
        var command = importanceWeighted
            ? new Command("iwae", "An importance-weighted autoencoder (Burda, Grosse & Salakhutdinov 2015), on images")
            : new Command("vae", "A variational autoencoder (Kingma & Welling 2013), on images");
        verb._data.AddTo(command);
        foreach (var option in verb.Options())
            command.Add(option);
        verb._training.AddTo(command);
        command.SetAction(Session.Run(verb.Run, shared: true));
        return command;
    }

    private IEnumerable<Option> Options()
    {
        Option[] shared = [_binarize, _latent, _hidden, _layers, _observation, _conditional];
        Option[] own = _importanceWeighted ? [_samples, _from] : [_beta, _warmUp, _freeBits];
        return [.. shared, .. own, _scoreSamples, _out];
    }

    private void Run(Session session, ParseResult parse)
    {
        var start = _importanceWeighted && parse.GetValue(_from) is { } path ? Start(path) : null;
        var options = new VaeOptions
        {
            Architecture = start?.Options.Architecture ?? new VaeArchitecture
            {
                Latent = parse.GetValue(_latent),
                Hidden = parse.GetValue(_hidden) is "" or null ? [] : TrainingArguments.Sizes(_hidden.Name, parse.GetValue(_hidden)!),
                Layers = Enum.Parse<LayerKind>(parse.GetValue(_layers)!, ignoreCase: true),
                Observation = parse.GetValue(_observation) == "gray" ? ObservationKind.DiscretizedLogistic : ObservationKind.Bernoulli,
            },
            Objective = _importanceWeighted
                ? _defaults.Objective with { Samples = parse.GetValue(_samples) }
                : new VaeObjective { Beta = parse.GetValue(_beta), KlWarmUp = parse.GetValue(_warmUp), FreeBits = parse.GetValue(_freeBits) },
            Conditional = start?.Options.Conditional ?? parse.GetValue(_conditional),
            ScoreSamples = parse.GetValue(_scoreSamples),
            Training = _training.Options(parse, session),
        };
        if (_importanceWeighted && options.Objective.Samples == 1)
            throw new ArgumentException("--samples: expected at least 2, got 1. The bound of a single draw is the ELBO, which 'fit vae' trains on.");
        options.Validate();
        string binarize = parse.GetValue(_binarize)!;
        var images = _data.ToJson(parse);
        BinarizeOption.Note(images, binarize);
        GradientRun.Begin(
            session, RunFolder.Create(parse.GetRequiredValue(_out)), images,
            checkpoints => new VaeRun(ImageArguments.Open(images, session), options, BinarizeOption.Of(binarize), start, checkpoints, session));
    }

    private static VaeModel Start(string path) => ModelKinds.Load(path) as VaeModel
        ?? throw new ArgumentException($"--from {path}: expected a model that 'fit vae' or 'fit iwae' wrote. Name such a file.");
}
