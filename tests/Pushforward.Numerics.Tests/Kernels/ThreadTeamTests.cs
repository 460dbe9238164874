using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tests.Kernels;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_part_runs_exactly_once(int size)
    {
        using var team = new ThreadTeam(size);
        for (int parts = 0; parts < 40; parts++)
        {
            var runs = new int[parts];
            team.Run(parts, part => Interlocked.Increment(ref runs[part]));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_failing_part_reaches_the_caller_and_the_team_survives()
    {
        using var team = new ThreadTeam(3);
        Assert.Throws<InvalidOperationException>(() => team.Run(6, part =>
        {
            if (part == 4)
                throw new InvalidOperationException();
        }));
        int sum = 0;
        team.Run(10, part => Interlocked.Add(ref sum, part));
        Assert.Equal(45, sum);
    }

    [Fact]
    public void A_part_may_use_the_team_itself()
    {
        using var team = new ThreadTeam(2);
        int count = 0;
        team.Run(4, _ => team.Run(5, _ => Interlocked.Increment(ref count)));
        Assert.Equal(20, count);
    }

    [Fact]
    public void A_part_belongs_to_the_worker_of_its_number_modulo_the_size()
    {
        using var team = new ThreadTeam(3);
        var work = new Recorder(new int[20]);
        for (int round = 0; round < 100; round++)
        {
            Array.Fill(work.WorkerOfPart, -1);
            team.Run(20, work);
            for (int part = 0; part < 20; part++)
                Assert.Equal(part % 3, work.WorkerOfPart[part]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void No_job_is_lost_between_watching_sleeping_and_waking(int size)
    {
        using var team = new ThreadTeam(size);
        var random = new System.Random(size);
        var work = new Adder();
        long expected = 0;
        for (int round = 0; round < 3000; round++)
        {
            int parts = random.Next(0, 3 * size);
            team.Run(parts, work);
            expected += parts;
            Assert.Equal(expected, Interlocked.Read(ref work.Sum));
            // Pauses about as long as the workers watch before they sleep: jobs arrive in all of their states.
            if (round % 3 == 0)
                Thread.SpinWait(random.Next(4000));
            if (round % 200 == 0)
                Thread.Sleep(1);
        }
    }

    [Fact]
    public async Task Callers_on_several_threads_take_turns()
    {
        using var team = new ThreadTeam(3);
        var sums = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var work = new Adder();
            for (int round = 0; round < 300; round++)
                team.Run(5, work);
            return work.Sum;
        })));
        Assert.All(sums, sum => Assert.Equal(1500, sum));
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        using var team = new ThreadTeam(2);
        var work = new Adder();
        for (int i = 0; i < 10; i++)
            team.Run(4, work);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            team.Run(4, work);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Teams_end_whether_their_workers_watch_or_sleep()
    {
        for (int i = 0; i < 30; i++)
        {
            var team = new ThreadTeam(1 + i % 5);
            team.Run(3, _ => { });
            if (i % 3 == 0)
                Thread.Sleep(1);
            team.Dispose();
            team.Dispose();
            Assert.Throws<ObjectDisposedException>(() => team.Run(1, _ => { }));
        }
    }

    [Fact]
    public void A_team_has_at_least_one_thread() =>
        Assert.Contains("expected at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0)).Message);

    private sealed class Recorder(int[] workerOfPart) : IPartitionedWork
    {
        public int[] WorkerOfPart { get; } = workerOfPart;

        public void Execute(int part, int worker) => WorkerOfPart[part] = worker;
    }

    private sealed class Adder : IPartitionedWork
    {
        public long Sum;

        public void Execute(int part, int worker) => Interlocked.Increment(ref Sum);
    }
}
