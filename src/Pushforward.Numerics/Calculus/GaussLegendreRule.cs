namespace Pushforward.Numerics.Calculus;

/// <summary>
/// The Gauss-Legendre rule on [-1, 1]: exact for polynomials of degree 2n - 1. Nodes are roots of the Legendre polynomial P_n,
/// found by Newton's iteration; weights are 2 / ((1 - x^2) P_n'(x)^2).
/// </summary>
public sealed class GaussLegendreRule
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, GaussLegendreRule> Rules = new();

    private GaussLegendreRule(int count)
    {
        Nodes = new double[count];
        Weights = new double[count];
        for (int k = 0; k < count; k++)
        {
            double x = -Math.Cos(Math.PI * (k + 0.75) / (count + 0.5));
            double slope = 0;
            for (int step = 0; step < 20; step++)
            {
                (double value, slope) = Legendre(count, x);
                double change = value / slope;
                x -= change;
                if (Math.Abs(change) < 1e-16)
                    break;
            }
            (_, slope) = Legendre(count, x);
            Nodes[k] = x;
            Weights[k] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    /// <summary>The nodes, ascending.</summary>
    public double[] Nodes { get; }

    /// <summary>The weights, which sum to two.</summary>
    public double[] Weights { get; }

    /// <summary>The rule with a number of nodes; each is computed once.</summary>
    /// <param name="count">How many nodes, at least one.</param>
    public static GaussLegendreRule Of(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Rules.GetOrAdd(count, static n => new GaussLegendreRule(n));
    }

    // P_n and its derivative by the three-term recurrence.
    private static (double Value, double Slope) Legendre(int n, double x)
    {
        double before = 1, value = x;
        for (int k = 2; k <= n; k++)
            (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
        return n == 1 ? (x, 1) : (value, n * (x * value - before) / (x * x - 1));
    }
}
