using Pushforward.Numerics;

namespace Pushforward.Distributions;

/// <summary>
/// Inverts a distribution function that has no closed inverse: Newton's method on the logarithm of the tail, kept inside a bracket
/// that is halved in the order of the doubles where Newton does not serve, so that the work is bounded at any scale, atoms and gaps included.
/// </summary>
internal static class QuantileSearch
{
    private const int NewtonSteps = 16;
    private const int MaximumSteps = 200;

    /// <summary>The smallest x with Cdf(x) >= p, or, with complement, the smallest x with ComplementaryCdf(x) &lt;= p.</summary>
    public static double Find(Law law, double p, bool complement)
    {
        double low = law.Support.Lower, high = law.Support.Upper;
        if (p == (complement ? 1 : 0))
            return low;
        if (p == (complement ? 0 : 1))
            return high;
        low = Math.Max(low, -double.MaxValue);
        high = Math.Min(high, double.MaxValue);
        if (Reached(low))
            return low;

        // From here on low is below the quantile and high is at or above it.
        double logP = Math.Log(p);
        double x = low < 0 && high > 0 ? 0 : Middle(low, high);
        for (int step = 0; step < MaximumSteps; step++)
        {
            if (Reached(x))
                high = x;
            else
                low = x;
            if (Order(high) - Order(low) <= 1)
                return high;

            double next = x + NewtonStep(x);
            // A step this small means a tail probability within a few units in the last place: an atom or a gap gives a long one.
            if (Math.Abs(next - x) <= 2 * (Math.BitIncrement(Math.Abs(x)) - Math.Abs(x)))
                return Math.Clamp(next, law.Support.Lower, law.Support.Upper);
            bool newton = next > low && next < high && (step < NewtonSteps || step % 2 == 0);
            x = newton ? next : Middle(low, high);
        }
        throw new NumericalException(
            $"{law.Name}: no quantile at {(complement ? "1 - " : "")}{p:R} in {MaximumSteps} steps; its distribution function is not monotone.");

        bool Reached(double at) => complement ? law.ComplementaryCdf(at) <= p : law.Cdf(at) >= p;

        double NewtonStep(double at)
        {
            double logTail = complement ? law.LogComplementaryCdf(at) : law.LogCdf(at);
            double logDensity = law.LogDensity(at);
            double step = double.IsFinite(logDensity) ? (logTail - logP) * Math.Exp(logTail - logDensity) : double.NaN;
            return complement ? step : -step;
        }
    }

    // Halfway in the order of the doubles: the geometric mean within a sign, which finds any scale in 64 steps.
    private static double Middle(double low, double high) => Value(Order(low) + (Order(high) - Order(low)) / 2);

    // Doubles in ascending order are consecutive integers once the negative half is reflected. Two orders can lie further apart than
    // a long reaches only across zero, and a bracket across zero is cut at zero first.
    private static long Order(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double Value(long order) => BitConverter.Int64BitsToDouble(order >= 0 ? order : long.MinValue - order);
}
