using System.Diagnostics;

namespace Pushforward.Benchmarks.Mpi;

/// <summary>Medians over laps: of a lap, of the processor time that this rank spent on it, of its part that sums over ranks take, and how many bytes these are.</summary>
internal sealed record Laps(double Milliseconds, double CpuMilliseconds, double SumMilliseconds, long SumBytes);

/// <summary>Time from one report to the next. Where ranks tell each other things, this is timed on every other lap, and the lap itself on the rest.</summary>
internal sealed class LapTimer(TimedCollective? ranks)
{
    private readonly List<Lap> _laps = [];
    private long _last;
    private TimeSpan _lastCpu;

    public void Report()
    {
        var (now, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var (sums, bytes) = ranks?.Take() ?? default;
        if (_last != 0)
            _laps.Add(new Lap(ranks is { IsTiming: true }, Stopwatch.GetElapsedTime(_last, now), cpu - _lastCpu, sums, bytes));
        (_last, _lastCpu) = (now, cpu);
        if (ranks is not null)
            ranks.IsTiming = !ranks.IsTiming;
    }

    /// <summary>The medians.</summary>
    /// <param name="warmUps">Laps at the start that do not count.</param>
    /// <param name="parts">What a lap consists of; figures are of one part.</param>
    public Laps Result(int warmUps, int parts)
    {
        double Median(bool timed, Func<Lap, double> value)
        {
            double[] values = [.. _laps.Skip(warmUps).Where(lap => lap.IsTimed == timed).Select(value).Order()];
            return values.Length == 0 ? 0 : values[values.Length / 2] / parts;
        }
        return new Laps(
            Median(false, lap => lap.Whole.TotalMilliseconds), Median(false, lap => lap.Cpu.TotalMilliseconds),
            Median(true, lap => lap.Sums.TotalMilliseconds), (long)Median(true, lap => lap.Bytes));
    }

    private sealed record Lap(bool IsTimed, TimeSpan Whole, TimeSpan Cpu, TimeSpan Sums, long Bytes);
}
