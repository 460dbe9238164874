using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Distributions;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;
using Pushforward.RandomVariables.Expressions;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Verbs;

/// <summary><c>variable EXPR --let x=uniform(0,1)</c>: the law of a function of random variables.</summary>
internal static class VariableVerb
{
    private const int MostDraws = 10_000_000;

    // What golden tests hold the named laws to.
    private const double NamedLawError = 2e-14;

    private static readonly Argument<string> Expression = new("EXPR")
    {
        Description = $"A function of random variables, e.g. \"sqrt(x^2 + y^2)\"; of {string.Join(", ", VariableReader.Signatures)}. A name is the same variable wherever it appears",
    };

    private static readonly Option<string[]> Lets = new("--let")
    {
        Description = $"The law of a variable, e.g. x=uniform(0,1); one of {string.Join(", ", LawReader.Signatures)}. Different names are independent",
        HelpName = "NAME=LAW",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> At = new("--at") { Description = "Places at which to give density and distribution function, e.g. 0.5,1.2", HelpName = "Z,..." };

    private static readonly Option<string?> Quantile = new("--quantile") { Description = "Probabilities whose quantiles to give, e.g. 0.05,0.95", HelpName = "P,..." };

    private static readonly Option<int?> Verify = new("--verify") { Description = "Compare with N simulated values (Kolmogorov-Smirnov)", HelpName = "N" };

    private static readonly Option<string?> Out = new("--out") { Description = "A picture of the density as .svg, under it the simulation if --verify is given", HelpName = "F" };

    public static Command Create()
    {
        var command = new Command("variable", "Compute the law of a function of independent random variables")
        {
            Expression, Lets, At, Quantile, Verify, Out,
        };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var places = Numbers(parse.GetValue(At));
        var probabilities = Numbers(parse.GetValue(Quantile));
        if (parse.GetValue(Verify) is < 1 or > MostDraws)
            throw new ArgumentException($"--verify: expected a whole number from 1 to {MostDraws}, got {parse.GetValue(Verify)}.");
        string? path = parse.GetValue(Out);
        if (path is not null && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--out: expected a name that ends in .svg, got '{path}'.");

        var reader = new VariableReader();
        foreach (string let in parse.GetValue(Lets)!)
            reader.Let(let);
        string text = parse.GetRequiredValue(Expression);
        var variable = reader.Read(text);
        var law = variable.ComputeLaw(session.Stopping);
        var points = places.Select(z => Point(law, z)).ToArray();
        var quantiles = probabilities.Select(p => (P: p, Z: law.Quantile(p))).ToArray();
        // One stream by name: the picture shows the very values that the statistic is of.
        var verification = parse.GetValue(Verify) is { } count ? variable.Verify(count, new RandomStream(session.Seed, "verify")) : null;

        Print(session, text, law, points, quantiles, verification);
        if (path is not null)
        {
            var sample = verification is null ? null : variable.Sample(verification.SampleCount, new RandomStream(session.Seed, "verify"));
            OutputFile.WriteText(path, LawCharts.Density($"The law of {text}", law, sample).ToSvg());
            session.Print($"Wrote {path}");
        }
        session.PrintJson(Json(text, law, points, quantiles, verification));
    }

    private static double[] Numbers(string? list) =>
        list is null ? [] : [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(VariableReader.ReadNumber)];

    private static (double Z, double Pdf, double Cdf, double Ccdf, double ErrorBound) Point(Law law, double z)
    {
        double pdf = law.Density(z);
        double bound = law is ComputedLaw computed
            ? Math.Max(computed.DensityErrorBound(z), computed.CdfErrorBound(z))
            : NamedLawError * Math.Max(1, double.IsFinite(pdf) ? pdf : 1);
        return (z, pdf, law.Cdf(z), law.ComplementaryCdf(z), bound);
    }

    private static void Print(
        Session session,
        string text,
        Law law,
        (double Z, double Pdf, double Cdf, double Ccdf, double ErrorBound)[] points,
        (double P, double Z)[] quantiles,
        Verification? verification)
    {
        session.Print($"Z = {text}");
        session.Print($"support   {law.Support}");
        session.Print($"mean      {law.Mean}");
        session.Print($"variance  {law.Variance}");
        foreach (var atom in law.Atoms)
            session.Print(FormattableString.Invariant($"atom      P(Z = {atom.Location:R}) = {atom.Probability:G12}"));
        foreach (var (z, pdf, cdf, ccdf, bound) in points)
            session.Print(FormattableString.Invariant($"z = {z:R}  pdf {pdf:G12}  P(Z <= z) {cdf:G12}  P(Z > z) {ccdf:G12}  error below {bound:0.0e+0}"));
        foreach (var (p, z) in quantiles)
            session.Print(FormattableString.Invariant($"quantile  {p:R}: {z:G12}"));
        if (verification is not null)
        {
            session.Print(FormattableString.Invariant(
                $"simulated {verification.SampleCount}: Kolmogorov-Smirnov D {verification.Statistic:G3}, p-value {verification.PValue:G3}"));
        }
    }

    private static JsonObject Json(
        string text,
        Law law,
        (double Z, double Pdf, double Cdf, double Ccdf, double ErrorBound)[] points,
        (double P, double Z)[] quantiles,
        Verification? verification)
    {
        var json = new JsonObject
        {
            ["expression"] = text,
            ["support"] = new JsonArray([.. law.Support.Intervals.Select(i => new JsonArray(JsonResult.Number(i.Lower), JsonResult.Number(i.Upper)))]),
            ["points"] = new JsonArray(
            [
                .. points.Select(point => new JsonObject
                {
                    ["z"] = point.Z,
                    ["pdf"] = JsonResult.Number(point.Pdf),
                    ["cdf"] = point.Cdf,
                    ["ccdf"] = point.Ccdf,
                    ["errorBound"] = JsonResult.Number(point.ErrorBound),
                }),
            ]),
            ["quantiles"] = new JsonArray([.. quantiles.Select(quantile => new JsonObject { ["p"] = quantile.P, ["z"] = JsonResult.Number(quantile.Z) })]),
            ["atoms"] = new JsonArray([.. law.Atoms.Select(atom => new JsonObject { ["z"] = atom.Location, ["p"] = atom.Probability })]),
        };
        Add("mean", law.Mean);
        Add("variance", law.Variance);
        if (verification is not null)
        {
            json["verification"] = new JsonObject
            {
                ["samples"] = verification.SampleCount,
                ["statistic"] = verification.Statistic,
                ["pValue"] = verification.PValue,
            };
        }
        return json;

        void Add(string key, Moment moment)
        {
            json[key] = moment.Status == MomentStatus.Undefined ? null : JsonResult.Number(moment.Value);
            json[key + "Status"] = moment.Status switch
            {
                MomentStatus.Finite => "finite",
                MomentStatus.Infinite => "infinite",
                _ => "undefined",
            };
        }
    }
}
