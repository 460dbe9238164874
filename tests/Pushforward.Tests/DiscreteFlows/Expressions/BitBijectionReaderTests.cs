using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Expressions;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.DiscreteFlows.Expressions;

public class BitBijectionReaderTests
{
    [Theory]
    [InlineData("not", "0110", "1001")]
    [InlineData("xor(0011)", "0110", "0101")]
    [InlineData("shift(1)", "0110", "0011")]
    [InlineData("shift(1)", "0001", "1000")]
    [InlineData("shift(-1)", "1000", "0001")]
    [InlineData("permute(2,0,1)", "001", "100")]
    [InlineData("linear(110, 010, 001)", "010", "110")]
    [InlineData("coupling(01--, 2, 3)", "0110", "0101")]
    [InlineData("coupling(01--, 2, 3)", "1110", "1110")]
    [InlineData("swap(-1-0, 0, 2)", "1100", "0110")]
    [InlineData("swap(-1-0, 0, 2)", "1101", "1101")]
    [InlineData("swap(01-1, 2, 2)", "", "none twice")]
    [InlineData("swap(--, 0, 1)", "01", "10")]
    [InlineData("chain(not, shift(1), xor(0110))", "0110", "1010")]
    [InlineData(" invert( chain(not , shift(1)) ) ", "1100", "0110")]
    public void Maps_do_what_they_say(string expression, string bits, string expected)
    {
        if (bits.Length == 0)
        {
            Assert.Contains(expected, Assert.Throws<ExpressionException>(() => BitBijectionReader.Read(expression)).Message);
            return;
        }
        var map = BitBijectionReader.Read(expression);
        ulong[] row = [0];
        for (int c = 0; c < bits.Length; c++)
            row[0] |= (ulong)(bits[c] - '0') << c;
        map.Forward(row, bits.Length);
        Assert.Equal(expected, string.Concat(Enumerable.Range(0, bits.Length).Select(c => (row[0] >> c & 1) == 1 ? '1' : '0')));
        StateTable.Of(map, bits.Length);
    }

    [Theory]
    [InlineData("", "expected one of not")]
    [InlineData("frob", "'frob' is not a map on bits")]
    [InlineData("chain(not", "expected )")]
    [InlineData("chain()", "is not a map")]
    [InlineData("chain", "in parentheses")]
    [InlineData("invert(not, not)", "takes one map, got 2")]
    [InlineData("not) ", "expected the end, got ')', at column 4")]
    [InlineData("xor(012)", "got '2' at place 3")]
    [InlineData("xor", "takes 1, xor(0110), got 0")]
    [InlineData("shift(a)", "whole number, got 'a'")]
    [InlineData("shift(99999999999)", "whole number")]
    [InlineData("permute(0,0)", "0 twice")]
    [InlineData("linear(11, 11)", "rows 1, 2 sum to zero")]
    [InlineData("linear(11, 1)", "row 2 has 1")]
    [InlineData("coupling(01, 1)", "both asked and flipped")]
    [InlineData("coupling(0x, 1)", "got 'x' at place 2")]
    [InlineData("chain(xor(01), xor(011))", "part 2")]
    public void Mistakes_are_told_with_their_place(string expression, string says) =>
        Assert.Contains(says, Assert.Throws<ExpressionException>(() => BitBijectionReader.Read(expression)).Message);

    [Fact]
    public void Nesting_has_an_end() => Assert.Contains(
        "deeper", Assert.Throws<ExpressionException>(() => BitBijectionReader.Read(string.Concat(Enumerable.Repeat("invert(", 5000)) + "not" + new string(')', 5000))).Message);
}
