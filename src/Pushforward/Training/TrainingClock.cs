using System.Diagnostics;

namespace Pushforward.Training;

/// <summary>Training time over all sittings, and how long ago things were last done.</summary>
internal sealed class TrainingClock(double secondsBefore)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _saved = Stopwatch.GetTimestamp(), _reported = Stopwatch.GetTimestamp();

    /// <summary>Training time, this and earlier sittings.</summary>
    public double Seconds => secondsBefore + ThisSitting;

    /// <summary>Training time of this sitting.</summary>
    public double ThisSitting => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    public TimeSpan SinceSave => Stopwatch.GetElapsedTime(_saved);

    public TimeSpan SinceReport => Stopwatch.GetElapsedTime(_reported);

    public void Saved() => _saved = Stopwatch.GetTimestamp();

    public void Reported() => _reported = Stopwatch.GetTimestamp();
}
