using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Numerics.Formats;

namespace Pushforward.Cli.Verbs;

/// <summary><c>encode MODEL --data D --out F</c>: the latent codes of data under a flow.</summary>
internal static class EncodeVerb
{
    private static readonly FlowInput Input = new();

    private static readonly Option<string> Out = new("--out") { Description = "An .npy file, an array of rows x columns in double precision, so that the codes lead back", HelpName = "F", Required = true };

    public static Command Create()
    {
        var command = new Command("encode", "Write the latent codes of data under a flow; where the model is right they follow its prior") { Out };
        Input.AddTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string target = parse.GetRequiredValue(Out);
        if (!target.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--out {target}: codes are written as an array; name a file that ends in .npy.");
        var (model, rows) = Input.Open(session, parse);
        double[] codes = model.Encode(rows, session.Stopping);
        OutputFile.Write(target, stream => Npy.Write(stream, new StoredArray([rows.Rows, rows.Columns], codes)));
        session.Print($"Wrote the codes of {rows.Rows} rows of {rows.Columns} columns to {target}");
        session.PrintJson(new JsonObject { ["rows"] = rows.Rows, ["columns"] = rows.Columns, ["out"] = target });
    }
}
