using System.Globalization;
using Pushforward.Distributions;
using Pushforward.Divergences;
using Pushforward.RandomVariables.Expressions;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Divergences;

/// <summary>Against golden/divergences.csv, which golden/divergences.py integrates by tanh-sinh quadrature with 30 digits.</summary>
public class DivergenceGoldenTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "tests", "Pushforward.Tests", "Divergences", "golden", "divergences.csv"))
            .Select(line => line.Split(';')),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Rows.Length)];

    [Theory]
    [MemberData(nameof(Each))]
    public void Values_agree_and_errors_hold(int index)
    {
        var row = Rows[index];
        var (p, q) = (LawReader.Read(row[0]), LawReader.Read(row[1]));
        Func<Law, Law, DivergenceResult>[] divergences =
        [
            Divergence.KullbackLeibler, (first, second) => Divergence.KullbackLeibler(second, first),
            Divergence.JensenShannon, Divergence.TotalVariation, Divergence.HellingerSquared,
        ];
        for (int i = 0; i < divergences.Length; i++)
        {
            double expected = double.Parse(row[2 + i], CultureInfo.InvariantCulture);
            var result = divergences[i](p, q);
            if (double.IsInfinity(expected))
            {
                Assert.Equal(DivergenceKind.Infinite, result.Kind);
                continue;
            }
            double off = Math.Abs(result.Value - expected);
            Assert.True(off <= result.Error + 1e-16, $"{row[0]}, {row[1]}, column {i}: {result}, expected {expected:R}, off by {off}");
            Assert.True(result.Error <= 1e-10, $"{row[0]}, {row[1]}, column {i}: error {result.Error}");
        }
    }
}
