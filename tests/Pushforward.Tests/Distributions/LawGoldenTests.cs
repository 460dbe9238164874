using System.Globalization;
using Pushforward.Distributions;
using Pushforward.RandomVariables.Expressions;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Distributions;

/// <summary>Densities, tails and quantiles against golden/laws.csv, which golden/laws.py computes with at least 40 digits.</summary>
public class LawGoldenTests
{
    private const double Ulp = 2.220446049250313e-16;

    private static readonly string[][] Rows =
    [
        .. File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "tests", "Pushforward.Tests", "Distributions", "golden", "laws.csv"))
            .Select(line => line.Split(';')),
    ];

    public static TheoryData<string> Laws => [.. Rows.Where(row => row.Length == 5).Select(row => row[0]).Distinct()];

    public static TheoryData<string> Inverted => [.. Rows.Where(row => row.Length == 3).Select(row => row[0].Split(':')[1]).Distinct()];

    [Theory]
    [MemberData(nameof(Laws))]
    public void Densities_and_both_tails_agree_to_fourteen_digits_without_underflow(string name)
    {
        var law = LawReader.Read(name);
        var wrong = new List<string>();
        foreach (var row in Rows.Where(row => row.Length == 5 && row[0] == name))
        {
            double x = Number(row[1]);
            Check("ln f", Number(row[2]), law.LogDensity(x));
            Check("ln cdf", Number(row[3]), law.LogCdf(x));
            Check("ln ccdf", Number(row[4]), law.LogComplementaryCdf(x));
            CheckProbability("cdf", Number(row[3]), law.Cdf(x));
            CheckProbability("ccdf", Number(row[4]), law.ComplementaryCdf(x));

            // The logarithm is right to an absolute 1e-14, or as nearly as x itself can say: d ln f = |x f' / f| ulp.
            void Check(string what, double expected, double actual)
            {
                double slack = 1e-14 + 16 * Ulp * Math.Abs(expected) + Conditioning(law, x) + (law is Beta { A: < 0.1 } ? Cancellation(what, expected) : 0);
                if (!(expected == actual || Math.Abs(expected - actual) <= slack))
                    wrong.Add($"{what}({row[1]}) = {actual:R}, expected {expected:R}, off by {actual - expected:G3}, slack {slack:G3}");
            }

            void CheckProbability(string what, double logExpected, double actual)
            {
                double expected = Math.Exp(logExpected), slack = 2e-14 + 32 * Ulp * Math.Abs(logExpected) + Conditioning(law, x) + (law is Beta { A: < 0.1 } ? Cancellation("ln " + what, logExpected) : 0);
                if (!(Math.Abs(expected - actual) <= slack * expected || (expected < 1e-300 && actual < 1e-300)))
                    wrong.Add($"{what}({row[1]}) = {actual:R}, expected {expected:R}, relative {actual / expected - 1:G3}, slack {slack:G3}");
            }
        }
        Assert.True(wrong.Count == 0, $"{name}:\n{string.Join("\n", wrong)}");
    }

    [Theory]
    [MemberData(nameof(Inverted))]
    public void Quantiles_agree_to_fourteen_digits_and_lose_one_at_extreme_probabilities(string name)
    {
        var law = LawReader.Read(name);
        var wrong = new List<string>();
        foreach (var row in Rows.Where(row => row.Length == 3 && row[0].EndsWith(':' + name, StringComparison.Ordinal)))
        {
            double p = Number(row[1]), expected = Number(row[2]);
            double actual = row[0].StartsWith("quantile", StringComparison.Ordinal) ? law.Quantile(p) : law.ComplementaryQuantile(p);
            // Through logarithms a probability p is known to |ln p| ulp, and x to that over d ln F / d ln x, which is above 1/2 here.
            double slack = 1e-14 + 4 * Ulp * Math.Abs(Math.Log(p));
            // A location is added last: digits are lost where the sum is small.
            double scale = Math.Max(Math.Abs(expected), law is Laplace or Logistic ? 1 : 0);
            if (!(Math.Abs(actual - expected) <= slack * scale + double.Epsilon))
                wrong.Add($"{row[0]} at {p:R}: {actual:R}, expected {expected:R}, relative {actual / expected - 1:G3}");
        }
        Assert.True(wrong.Count == 0, $"{name}:\n{string.Join("\n", wrong)}");
    }

    // The complement of a beta law whose mass hugs 0 is 1 less nearly 1: the one place where a tail is not relative.
    private static double Cancellation(string what, double logExpected) => what == "ln ccdf" ? 4 * Ulp * Math.Exp(-Math.Max(logExpected, -6)) : 0;

    // How much ln f moves when x or a parameter moves by half a unit in the last place, by a difference at a coarser step.
    private static double Conditioning(Law law, double x)
    {
        double here = law.LogDensity(x), there = law.LogDensity(x * (1 + 1e-9));
        double slope = Math.Abs(there - here) * 1e9;
        return double.IsFinite(slope) ? 4 * Ulp * slope : 0;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
