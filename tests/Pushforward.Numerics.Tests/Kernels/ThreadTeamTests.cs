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
}
