using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Charts;

public class HeatMapTests
{
    private static readonly HeatMap Plain = new()
    {
        Title = "Matrix",
        X = new Axis("column"),
        Y = new Axis("row"),
        Value = new Axis("value"),
        ShowValues = true,
        ColumnNames = ["a", "b"],
        RowNames = ["c", "d"],
        Values = new[,] { { 1, 2 }, { 3, double.NaN } },
    };

    [Fact]
    public void Small_grids_carry_their_figures_and_a_dash_for_none()
    {
        var texts = new SvgReader(Plain.ToSvg()).Texts().Select(text => text.Text).ToList();
        Assert.All((string[])["1", "2", "3", "–", "a", "b", "c", "d"], figure => Assert.Contains(figure, texts));
    }

    [Fact]
    public void Named_rows_read_from_the_top_and_numbers_from_the_bottom()
    {
        double Height(HeatMap map, string figure) => new SvgReader(map.ToSvg()).Texts().First(text => text.Text == figure && text.Left > 60).Top;
        Assert.True(Height(Plain, "1") < Height(Plain, "3"));
        var numeric = Plain with { RowNames = null, Values = new[,] { { 11.0, 12 }, { 13, 14 } } };
        Assert.True(Height(numeric, "11") > Height(numeric, "13"));
    }

    [Fact]
    public void A_fine_grid_stays_small()
    {
        var values = new double[128, 128];
        for (int row = 0; row < 128; row++)
        {
            for (int column = 0; column < 128; column++)
                values[row, column] = Math.Exp(-(Math.Pow(row - 64, 2) + Math.Pow(column - 64, 2)) / 800.0);
        }
        string svg = (Plain with { Values = values, RowNames = null, ColumnNames = null }).ToSvg();
        Assert.InRange(svg.Length, 20_000, 400_000);
    }

    [Fact]
    public void Long_names_leave_room_for_the_cells_and_the_scale()
    {
        const string Long = "a-very-long-word-without-any-space-that-does-not-fit-anywhere-at-all";
        var narrow = Plain with { Width = 240, RowNames = [Long, Long], Values = new[,] { { -1.25e-300, 0 }, { 0, 1.25e-300 } } };
        foreach (string svg in (string[])[narrow.ToSvg(), ChartRenderer.Render(narrow, inline: true, "id")])
        {
            var reader = new SvgReader(svg);
            Assert.InRange(reader.Plot.Right - reader.Plot.Left, 48, 240);
            Assert.All(reader.Texts(), text => Assert.InRange(text.Left, 0, text.Right));
            Assert.All(reader.Texts(), text => Assert.InRange(text.Right, text.Left, 240));
        }
    }

    [Fact]
    public void Cells_that_are_all_zero_have_a_scale_of_plain_zeros() =>
        Assert.All(
            new SvgReader((Plain with { Colors = ColorScale.Diverging, Values = new double[2, 2] }).ToSvg()).Texts(),
            text => Assert.DoesNotContain("0.000", text.Text));

    [Fact]
    public void Names_that_do_not_match_the_grid_are_refused() =>
        Assert.Contains("3 row names but 2 rows", Assert.Throws<ArgumentException>((Plain with { RowNames = ["a", "b", "c"] }).ToSvg).Message);

    [Fact]
    public void A_grid_too_fine_to_see_is_refused() =>
        Assert.Contains("401 x 1", Assert.Throws<ArgumentException>((Plain with { Values = new double[401, 1], RowNames = null, ColumnNames = null }).ToSvg).Message);

    [Fact]
    public void A_range_that_runs_backwards_is_refused() =>
        Assert.Contains("XRange", Assert.Throws<ArgumentException>((Plain with { XRange = (1, 1) }).ToSvg).Message);

    [Fact]
    public void The_sequential_ramp_grows_lighter_evenly_and_the_diverging_one_darker_both_ways()
    {
        double Light(ColorScale scale, double share)
        {
            var (red, green, blue) = ColorRamp.At(scale, share);
            return ColorRamp.Luminance(red, green, blue);
        }
        for (int step = 1; step <= 64; step++)
            Assert.True(Light(ColorScale.Sequential, step / 64.0) > Light(ColorScale.Sequential, (step - 1) / 64.0), $"step {step}");
        for (int step = 33; step <= 64; step++)
        {
            Assert.True(Light(ColorScale.Diverging, step / 64.0) < Light(ColorScale.Diverging, (step - 1) / 64.0), $"step {step}");
            Assert.True(Light(ColorScale.Diverging, 1 - step / 64.0) < Light(ColorScale.Diverging, 1 - (step - 1) / 64.0), $"step -{step}");
        }
    }
}
