using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Expressions;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.DiscreteFlows.Expressions;

public class LevelBijectionReaderTests
{
    [Theory]
    [InlineData("modular(5, 3, 1)", "0143", "1430")]
    [InlineData("invert(modular(5, 3, 1))", "1430", "0143")]
    [InlineData("modular(5, -2, -1)", "12", "20")]
    [InlineData("levels(-2, 0, 120)", "12", "22")]
    [InlineData("levels(-2, 0, 120)", "11", "11")]
    [InlineData("levels(0-1, 1, 021)", "021", "011")]
    [InlineData("levels(0-1, 1, 021)", "121", "121")]
    [InlineData("levels(--, 1, 10)", "01", "00")]
    [InlineData("chain(levels(-2, 0, 120), modular(3, 2, 0))", "12", "11")]
    public void Maps_do_what_they_say(string expression, string levels, string expected)
    {
        var map = LevelBijectionReader.Read(expression);
        byte[] row = [.. levels.Select(c => (byte)(c - '0'))];
        map.Forward(row, row.Length);
        Assert.Equal(expected, string.Concat(row));
        Assert.Null(LevelStates.Check(map, map.Levels!.Value, row.Length, new RandomStream(0, "check")));
    }

    [Theory]
    [InlineData("not", "'not' is not a map on levels")]
    [InlineData("modular(6, 3, 0)", "not coprime")]
    [InlineData("modular(5, 3)", "takes 3")]
    [InlineData("modular(300, 7, 0)", "from 2 to 256 levels, got 300")]
    [InlineData("levels(-2, 0, 122)", "both go to 2")]
    [InlineData("levels(-2, 1, 120)", "is permuted")]
    [InlineData("levels(-3, 0, 120)", "from 0 to 2, got 3 at place 2")]
    [InlineData("levels(-x, 0, 120)", "got 'x' at place 2")]
    [InlineData("chain(modular(5, 3, 1), modular(3, 1, 1))", "part 2")]
    public void Mistakes_are_told_with_their_place(string expression, string says) =>
        Assert.Contains(says, Assert.Throws<ExpressionException>(() => LevelBijectionReader.Read(expression)).Message);
}
