using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Mixtures;

/// <summary>Small bit matrices and mixtures for tests.</summary>
internal static class BitSamples
{
    public static BitMatrix Random(int rows, int columns, double density, long seed)
    {
        var random = new RandomStream(seed, "test-bits");
        var bits = new BitMatrix(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                bits[i, j] = random.NextDouble() < density;
        }
        return bits;
    }

    /// <summary>Rows from two groups with opposite column profiles, so that EM has something to find.</summary>
    public static BitMatrix TwoGroups(int rows, int columns, long seed)
    {
        var random = new RandomStream(seed, "test-groups");
        var bits = new BitMatrix(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            bool first = random.NextDouble() < 0.3;
            for (int j = 0; j < columns; j++)
                bits[i, j] = random.NextDouble() < (first == (j % 2 == 0) ? 0.85 : 0.1 + 0.3 * j / columns);
        }
        return bits;
    }

    public static BernoulliMixture RandomMixture(int components, int columns, long seed)
    {
        var random = new RandomStream(seed, "test-mixture");
        double[] weights = [.. Enumerable.Range(0, components).Select(_ => 0.05 + random.NextDouble())];
        double sum = weights.Sum();
        double[] means = [.. Enumerable.Range(0, components * columns).Select(_ => 0.001 + 0.998 * random.NextDouble())];
        return new BernoulliMixture(Array.ConvertAll(weights, w => w / sum), means, columns);
    }

    public static BitMatrix AllStates(int columns)
    {
        var bits = new BitMatrix(1 << columns, columns);
        for (int state = 0; state < bits.Rows; state++)
            bits.MutableRow(state)[0] = (ulong)state;
        return bits;
    }
}
