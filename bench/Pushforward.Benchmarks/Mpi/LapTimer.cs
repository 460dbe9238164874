using System.Diagnostics;

namespace Pushforward.Benchmarks.Mpi;

/// <summary>Medians over laps: of a lap, of its part that sums over ranks took, and how many bytes these were.</summary>
internal sealed record Laps(double Milliseconds, double SumMilliseconds, long SumBytes);

/// <summary>Time from one report to the next.</summary>
internal sealed class LapTimer(TimedCollective? ranks)
{
    private readonly List<(double Whole, double Sums, long Bytes)> _laps = [];
    private long _last;

    public void Lap()
    {
        long now = Stopwatch.GetTimestamp();
        double sums = ranks?.TakeMilliseconds() ?? 0;
        long bytes = ranks?.TakeBytes() ?? 0;
        if (_last != 0)
            _laps.Add((Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds, sums, bytes));
        _last = now;
    }

    /// <summary>The medians.</summary>
    /// <param name="warmUps">Laps at the start that do not count.</param>
    /// <param name="parts">What a lap consists of; figures are of one part.</param>
    public Laps Result(int warmUps, int parts)
    {
        var laps = _laps.Skip(warmUps).ToList();
        double Median(Func<(double Whole, double Sums, long Bytes), double> value) => laps.Select(value).Order().ElementAt(laps.Count / 2) / parts;
        return new Laps(Median(lap => lap.Whole), Median(lap => lap.Sums), (long)Median(lap => lap.Bytes));
    }
}
