using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Benchmarks.Peers;

/// <summary>
/// This project's side of bench/peers/gemm.py: reads lines "layout m n k threads seconds" and answers each with one JSON line of seconds per
/// product, so that the script can let the two sides take turns.
/// </summary>
internal static class GemmPeer
{
    public static void Run(TextReader requests, TextWriter answers)
    {
        while (requests.ReadLine() is { Length: > 0 } line)
        {
            string[] words = line.Split(' ');
            int[] sizes = [.. words[1..5].Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            var times = Measure(Enum.Parse<GemmLayout>(words[0]), sizes[0], sizes[1], sizes[2], sizes[3],
                double.Parse(words[5], CultureInfo.InvariantCulture));
            answers.WriteLine(JsonSerializer.Serialize(new
            {
                kernel = GemmMicroKernel.Current.InstructionSet.ToString(),
                median = times[times.Count / 2],
                minimum = times[0],
                runs = times.Count,
            }));
            answers.Flush();
        }
    }

    private static List<double> Measure(GemmLayout layout, int m, int n, int k, int threads, double seconds)
    {
        ThreadTeam.SetSharedSize(threads);
        var random = new System.Random(1);
        float[] a = Fill(random, m * k), b = Fill(random, k * n), c = new float[m * n];
        int lda = layout == GemmLayout.TN ? m : k, ldb = layout == GemmLayout.NT ? k : n;

        var times = new List<double>();
        var total = Stopwatch.StartNew();
        // A tenth of the time warms caches and threads up.
        while (total.Elapsed.TotalSeconds < seconds || times.Count < 5)
        {
            long start = Stopwatch.GetTimestamp();
            Gemm.Multiply(layout, m, n, k, a, lda, b, ldb, c, n);
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (total.Elapsed.TotalSeconds > seconds / 10)
                times.Add(elapsed);
        }
        times.Sort();
        return times;
    }

    private static float[] Fill(System.Random random, int length)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++)
            values[i] = random.NextSingle() - 0.5f;
        return values;
    }
}
