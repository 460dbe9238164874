namespace Pushforward.Cli.Terminal;

/// <summary>How long work will take yet, at the pace since its first report: what was done before, by a run that is resumed, took none of this sitting's time.</summary>
/// <param name="at">When the first report came.</param>
/// <param name="before">What part of the work it said was done.</param>
internal sealed class TimeLeft(TimeSpan at, double before)
{
    // What pace there is cannot be told from less.
    private const double LeastFraction = 0.001;

    /// <summary>The time left, in words.</summary>
    /// <param name="elapsed">Time so far.</param>
    /// <param name="fraction">What part of the work is done, 0 to 1.</param>
    public string Say(TimeSpan elapsed, double fraction)
    {
        double done = fraction - before;
        return done <= LeastFraction ? "time left unknown" : FormattableString.Invariant($"about {(elapsed - at).TotalSeconds * (1 - fraction) / done:F0} s left");
    }
}
