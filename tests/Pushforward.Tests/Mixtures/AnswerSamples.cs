using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Mixtures;

/// <summary>Small categorical mixtures and tables with holes for tests.</summary>
internal static class AnswerSamples
{
    /// <summary>A mixture whose laws are drawn at random, none of its probabilities near 0.</summary>
    public static CategoricalMixture RandomMixture(int components, int[] levels, long seed)
    {
        var random = new RandomStream(seed, "test-answers");
        double[] weights = Law(components, random);
        var probabilities = new List<double>();
        for (int k = 0; k < components; k++)
        {
            foreach (int count in levels)
                probabilities.AddRange(Law(count, random));
        }
        return new CategoricalMixture(weights, probabilities.ToArray(), levels);
    }

    /// <summary>Rows drawn from a mixture, each answer then missing with a probability of its own.</summary>
    public static CategoricalRows WithHoles(CategoricalMixture mixture, int rows, double missing, long seed)
    {
        var (answers, _) = mixture.Sample(rows, new RandomStream(seed, "test-rows"));
        var holes = new bool[rows * mixture.Columns];
        var random = new RandomStream(seed, "test-holes");
        for (int i = 0; i < holes.Length; i++)
            holes[i] = random.NextDouble() < missing;
        return CategoricalRows.Of(rows, mixture.Levels, (n, d) => holes[n * mixture.Columns + d] ? CategoricalRows.Missing : answers[n, d]);
    }

    /// <summary>The codes of a row.</summary>
    public static int[] Codes(CategoricalRows rows, int row) => [.. Enumerable.Range(0, rows.Columns).Select(d => rows[row, d])];

    private static double[] Law(int count, RandomStream random)
    {
        double[] law = [.. Enumerable.Range(0, count).Select(_ => 0.1 + random.NextDouble())];
        double sum = law.Sum();
        return Array.ConvertAll(law, p => p / sum);
    }
}
