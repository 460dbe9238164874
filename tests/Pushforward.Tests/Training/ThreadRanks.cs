using System.Runtime.ExceptionServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Tests.Training;

/// <summary>Ranks that are threads of this process. Each writes what it has where all can read it, and waits for the others before and after.</summary>
internal sealed class ThreadRanks : IDisposable
{
    private readonly Barrier _barrier;
    private readonly CancellationTokenSource _lost = new();
    private readonly Array[] _told;

    private ThreadRanks(int size) => (_barrier, _told) = (new Barrier(size), new Array[size]);

    /// <summary>Does the same on every rank.</summary>
    /// <param name="size">How many there are.</param>
    /// <param name="work">What a rank does.</param>
    /// <returns>What each has come to: a result, or the exception that ended it, after which the others find a rank gone.</returns>
    public static (T? Result, Exception? Failure)[] Run<T>(int size, Func<ICollective, T> work)
    {
        using var ranks = new ThreadRanks(size);
        var results = new (T?, Exception?)[size];
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = (work(new Rank(ranks, rank, size)), null);
            }
#pragma warning disable CA1031 // Whatever ends a rank is the test's to look at.
            catch (Exception e)
#pragma warning restore CA1031
            {
                results[rank] = (default, e);
                ranks._lost.Cancel();
            }
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return results;
    }

    /// <summary>Does the same on every rank, none of which fails.</summary>
    public static T[] Results<T>(int size, Func<ICollective, T> work) => [.. Run(size, work).Select(rank =>
    {
        if (rank.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        return rank.Result!;
    })];

    public void Dispose()
    {
        _barrier.Dispose();
        _lost.Dispose();
    }

    private sealed class Rank(ThreadRanks all, int rank, int size) : ICollective
    {
        int ICollective.Rank => rank;

        public int Size => size;

        public void AllReduceSum(Span<double> values) => Tell(values, Sum);

        public void AllReduceSum(Span<float> values) => Tell(values, Sum);

        public void AllReduceSum(Span<long> values) => Tell(values, Sum);

        public void ReduceScatterSum(Span<double> values, RankSlices slices) => Tell(values, (own, told) => Sum(slices.Of(own, rank), told, slices.Start(rank)));

        public void ReduceScatterSum(Span<float> values, RankSlices slices) => Tell(values, (own, told) => Sum(slices.Of(own, rank), told, slices.Start(rank)));

        public void AllGather(Span<float> values, RankSlices slices) => Tell(values, (own, told) =>
        {
            for (int other = 0; other < size; other++)
                slices.Of(told[other].AsSpan(), other).CopyTo(slices.Of(own, other));
        });

        public void Broadcast(Span<byte> values, int root) => Tell(values, (own, told) => told[root].CopyTo(own));

        public void Gather(ReadOnlySpan<byte> values, Span<byte> gathered, int root) => throw new NotSupportedException();

        private delegate void Use<T>(Span<T> own, T[][] told);

        private void Tell<T>(Span<T> values, Use<T> use)
        {
            all._told[rank] = values.ToArray();
            Wait();
            use(values, [.. all._told.Cast<T[]>()]);
            Wait();
        }

        private static void Sum<T>(Span<T> own, T[][] told)
            where T : System.Numerics.INumber<T> => Sum(own, told, 0);

        private static void Sum<T>(Span<T> own, T[][] told, int start)
            where T : System.Numerics.INumber<T>
        {
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = T.Zero;
                foreach (var other in told)
                    own[i] += other[start + i];
            }
        }

        private void Wait()
        {
            try
            {
                all._barrier.SignalAndWait(all._lost.Token);
            }
            catch (OperationCanceledException)
            {
                throw new CollectiveException($"rank {rank}: another is gone.");
            }
        }
    }
}
