using System.Globalization;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// Checks that a bijector is one and that its log-dets are right: round trips both ways, log|det J| against the determinant of a numerical
/// Jacobian, and that forward and inverse log-dets cancel; at given points, beside every kink and near the edges of every domain. A log-det whose
/// forward and inverse are wrong alike cancels and still fails, because the Jacobian is taken from values of the map alone.
/// </summary>
/// <remarks>
/// It computes in the precision of the engine it is built with. The assembly Pushforward.Float64 holds the same sources in double, where
/// differences are good to eleven digits; there the library's own bijectors are checked, and there the command line works.
/// </remarks>
public static class BijectorChecker
{
    /// <summary>Checks a bijector.</summary>
    /// <param name="bijector">What to check.</param>
    /// <param name="points">Base rows to check it at; all of one length, which is small: a numerical Jacobian has its square of elements.</param>
    /// <param name="options">How strict to be; null for the defaults.</param>
    /// <exception cref="ArgumentException">There are no points, or the bijector refuses one of them.</exception>
    public static BijectorReport Check(Bijector bijector, IReadOnlyList<double[]> points, BijectorCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bijector);
        ArgumentNullException.ThrowIfNull(points);
        options ??= new BijectorCheckOptions();
        if (points.Count == 0 || points[0].Length == 0)
            throw new ArgumentException($"{bijector.Name}: expected at least one point of at least one value to check at.");
        if (points.FirstOrDefault(point => point.Length != points[0].Length) is { } odd)
            throw new ArgumentException($"{bijector.Name}: expected points of one length, got {points[0].Length} and {odd.Length} values.");

        // Rounded to what the engine holds, so that a round trip is judged by what went in.
        var all = Rows.ToArrays(Rows.ToTensor(points)).ToList();
        bijector.ForwardAndLogDet(Rows.ToTensor(all));
        if (options.AddProbes)
            all.AddRange(Rows.ToArrays(Rows.ToTensor(BijectorProbes.Of(bijector, all))).Where(probe => HasImage(bijector, probe)));
        return new Findings(bijector.Name, options).Summarize([.. all.Select(point => Look(bijector, point, options))]);
    }

    /// <summary>The Jacobian at a point, element [i, j] = dy_i/dx_j, from values of the map alone.</summary>
    /// <param name="bijector">The map.</param>
    /// <param name="point">Where.</param>
    /// <exception cref="ArgumentException">The bijector refuses the point.</exception>
    public static double[,] Jacobian(Bijector bijector, double[] point)
    {
        ArgumentNullException.ThrowIfNull(bijector);
        ArgumentNullException.ThrowIfNull(point);
        bijector.Forward(Rows.ToTensor([point]));
        return NumericalJacobian.At(bijector, point).Right;
    }

    /// <summary>The Jacobian at a point by reverse-mode differentiation: exact but for rounding, and as right as the gradients are.</summary>
    /// <inheritdoc cref="Jacobian(Bijector, double[])"/>
    public static double[,] ExactJacobian(Bijector bijector, double[] point)
    {
        ArgumentNullException.ThrowIfNull(bijector);
        ArgumentNullException.ThrowIfNull(point);
        int n = point.Length;
        var tape = new Tape();
        var jacobian = new double[n, n];
        using (tape.Record())
        {
            // One copy of the point for each value of the image, so that one backward pass gives all rows.
            var x = tape.Variable(Rows.ToTensor([.. Enumerable.Repeat(point, n)]));
            var chosen = (bijector.Forward(x) * Square.Identity(n)).Sum();
            if (!chosen.IsTracked)
                throw new ArgumentException($"{bijector.Name}: its value does not depend on what went in; write it with tensor operations.");
            tape.Backward(chosen);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    jacobian[i, j] = x.Gradient[i * n + j];
            }
        }
        return jacobian;
    }

    private static bool HasImage(Bijector bijector, double[] point)
    {
        var outside = new OutsideRows(1);
        var (y, _) = bijector.Run(Rows.ToTensor([point]), inverse: false, outside);
        if (outside.Any || FiniteGuard.IndexOfNonFinite(y.AsSpan()) >= 0)
            return false;
        bijector.Run(y, inverse: true, outside);
        return !outside.Any;
    }

    private static Finding Look(Bijector bijector, double[] x, BijectorCheckOptions options)
    {
        var (yTensor, forward) = bijector.ForwardAndLogDet(Rows.ToTensor([x]));
        var y = Rows.ToArray(yTensor.Row(0));
        double logDet = forward.AsSpan()[0];
        var (xTensor, inverse) = bijector.InverseAndLogDet(yTensor.Clone());
        var back = Rows.ToArray(xTensor.Row(0));
        double inverseLogDet = inverse.AsSpan()[0];
        var again = Rows.ToArray(bijector.Forward(xTensor.Clone()).Row(0));

        var jacobian = NumericalJacobian.At(bijector, x);
        double numerical = Nearest(logDet, jacobian);
        // A log-det is a sum of one term a dimension, each with an error of its own.
        double scale = Math.Max(x.Length, Math.Abs(numerical));
        var slopesBack = Square.Inverse(jacobian.Right);
        return new Finding(
            x, logDet, numerical, inverseLogDet, Distance(back, x), Distance(again, y), Error(logDet - numerical) / scale, Error(logDet + inverseLogDet) / scale,
            slopesBack is null ? double.PositiveInfinity : Excess(back, x, slopesBack, y, options),
            slopesBack is null ? double.PositiveInfinity : Excess(again, y, jacobian.Right, x, options));
    }

    // On a kink either side's Jacobian is as good.
    private static double Nearest(double logDet, NumericalJacobian jacobian)
    {
        double right = Square.Determinant(jacobian.Right).LogAbs, left = Square.Determinant(jacobian.Left).LogAbs;
        return Math.Abs(left - logDet) < Math.Abs(right - logDet) ? left : right;
    }

    /// <summary>How many times the error that rounding allows there is: the way there rounds its result, which the slopes of the way back magnify.</summary>
    private static double Excess(double[] found, double[] expected, double[,] slopes, double[] image, BijectorCheckOptions options)
    {
        double excess = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double rounding = Math.Abs(expected[i]) + 1;
            for (int j = 0; j < image.Length; j++)
                rounding += Math.Abs(slopes[i, j]) * (Math.Abs(image[j]) + 1);
            excess = Math.Max(excess, Error(found[i] - expected[i]) / (options.RoundTripRoundings * BijectorCheckOptions.Epsilon * rounding));
        }
        return excess;
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (p, q) => Error(p - q)).Max();

    // NaN is the worst of errors, not a small one.
    private static double Error(double difference) => double.IsNaN(difference) ? double.PositiveInfinity : Math.Abs(difference);

    private readonly record struct Finding(
        double[] Point, double LogDet, double Numerical, double InverseLogDet, double RoundTrip, double InverseRoundTrip, double LogDetError, double CancellationError,
        double Excess, double InverseExcess);

    private sealed class Findings(string name, BijectorCheckOptions options)
    {
        public BijectorReport Summarize(Finding[] findings)
        {
            var failures = new List<(double Severity, string Text)>();
            Judge(findings, finding => finding.LogDetError / options.LogDetTolerance, failures, finding => Format(
                $"log|det J| = {finding.LogDet:G9}, but that of the numerical Jacobian is {finding.Numerical:G9}"));
            Judge(findings, finding => finding.CancellationError / options.LogDetTolerance, failures, finding => Format(
                $"forward and inverse log-dets do not cancel: {finding.LogDet:G9} and {finding.InverseLogDet:G9}"));
            Judge(findings, finding => finding.Excess, failures, finding => Format($"the inverse of the forward value is {finding.RoundTrip:G3} away"));
            Judge(findings, finding => finding.InverseExcess, failures, finding => Format(
                $"the forward value of the inverse is {finding.InverseRoundTrip:G3} away"));
            return new BijectorReport(
                name, findings.Length, findings.Max(finding => finding.RoundTrip), findings.Max(finding => finding.InverseRoundTrip),
                findings.Max(finding => finding.LogDetError), findings.Max(finding => finding.CancellationError),
                [.. failures.OrderByDescending(failure => failure.Severity).Select(failure => failure.Text)],
                findings.MaxBy(Worst).Point);
        }

        private double Worst(Finding finding) => new[]
        {
            finding.LogDetError / options.LogDetTolerance, finding.CancellationError / options.LogDetTolerance, finding.Excess, finding.InverseExcess,
        }.Max();

        private static void Judge(Finding[] findings, Func<Finding, double> severity, List<(double, string)> failures, Func<Finding, string> says)
        {
            var worst = findings.MaxBy(severity);
            if (severity(worst) > 1)
                failures.Add((severity(worst), $"at ({string.Join(", ", worst.Point.Select(value => value.ToString("G9", CultureInfo.InvariantCulture)))}): {says(worst)}."));
        }

        private static string Format(FormattableString text) => FormattableString.Invariant(text);
    }
}
