namespace Pushforward.DiscreteFlows.Learning;

/// <summary>Entropies of counts.</summary>
internal static class Entropy
{
    /// <summary>n H(ones / n): the nats that n bits with so many ones take under their own frequency.</summary>
    public static double Total(int ones, int n) => XLogX(n) - XLogX(ones) - XLogX(n - ones);

    /// <summary>n H(counts / n).</summary>
    public static double Total(ReadOnlySpan<int> counts, int n)
    {
        double sum = XLogX(n);
        foreach (int count in counts)
            sum -= XLogX(count);
        return sum;
    }

    /// <summary>x log x, 0 at 0.</summary>
    public static double XLogX(int x) => x == 0 ? 0 : x * Math.Log(x);
}
