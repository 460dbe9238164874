using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.DiscreteFlows;

/// <summary>Maps of every kind with random parameters, for tests that hold for all of them.</summary>
internal static class BitMaps
{
    public static readonly string[] Kinds =
        ["not", "xor", "rotate", "permute", "linear", "tree coupling", "table coupling", "network coupling", "tree permutation", "sequential", "sequential with slots", "chain"];

    public static BitMatrix Rows(int rows, int columns, RandomStream random, double share = 0.5)
    {
        var bits = new BitMatrix(rows, columns);
        for (int n = 0; n < rows; n++)
        {
            for (int c = 0; c < columns; c++)
                bits[n, c] = random.NextDouble() < share;
        }
        return bits;
    }

    public static DiscreteBijection<ulong> Of(string kind, int columns, RandomStream random)
    {
        int[] order = Order(columns, random);
        int half = columns / 2;
        return kind switch
        {
            "not" => new Not(),
            "xor" => new Not([.. order.Select(c => c % 3 == 0)]),
            "rotate" => new Rotate(random.NextInt32(1000) - 500),
            "permute" => new Permute(order),
            "linear" => Linear(columns, random),
            "tree coupling" => new XorCoupling(new TreeFunction(columns, order[0], Tree(order[1..], 3, random, () => random.NextInt32(7) - 3))),
            "table coupling" => new XorCoupling(new TableFunction(
                columns, order[..Math.Min(3, half)], order[half..Math.Min(columns, half + 5)],
                [.. Enumerable.Range(0, 1 << Math.Min(3, half)).Select(_ => random.NextUInt64() & ((1UL << (Math.Min(columns, half + 5) - half)) - 1))])),
            "network coupling" => new XorCoupling(new NetworkFunction(
                columns, order[..half], order[half..], Weights(half * 4, random), Weights(4, random), Weights((columns - half) * 4, random), Weights(columns - half, random))),
            "tree permutation" => Permutation(columns, order, random),
            "sequential" => Sequential(order, null, random),
            "sequential with slots" => Sequential(order, [.. Enumerable.Range(0, columns).Select(_ => random.NextInt32(300)).Order()], random),
            "chain" => new Chain<ulong>(Of("linear", columns, random), new Invert<ulong>(Of("tree permutation", columns, random)), Of("sequential with slots", columns, random)),
            _ => throw new ArgumentException(kind),
        };
    }

    public static int[] Order(int columns, RandomStream random)
    {
        int[] order = [.. Enumerable.Range(0, columns)];
        for (int i = columns - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    public static BitTree Tree(int[] columns, int depth, RandomStream random, Func<int> leaf)
    {
        List<int> asked = [-1], values = [0];
        void Grow(int node, int left)
        {
            if (left == 0 || columns.Length == 0)
            {
                values[node] = leaf();
                return;
            }
            asked[node] = columns[random.NextInt32(columns.Length)];
            int child = values[node] = asked.Count;
            asked.AddRange([-1, -1]);
            values.AddRange([0, 0]);
            Grow(child, left - 1);
            Grow(child + 1, left - 1);
        }
        Grow(0, depth);
        return new BitTree([.. asked], [.. values]);
    }

    private static TreePermutation Permutation(int columns, int[] order, RandomStream random)
    {
        int size = Math.Min(3, columns - 1), leaf = 0;
        var tree = Tree(order[size..], 2, random, () => leaf++);
        return new TreePermutation(
            columns, order[..size], tree, [.. Enumerable.Range(0, leaf).SelectMany(_ => Order(1 << size, random)).Select(state => (byte)state)]);
    }

    private static SequentialFlip Sequential(int[] order, int[]? slots, RandomStream random) => new(
        new TreePredictor(order, [.. order.Select((_, k) => Tree(order[..k], 3, random, () => random.NextInt32(600) - 300))]), slots);

    // Row operations keep a matrix invertible, and enough of them make any.
    private static LinearMap Linear(int columns, RandomStream random)
    {
        var matrix = new BitMatrix(columns, columns);
        for (int i = 0; i < columns; i++)
            matrix[i, i] = true;
        for (int step = 0; step < 8 * columns; step++)
        {
            int a = random.NextInt32(columns), b = random.NextInt32(columns);
            if (a == b)
                continue;
            for (int c = 0; c < columns; c++)
                matrix[a, c] ^= matrix[b, c];
        }
        return new LinearMap(matrix);
    }

    private static int[] Weights(int count, RandomStream random) => [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(2001) - 1000)];
}
