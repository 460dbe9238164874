using Pushforward.Numerics.Random;

namespace Pushforward.Training;

/// <summary>Which rows make up each batch of an epoch: all rows once, in an order of (seed, epoch) alone.</summary>
internal sealed class BatchOrder
{
    private readonly int[] _order;

    public BatchOrder(int rows, int batchSize, long seed, int epoch)
    {
        Batches = Count(rows, batchSize);
        _order = Permutation(rows, new RandomStream(seed, "batches", epoch));
    }

    /// <summary>How many batches there are.</summary>
    public int Batches { get; }

    /// <summary>As few batches as rows allow.</summary>
    public static int Count(int rows, int batchSize) => (rows + batchSize - 1) / batchSize;

    /// <summary>The rows of a batch. Sizes differ by one at the most: a small last batch would have the noisiest gradient and the same say.</summary>
    public ReadOnlyMemory<int> this[int batch]
    {
        get
        {
            int start = (int)((long)_order.Length * batch / Batches), end = (int)((long)_order.Length * (batch + 1) / Batches);
            return _order.AsMemory(start, end - start);
        }
    }

    /// <summary>0, ..., count - 1 in random order (Fisher &amp; Yates 1938, Durstenfeld 1964).</summary>
    public static int[] Permutation(int count, RandomStream random)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++)
        {
            int j = random.NextInt32(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
