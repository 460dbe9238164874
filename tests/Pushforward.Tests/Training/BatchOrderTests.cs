using FsCheck;
using FsCheck.Fluent;
using Pushforward.Training;

namespace Pushforward.Tests.Training;

public class BatchOrderTests
{
    [Fact]
    public void Every_row_comes_once_an_epoch_and_batches_are_of_one_size()
    {
        Prop.ForAll(Gen.Choose(1, 300).Two().ToArbitrary(), sizes =>
        {
            var (rows, size) = (sizes.Item1, sizes.Item2);
            var order = new BatchOrder(rows, size, seed: 4, epoch: 2);
            int[][] batches = [.. Enumerable.Range(0, order.Batches).Select(i => order[i].ToArray())];
            return batches.SelectMany(batch => batch).Order().SequenceEqual(Enumerable.Range(0, rows))
                && batches.Max(batch => batch.Length) <= size
                && batches.Max(batch => batch.Length) - batches.Min(batch => batch.Length) <= 1;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_is_that_of_seed_and_epoch()
    {
        int[] Order(long seed, int epoch) => new BatchOrder(50, 50, seed, epoch)[0].ToArray();
        Assert.Equal(Order(1, 1), Order(1, 1));
        Assert.NotEqual(Order(1, 1), Order(1, 2));
        Assert.NotEqual(Order(1, 1), Order(2, 1));
    }

    [Fact]
    public void Held_out_rows_are_of_the_seed_alone_and_not_trained_on()
    {
        var source = TinyTrainable.Rows(40, "all");
        var (train, validation) = RowSubset.HoldOut(source, 10, seed: 3);
        int[] Places(RowSubset subset) => [.. Enumerable.Range(0, subset.Rows).Select(subset.SourceRow)];
        Assert.Equal(Enumerable.Range(0, 40), Places(train).Concat(Places(validation)).Order());
        Assert.Equal(Places(validation), Places(RowSubset.HoldOut(source, 10, seed: 3).Validation));
        Assert.NotEqual(Places(validation), Places(RowSubset.HoldOut(source, 10, seed: 4).Validation));
        float[] there = new float[source.Columns], here = new float[source.Columns];
        source.CopyRow(validation.SourceRow(7), there);
        validation.CopyRow(7, here);
        Assert.Equal(there, here);
        Assert.Throws<ArgumentException>(() => RowSubset.HoldOut(source, 40, 0));
        Assert.Throws<ArgumentException>(() => RowSubset.HoldOut(source, 0, 0));
    }
}
