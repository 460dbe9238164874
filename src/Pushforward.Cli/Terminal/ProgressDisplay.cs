using System.Diagnostics;
using Spectre.Console;

namespace Pushforward.Cli.Terminal;

/// <summary>Shows progress on standard error: a bar with the time left on a terminal, a plain line now and then elsewhere.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    public static T Run<T>(string what, bool quiet, Func<IProgress<ProgressReport>, T> work)
    {
        if (quiet)
            return work(new Sink(_ => { }));
        return Console.IsErrorRedirected ? RunWithLines(what, work) : RunWithBar(what, work);
    }

    private static T RunWithLines<T>(string what, Func<IProgress<ProgressReport>, T> work)
    {
        var clock = Stopwatch.StartNew();
        var next = BetweenLines;
        TimeLeft? left = null;
        ProgressReport last = default;
        Console.Error.WriteLine($"{what} ...");
        var result = work(new Sink(report =>
        {
            last = report;
            if (report.Line is { } line)
                Console.Error.WriteLine(line);
            left ??= new TimeLeft(clock.Elapsed, report.Fraction);
            if (clock.Elapsed < next)
                return;
            next = clock.Elapsed + BetweenLines;
            Console.Error.WriteLine($"{what}: {report.Fraction * 100:F0} %, {report.Status}, {left.Say(clock.Elapsed, report.Fraction)}");
        }));
        Console.Error.WriteLine($"{what}: done in {clock.Elapsed.TotalSeconds:F1} s{(last.Status is null ? "" : ", " + last.Status)}");
        return result;
    }

    private static T RunWithBar<T>(string what, Func<IProgress<ProgressReport>, T> work)
    {
        // AnsiConsole honours NO_COLOR and terminals without colour by itself.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: 1);
                var result = work(new Sink(report =>
                {
                    // By way of the console, which puts it above the bar.
                    if (report.Line is { } line)
                        console.WriteLine(line);
                    task.Value = Math.Clamp(report.Fraction, task.Value, 1);
                    task.Description = Markup.Escape($"{what}  {report.Status}");
                }));
                task.Value = 1;
                return result;
            });
    }

    /// <summary>Reports at once and on the caller's thread, unlike <see cref="Progress{T}"/>, which would let lines overtake each other.</summary>
    private sealed class Sink(Action<ProgressReport> show) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => show(value);
    }
}
