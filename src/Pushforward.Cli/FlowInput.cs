using System.CommandLine;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>A trained flow and rows to use it on: the options of the verbs that go through its latent space.</summary>
internal sealed class FlowInput
{
    private readonly Argument<string> _model = ModelArgument.Create();

    private readonly DataArguments _data = new(forFitting: false);

    private readonly Option<string?> _split = new("--split")
    {
        Description = "Which part of the data [default: test where there is one, else all there is]",
        HelpName = "train|validation|test",
    };

    private readonly Option<int?> _rows = new("--rows") { Description = "Only the first N rows [default: all]", HelpName = "N" };

    public FlowInput() => _split.AcceptOnlyFromAmong("train", "validation", "test");

    public void AddTo(Command command)
    {
        command.Add(_model);
        _data.AddTo(command);
        command.Add(_split);
        command.Add(_rows);
    }

    /// <summary>Loads the model and opens the rows, those that are wanted.</summary>
    public (FlowModel Model, IRowSource Rows) Open(Session session, ParseResult parse)
    {
        if (parse.GetValue(_rows) is < 1 and var given)
            throw new ArgumentException($"--rows: expected a whole number of at least 1, got {given}.");
        var model = Load(parse.GetRequiredValue(_model));
        var data = _data.Open(parse, session, model.Provenance.Schema);
        var split = parse.GetValue(_split) is { } word ? DataSplitNames.Parse(word) : data.Has(DataSplit.Test) ? DataSplit.Test : data.Splits[0];
        var rows = model.RowsOf(data, split, session.Stopping);
        return (model, parse.GetValue(_rows) is { } count ? new HeadRows(rows, count) : rows);
    }

    private static FlowModel Load(string path) => ModelKinds.Load(path) is var model && model is FlowModel flow
        ? flow
        : throw new ArgumentException($"{path}: a {model.Kind} has no invertible latent space. Name a flow, as {string.Join(" or ", FlowConfig.Kinds.Select(kind => $"'fit {kind}'"))} writes it.");
}
