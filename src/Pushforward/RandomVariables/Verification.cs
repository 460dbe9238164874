using Pushforward.Distributions;

namespace Pushforward.RandomVariables;

/// <summary>One bar of a histogram beside the computed law.</summary>
/// <param name="Lower">Lower edge.</param>
/// <param name="Upper">Upper edge.</param>
/// <param name="Height">Share of the samples in the bar over its width.</param>
/// <param name="Expected">P(Lower &lt; Z &lt;= Upper) under the computed law over the width.</param>
public readonly record struct HistogramBar(double Lower, double Upper, double Height, double Expected);

/// <summary>
/// A computed law held against a simulation of the expression: the Kolmogorov-Smirnov statistic D = sup |F_n - F| and the probability of one at least as
/// large if the law is right (asymptotic, with the correction of Stephens 1970; conservative where the law has atoms).
/// </summary>
/// <param name="SampleCount">How many values were drawn.</param>
/// <param name="Statistic">D.</param>
/// <param name="PValue">P(D or more).</param>
/// <param name="Histogram">Bars from the 0.5 % to the 99.5 % quantile, to be drawn under the density.</param>
public sealed record Verification(int SampleCount, double Statistic, double PValue, IReadOnlyList<HistogramBar> Histogram)
{
    private const int Bars = 60;

    internal static Verification Of(Law law, double[] samples)
    {
        var atoms = law.Atoms;
        foreach (var atom in atoms)
        {
            // The atom's place and the sample's may have been rounded along different ways.
            for (int k = 0; k < samples.Length; k++)
            {
                if (Math.Abs(samples[k] - atom.Location) <= 1e-12 * Math.Abs(atom.Location))
                    samples[k] = atom.Location;
            }
        }
        Array.Sort(samples);
        double statistic = 0;
        int n = samples.Length;
        for (int from = 0; from < n;)
        {
            int to = from + 1;
            while (to < n && samples[to] == samples[from])
                to++;
            double cdf = law.Cdf(samples[from]);
            double jump = atoms.FirstOrDefault(atom => atom.Location == samples[from]).Probability;
            statistic = Math.Max(statistic, Math.Max(Math.Abs((double)to / n - cdf), Math.Abs((double)from / n - (cdf - jump))));
            from = to;
        }
        return new Verification(n, statistic, KolmogorovTail(statistic, n), MakeHistogram(law, samples));
    }

    // P(sup |F_n - F| >= d) = 2 sum (-1)^(k - 1) exp(-2 k^2 x^2) at x = d (sqrt n + 0.12 + 0.11 / sqrt n)
    private static double KolmogorovTail(double d, int n)
    {
        double root = Math.Sqrt(n), x = d * (root + 0.12 + 0.11 / root);
        if (x < 0.2)
            return 1;
        double sum = 0;
        for (int k = 1; k <= 100; k++)
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return Math.Clamp(sum, 0, 1);
    }

    private static HistogramBar[] MakeHistogram(Law law, double[] sorted)
    {
        double low = law.Quantile(0.005), high = law.Quantile(0.995);
        if (!(high > low))
            return [];
        var bars = new HistogramBar[Bars];
        double width = (high - low) / Bars, cdf = law.Cdf(low);
        int at = CountUpTo(sorted, low);
        for (int k = 0; k < Bars; k++)
        {
            double upper = k == Bars - 1 ? high : low + (k + 1) * width;
            double next = law.Cdf(upper);
            int to = CountUpTo(sorted, upper);
            bars[k] = new HistogramBar(low + k * width, upper, (to - at) / (sorted.Length * width), (next - cdf) / width);
            (at, cdf) = (to, next);
        }
        return bars;
    }

    // How many sorted values are at or below a place.
    private static int CountUpTo(double[] sorted, double place)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= place)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
