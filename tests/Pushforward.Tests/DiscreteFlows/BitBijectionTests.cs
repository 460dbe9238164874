using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.DiscreteFlows;

public class BitBijectionTests
{
    public static TheoryData<string> Kinds => [.. BitMaps.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_map_is_a_bijection_of_all_states(string kind) =>
        Prop.ForAll(Gen.Choose(2, 10).Zip(Gen.Choose(0, 1_000_000)).ToArbitrary(), pair =>
        {
            var table = StateTable.Of(BitMaps.Of(kind, pair.Item1, new RandomStream(pair.Item2, "map")), pair.Item1);
            for (int s = 0; s < 1 << pair.Item1; s++)
                Assert.Equal((uint)s, table.Inverse[(int)table.Forward[s]]);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_of_many_words_come_back_and_keep_their_unused_bits_zero(string kind)
    {
        foreach (int columns in new[] { 63, 64, 65, 200 })
        {
            var random = new RandomStream(columns, "long rows");
            var map = BitMaps.Of(kind, columns, random);
            Assert.Null(StateTable.Check(map, columns, random, rows: 50));
            var rows = BitMaps.Rows(20, columns, random);
            var mapped = rows.Copy();
            map.Forward(mapped);
            for (int n = 0; n < rows.Rows; n++)
                PackedBits.Check(kind, mapped.Row(n), columns);
            map.Inverse(mapped);
            for (int n = 0; n < rows.Rows; n++)
                Assert.Equal(rows.Row(n), mapped.Row(n));
        }
    }

    [Fact]
    public void Twenty_columns_are_enumerated_and_more_are_refused()
    {
        Assert.Equal(1 << 20, StateTable.Of(new Not(), 20).Forward.Length);
        Assert.Contains("2097152 states", Assert.Throws<ArgumentException>(() => StateTable.Of(new Not(), 21)).Message);
        Assert.Contains("more than 2^31 states", Assert.Throws<ArgumentException>(() => StateTable.Of(new Not(), 32)).Message);
    }

    [Fact]
    public void A_rotation_moves_bits_to_the_right_and_the_last_to_the_front()
    {
        ulong[] row = [0b0001]; // column 0 is set: 1000 as it is written
        new Rotate(1).Forward(row, 4);
        Assert.Equal(0b0010UL, row[0]);
        new Rotate(-1).Forward(row, 4);
        new Rotate(-1).Forward(row, 4);
        Assert.Equal(0b1000UL, row[0]);
        new Rotate(5).Inverse(row, 4);
        Assert.Equal(0b0100UL, row[0]);
    }

    [Fact]
    public void A_rotation_of_long_rows_agrees_with_one_of_columns()
    {
        var rows = BitMaps.Rows(1, 130, new RandomStream(4, "rotate"));
        var turned = rows.Copy();
        new Rotate(70).Forward(turned);
        for (int c = 0; c < 130; c++)
            Assert.Equal(rows[0, c], turned[0, (c + 70) % 130]);
    }

    [Fact]
    public void Permute_puts_the_named_column_first()
    {
        ulong[] row = [0b001];
        new Permute(2, 0, 1).Forward(row, 3);
        Assert.Equal(0b010UL, row[0]);
    }

    [Fact]
    public void Slots_lay_the_surest_bit_last_and_flips_alone_leave_it()
    {
        // Column 0 is unsure (10), columns 1 and 2 are surely equal to it and surely different.
        var tree = new BitTree([-1], [10]);
        var same = new BitTree([0, -1, -1], [1, -400, 400]);
        var different = new BitTree([0, -1, -1], [1, 200, -200]);
        var predictor = new TreePredictor([0, 1, 2], [tree, same, different]);
        ulong[] row = [0b101]; // x0 = 1, x1 = 0 (surprise), x2 = 1 (surprise)
        new SequentialFlip(predictor).Inverse(row, 3);
        Assert.Equal(0b110UL, row[0]);
        row[0] = 0b001; // x1 = 0 is a surprise of confidence 400, x2 = 0 none of 200
        new SequentialFlip(predictor, [0, 200, 400]).Inverse(row, 3);
        Assert.Equal(0b100UL, row[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Rows_of_another_size_are_refused(int columns)
    {
        ulong[] row = [0];
        Assert.Contains($"got {columns}", Assert.Throws<ArgumentException>(() => new Permute(1, 0).Forward(row, columns)).Message);
    }

    [Fact]
    public void Wrong_storage_and_stray_bits_are_refused()
    {
        Assert.Contains("take 2 words, got 1", Assert.Throws<ArgumentException>(() => new Not().Forward(new ulong[1], 65)).Message);
        Assert.Contains("beyond column 3", Assert.Throws<ArgumentException>(() => new Not().Inverse(new ulong[] { 16 }, 4)).Message);
        Assert.Contains("expected rows of 2 columns", Assert.Throws<ArgumentException>(() => new Permute(1, 0).Forward(new BitMatrix(1, 3))).Message);
        Assert.Contains("part 2", Assert.Throws<ArgumentException>(() => new Chain<ulong>(new Permute(1, 0), new Permute(0, 1, 2))).Message);
    }

    [Fact]
    public void Maps_on_which_states_meet_are_refused_when_they_are_built()
    {
        Assert.Contains("0 twice", Assert.Throws<ArgumentException>(() => new Permute(0, 0)).Message);
        Assert.Contains("got 2", Assert.Throws<ArgumentException>(() => new Permute(0, 2)).Message);
        Assert.Contains("both asked and flipped", Assert.Throws<ArgumentException>(() => new TableFunction(2, [0], [0], [0, 1])).Message);
        Assert.Contains("both asked and flipped", Assert.Throws<ArgumentException>(() => new TreeFunction(2, 1, new BitTree([1, -1, -1], [1, 0, 1]))).Message);
        Assert.Contains("both asked and flipped", Assert.Throws<ArgumentException>(() => new NetworkFunction(2, [0, 1], [1], [0, 0], [0], [0], [0])).Message);
        Assert.Contains("states 0 and 1 both go to 1", Assert.Throws<ArgumentException>(() => new TreePermutation(2, [0], new BitTree(0), [1, 1])).Message);
        Assert.Contains("which it permutes", Assert.Throws<ArgumentException>(() => new TreePermutation(2, [0], new BitTree([0, -1, -1], [1, 0, 0]), [0, 1])).Message);
        Assert.Contains("not before it", Assert.Throws<ArgumentException>(() => new TreePredictor([0, 1], [new BitTree([1, -1, -1], [1, 0, 1]), new BitTree(0)])).Message);
        Assert.Contains("never fall", Assert.Throws<ArgumentException>(() => new SequentialFlip(new TreePredictor([0, 1], [new BitTree(0), new BitTree(0)]), [5, 4])).Message);
        Assert.Contains("two children", Assert.Throws<ArgumentException>(() => new BitTree([0, -1, -1], [0, 1, 1])).Message);
    }

    [Fact]
    public void A_singular_matrix_names_its_dependent_rows()
    {
        // Rows 1, 2 and 4 sum to zero; row 3 has nothing to do with it.
        var matrix = new BitMatrix(4, 4);
        foreach (var (row, column) in new[] { (0, 0), (0, 1), (1, 1), (1, 3), (2, 2), (3, 0), (3, 3) })
            matrix[row, column] = true;
        Assert.Contains("rows 1, 2, 4 sum to zero", Assert.Throws<ArgumentException>(() => new LinearMap(matrix)).Message);
        Assert.Contains("row 1 is zero", Assert.Throws<ArgumentException>(() => new LinearMap(new BitMatrix(1, 1))).Message);
        Assert.Contains("square", Assert.Throws<ArgumentException>(() => new LinearMap(new BitMatrix(1, 2))).Message);
    }

    [Fact]
    public void Networks_that_could_overflow_are_refused()
    {
        Assert.Contains("magnitude", Assert.Throws<ArgumentException>(() => new NetworkFunction(2, [0], [1], [NetworkFunction.LargestWeight + 1], [0], [0], [0])).Message);
        int hidden = 1 << 21;
        Assert.Contains("overflow", Assert.Throws<ArgumentException>(() => new NetworkFunction(
            3, [0, 1], [2], new int[2 * hidden], new int[hidden], new int[hidden], [0])).Message);
    }
}
