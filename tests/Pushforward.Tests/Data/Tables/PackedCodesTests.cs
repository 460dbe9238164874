using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data.Tables;

namespace Pushforward.Tests.Data.Tables;

public class PackedCodesTests
{
    [Fact]
    public void Any_list_of_codes_comes_back_whatever_widths_it_passes_through()
    {
        var code = Gen.OneOf(
            Gen.Choose(0, 1), Gen.Choose(-1, 3), Gen.Choose(0, 20), Gen.Choose(250, 260), Gen.Choose(65_530, 65_540),
            Gen.Constant(1 << 20));
        // Sorted by size too, so that every widening happens with values behind it.
        var lists = from codes in code.ListOf() from sorted in Gen.Elements(true, false) select sorted ? codes.Order().ToArray() : [.. codes];
        Prop.ForAll(lists.ToArbitrary(), codes =>
        {
            var packed = new PackedCodes();
            foreach (int c in codes)
                packed.Add(c);
            Assert.Equal(codes, Enumerable.Range(0, packed.Count).Select(i => packed[i]));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(int.MaxValue)]
    public void The_largest_codes_of_each_width_are_not_taken_for_missing(int largest)
    {
        var packed = new PackedCodes();
        int[] codes = [0, largest, PackedCodes.Missing, largest - 1, 1];
        foreach (int code in codes)
            packed.Add(code);
        Assert.Equal(codes, Enumerable.Range(0, packed.Count).Select(i => packed[i]));
        Assert.Throws<ArgumentOutOfRangeException>(() => packed[codes.Length]);
    }
}
