using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Tests.Mixtures.Kernel;

public class CodeBookTests
{
    [Fact]
    public void A_spelling_is_the_row_cut_into_disjoint_words()
    {
        Prop.ForAll(
            Gen.Choose(1, 200).Zip(Gen.Choose(1, 150)).Zip(Gen.Choose(1, 9)).Zip(Gen.Choose(0, 10_000)).ToArbitrary(),
            shape =>
            {
                var (((rows, columns), groupSize), seed) = shape;
                var data = BitSamples.Random(rows, columns, seed % 11 / 10.0, seed);
                var book = CodeBook.Learn(data, groupSize, ThreadTeam.Shared);
                AssertSpells(book, data);
                // Rows the book has not seen.
                AssertSpells(book, BitSamples.Random(20, columns, 0.5, seed + 1));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Columns_set_together_become_one_word()
    {
        // Columns 0, 100, 200 and 300 are one answer asked four times; alone in between there is noise.
        var data = BitSamples.Random(1000, 400, 0.02, 3);
        for (int row = 0; row < data.Rows; row++)
        {
            for (int column = 0; column < 400; column += 100)
                data[row, column] = row % 3 == 0;
        }
        var book = CodeBook.Learn(data, 4, ThreadTeam.Shared);
        Assert.Contains(Enumerable.Range(0, book.Words), word => book.ColumnsOf(word).SequenceEqual([0, 100, 200, 300]));
    }

    [Fact]
    public void The_empty_word_is_word_zero()
    {
        var book = CodeBook.Learn(new BitMatrix(3, 5), 4, ThreadTeam.Shared);
        Assert.Empty(book.ColumnsOf(0).ToArray());
        var spelling = new List<int>();
        book.CreateSpeller().Spell(new ulong[1], spelling);
        Assert.Empty(spelling);
    }

    [Fact]
    public void Books_do_not_depend_on_the_team()
    {
        var data = BitSamples.TwoGroups(500, 2100, 5);
        using ThreadTeam one = new(1), three = new(3);
        var (a, b) = (CodeBook.Learn(data, 8, one), CodeBook.Learn(data, 8, three));
        Assert.Equal(a.Words, b.Words);
        for (int word = 0; word < a.Words; word++)
            Assert.Equal(a.ColumnsOf(word).ToArray(), b.ColumnsOf(word).ToArray());
    }

    private static void AssertSpells(CodeBook book, BitMatrix data)
    {
        var speller = book.CreateSpeller();
        for (int row = 0; row < data.Rows; row++)
        {
            var spelling = new List<int>();
            speller.Spell(data.Row(row), spelling);
            int[] columns = [.. spelling.SelectMany(word => book.ColumnsOf(word).ToArray()).Order()];
            int[] expected = [.. Enumerable.Range(0, data.Columns).Where(column => data[row, column] != book.IsFlipped(column))];
            Assert.Equal(expected, columns);
        }
    }
}
