using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Models;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Verbs;

/// <summary><c>describe MODEL</c>: what a model file holds.</summary>
internal static class DescribeVerb
{
    private static readonly Argument<string> Model = ModelArgument.Create();

    private static readonly Option<bool> Profiles = new("--profiles")
    {
        Description = "Of a mixture fitted to a table: sizes and profiles of the classes with standard errors, criteria and classification",
    };

    private static readonly Option<string?> Chart = new("--chart") { Description = "Of a mixture fitted to a table: write the profile plot to an SVG file", HelpName = "F" };

    public static Command Create()
    {
        var command = new Command("describe", "Say what a model file holds") { Model, Profiles, Chart };
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
        if (parse.GetValue(Profiles))
            Describe(session, OfTable(model), json);
        if (parse.GetValue(Chart) is { } chart)
            OutputFile.WriteText(chart, SurveyReport.ProfileChart(OfTable(model)).ToSvg());
        session.PrintJson(json);
    }

    private static MixtureModel OfTable(TrainedModel model) => model is MixtureModel { Figures: not null, Provenance.Schema: not null } mixture
        ? mixture
        : throw new ArgumentException("--profiles, --chart: this model was not fitted to a table as a mixture, or is too large to be read; fit mixture to a table first.");

    private static void Describe(Session session, MixtureModel model, JsonObject json)
    {
        session.Print("");
        foreach (string line in ClassProfiles.Lines(model, model.Figures!, model.Provenance.Schema!))
            session.Print(line);
        json["profiles"] = ClassProfiles.Json(model, model.Figures!, model.Provenance.Schema!);
    }
}
