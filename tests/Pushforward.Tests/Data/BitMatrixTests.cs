using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;

namespace Pushforward.Tests.Data;

public class BitMatrixTests
{
    [Fact]
    public void Any_sequence_of_writes_leaves_what_it_leaves_in_a_plain_array()
    {
        var cases = from rows in Gen.Choose(1, 5)
                    from columns in Gen.OneOf(Gen.Choose(1, 10), Gen.Choose(60, 70), Gen.Choose(125, 130))
                    from writes in (from row in Gen.Choose(0, rows - 1)
                                    from column in Gen.Choose(0, columns - 1)
                                    from value in Gen.Elements(true, true, false)
                                    select (row, column, value)).ListOf()
                    select (rows, columns, writes);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var plain = new bool[c.rows, c.columns];
            var bits = new BitMatrix(c.rows, c.columns);
            foreach (var (row, column, value) in c.writes)
                bits[row, column] = plain[row, column] = value;

            var ones = new int[c.columns];
            for (int row = 0; row < c.rows; row++)
            {
                for (int column = 0; column < c.columns; column++)
                {
                    Assert.Equal(plain[row, column], bits[row, column]);
                    Assert.Equal(plain[row, column], (bits.Row(row)[column / 64] >> (column % 64) & 1) == 1);
                    ones[column] += plain[row, column] ? 1 : 0;
                }
                // Every reader may rely on the unused high bits being zero.
                Assert.True(c.columns % 64 == 0 || bits.Row(row)[^1] >> (c.columns % 64) == 0);
            }
            Assert.Equal(ones, bits.ColumnOnes());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Places_outside_are_refused_even_where_a_word_has_room()
    {
        var bits = new BitMatrix(2, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => bits[0, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => bits[0, -1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => bits[2, 0] = true);
        Assert.Throws<ArgumentOutOfRangeException>(() => bits[-1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BitMatrix(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BitMatrix(-1, 1));
    }

    [Fact]
    public void No_rows_are_a_matrix_too()
    {
        var bits = new BitMatrix(0, 65);
        Assert.Equal((0, 2), (bits.Rows, bits.WordsPerRow));
        Assert.Equal(new int[65], bits.ColumnOnes());
    }
}
