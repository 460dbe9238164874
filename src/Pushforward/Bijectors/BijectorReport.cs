using System.Globalization;

namespace Pushforward.Bijectors;

/// <summary>What a <see cref="BijectorChecker"/> found.</summary>
/// <param name="Bijector">The name of what was checked.</param>
/// <param name="Points">How many points were looked at, probes included.</param>
/// <param name="RoundTrip">The largest |f^-1(f(x)) - x| of any coordinate.</param>
/// <param name="InverseRoundTrip">The largest |f(f^-1(y)) - y|.</param>
/// <param name="LogDetError">
/// The largest difference between log|det J| and that of the numerical Jacobian, a dimension, or relative where the log-det exceeds their number.
/// </param>
/// <param name="CancellationError">The largest |log|det J(x)| + log|det J^-1(f(x))||, likewise.</param>
/// <param name="Failures">What is wrong, a sentence each, worst first; empty if nothing is.</param>
/// <param name="WorstPoint">The point that came closest to a bound or went farthest beyond one.</param>
public sealed record BijectorReport(
    string Bijector, int Points, double RoundTrip, double InverseRoundTrip, double LogDetError, double CancellationError,
    IReadOnlyList<string> Failures, IReadOnlyList<double>? WorstPoint)
{
    /// <summary>Whether every bound held at every point.</summary>
    public bool Passed => Failures.Count == 0;

    /// <summary>The report in a few lines.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Bijector}: {(Passed ? "passed" : "FAILED")} at {Points} points; round trip {RoundTrip:0.0E+0}, back {InverseRoundTrip:0.0E+0}, log-det error {LogDetError:0.0E+0}, cancellation {CancellationError:0.0E+0}{string.Concat(Failures.Select(failure => "\n  " + failure))}");

    /// <summary>Throws if the check failed.</summary>
    /// <returns>This report.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is the report.</exception>
    public BijectorReport ThrowIfFailed() => Passed ? this : throw new InvalidOperationException(ToString());
}
