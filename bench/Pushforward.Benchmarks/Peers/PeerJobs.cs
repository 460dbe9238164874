using System.Diagnostics;
using System.Text.Json;

namespace Pushforward.Benchmarks.Peers;

/// <summary>
/// The jobs that another library does too. Each prints one JSON line a case, <c>{"case": ..., "milliseconds": median}</c>, as its twin
/// under bench/peers does; bench/peers/compare.py runs both in turn and prints the ratios. A peer that is a .NET library ("elementwise") is run beside in
/// the same job, which prints a table.
/// </summary>
internal static class PeerJobs
{
    private static readonly Dictionary<string, Action<string[]>> Jobs = new()
    {
        ["em"] = EmPeer.Run,
        ["elementwise"] = ElementwisePeer.Run,
        ["flexmix"] = EmPeer.Flexmix,
        ["em-million"] = EmPeer.Million,
        ["gemm"] = _ => GemmPeer.Run(Console.In, Console.Out),
        ["vae-step"] = StepPeers.Vae,
        ["nice-step"] = StepPeers.Nice,
    };

    public static int Run(string name, string[] args)
    {
        if (!Jobs.TryGetValue(name, out var job))
        {
            Console.Error.WriteLine($"peers: no job '{name}'; there are {string.Join(", ", Jobs.Keys)}.");
            return 2;
        }
        job(args);
        return 0;
    }

    /// <summary>Times a body after warm-up runs, and prints the median.</summary>
    public static void Measure(string name, int warmUps, int runs, Action body)
    {
        var times = new List<double>();
        for (int i = 0; i < warmUps + runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            body();
            if (i >= warmUps)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        Report(name, times);
    }

    /// <summary>Prints the median of times taken elsewhere.</summary>
    public static void Report(string name, List<double> milliseconds)
    {
        milliseconds.Sort();
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["case"] = name,
            ["milliseconds"] = milliseconds[milliseconds.Count / 2],
        }));
    }
}
