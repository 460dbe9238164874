using Pushforward.Cli.Terminal;

namespace Pushforward.Cli.Tests;

public class TimeLeftTests
{
    [Fact]
    public void The_pace_is_that_of_this_sitting()
    {
        var left = new TimeLeft(TimeSpan.FromSeconds(2), 0.5);
        Assert.Equal("time left unknown", left.Say(TimeSpan.FromSeconds(2), 0.5));
        Assert.Equal("about 40 s left", left.Say(TimeSpan.FromSeconds(12), 0.6));
    }

    [Fact]
    public void Work_that_begins_at_nothing_is_extrapolated_from_there()
    {
        var left = new TimeLeft(TimeSpan.Zero, 0);
        Assert.Equal("time left unknown", left.Say(TimeSpan.FromSeconds(1), 0.001));
        Assert.Equal("about 30 s left", left.Say(TimeSpan.FromSeconds(10), 0.25));
        Assert.Equal("about 0 s left", left.Say(TimeSpan.FromSeconds(50), 1));
    }
}
