using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Data;

namespace Pushforward.Cli.Verbs;

/// <summary><c>describe MODEL</c>: what a model file holds.</summary>
internal static class DescribeVerb
{
    private static readonly Argument<string> Model = ModelArgument.Create();

    public static Command Create()
    {
        var command = new Command("describe", "Say what a model file holds") { Model };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var model = ModelKinds.Load(parse.GetRequiredValue(Model));
        var provenance = model.Provenance;
        string size = provenance.Image is { } image ? $"{image.Height} x {image.Width} images" : $"{provenance.Columns} columns";
        session.Print($"kind        {model.Kind}, {model.ParameterCount} parameters");
        session.Print($"trained on  {provenance.Source}: {provenance.Rows} rows, {size}, {provenance.Representation}");
        session.Print(FormattableString.Invariant($"fit         seed {provenance.Seed}, {provenance.StopReason} after {provenance.Seconds:F1} s"));
        foreach (var (name, value) in model.Config())
            session.Print($"            {name} = {(value is JsonArray or JsonObject ? value.ToJsonString() : value)}");
        var details = model.Details();
        foreach (var (name, value) in details)
            session.Print($"            {name}: {(value is JsonArray list ? list.ToJsonString() : value)}");
        foreach (var (split, figure) in provenance.Figures.OrderBy(pair => pair.Key))
        {
            session.Print($"{split.Word(),-12}{Figures.Text(figure)}");
            if (Figures.BoundText(figure) is { } bound)
                session.Print($"{"",-12}{bound}");
        }

        var trainedOn = new JsonObject
        {
            ["source"] = provenance.Source,
            ["rows"] = provenance.Rows,
            ["columns"] = provenance.Columns,
            ["representation"] = provenance.Representation,
        };
        var json = new JsonObject
        {
            ["kind"] = model.Kind,
            ["config"] = model.Config(),
            ["parameters"] = model.ParameterCount,
            ["trainedOn"] = trainedOn,
            ["seed"] = provenance.Seed,
            ["stopReason"] = provenance.StopReason,
            ["seconds"] = provenance.Seconds,
        };
        if (details.Count > 0)
            json["details"] = details;
        foreach (var (split, figure) in provenance.Figures)
            json[split.Word()] = Figures.Json(figure);
        session.PrintJson(json);
    }
}
