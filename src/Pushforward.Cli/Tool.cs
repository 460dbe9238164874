using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Pushforward.Cli.Verbs;
using Pushforward.Mpi;

namespace Pushforward.Cli;

/// <summary>The tool: finds the verb, runs it, and turns whatever ends it into an exit code and at most two sentences.</summary>
internal static class Tool
{
    public static int Run(string[] args)
    {
        var parse = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0)
        {
            WaitForFirst();
            foreach (var error in parse.Errors)
                Console.Error.WriteLine($"pushforward: {OnOneLine(error.Message)}");
            string verb = string.Concat(Ancestry(parse.CommandResult).Reverse().Select(name => name + " "));
            Console.Error.WriteLine($"pushforward {verb}--help lists what can be given.");
            return ExitCode.WrongUsage;
        }

        // The verbs handle signals themselves: stopping may take a while, because what there is gets saved first.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return parse.Invoke(invocation);
        }
        catch (Exception e) when (CodeOf(e) is not null)
        {
            return Report(e);
        }
    }

    /// <summary>The exit code of a failure that users can cause; null for a defect of the tool.</summary>
    public static int? CodeOf(Exception e) => ExitCode.Of(Cause(e));

    /// <summary>Prints what went wrong, and returns the exit code.</summary>
    public static int Report(Exception e)
    {
        WaitForFirst();
        Console.Error.WriteLine($"pushforward: {Sentence(Cause(e))}");
        return CodeOf(e)!.Value;
    }

    // What goes wrong on one rank often does on all. The first to fail ends the others, so who waits need not say it again.
    private static void WaitForFirst()
    {
        if (MpiCollective.LaunchedRank is not (> 0 and var rank))
            return;
        using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(ExitCode.Interrupted));
        Thread.Sleep(2000 + 100 * Math.Min(rank, 50));
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Generative models: fit, sample, score, compare. Start with: pushforward demo")
        {
            DemoVerb.Create(),
            DataVerb.Create(),
            FitVerb.Create(),
            SelectVerb.Create(),
            ResumeVerb.Create(),
            SampleVerb.Create(),
            ScoreVerb.Create(),
            ImputeVerb.Create(),
            EncodeVerb.Create(),
            InterpolateVerb.Create(),
            DescribeVerb.Create(),
            CompareVerb.Create(),
            ReportVerb.Create(),
            VariableVerb.Create(),
            DivergenceVerb.Create(),
            ProjectVerb.Create(),
            FlowVerb.Create(),
            DiscreteVerb.Create(),
            DoctorVerb.Create(),
        };
        foreach (var option in CommonOptions.All)
            root.Add(option);
        return root;
    }

    // The parser lists choices a line each, with "of:" before them.
    private static string OnOneLine(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 1 ? lines[0] : $"{lines[0]} {string.Join(", ", lines[1..])}.";
    }

    // The verb and what it stands under, innermost first: discrete-flow, fit.
    private static IEnumerable<string> Ancestry(CommandResult? command)
    {
        for (; command is not null && command.Command is not RootCommand; command = command.Parent as CommandResult)
            yield return command.Command.Name;
    }

    // What a static initializer throws (a forced kernel the machine lacks) arrives wrapped.
    private static Exception Cause(Exception e) => e is TypeInitializationException { InnerException: { } inner } ? inner : e;

    // The runtime adds "(Parameter 'x')" to argument errors; the message already names its place.
    private static string Sentence(Exception e)
    {
        string message = e.Message;
        int parameter = e is ArgumentException { ParamName: not null } ? message.IndexOf(" (Parameter '", StringComparison.Ordinal) : -1;
        return parameter < 0 ? message : message[..parameter];
    }
}
