using Pushforward.Data;
using Pushforward.Numerics.Formats;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Tests.Sheets;

public class ImageSheetTests
{
    private static readonly ImageSheetOptions Bare = new() { Scale = 1, Separator = 0, InkOnPaper = false };

    [Fact]
    public void Pixels_come_back_from_the_PNG_each_enlarged_to_a_square()
    {
        var sheet = ImageSheet.Render([0, 50, 100, 255], 2, 2, Bare with { Scale = 3 });
        var image = Read(sheet);
        Assert.Equal((6, 6), (image.Width, image.Height));
        byte[] source = [0, 50, 100, 255];
        for (int y = 0; y < 6; y++)
        {
            for (int x = 0; x < 6; x++)
                Assert.Equal(source[y / 3 * 2 + x / 3], image.Pixels[y * 6 + x]);
        }
    }

    [Fact]
    public void Ink_is_dark_on_paper_unless_said()
    {
        Assert.Equal([255, 0], Read(ImageSheet.Render([0, 255], 1, 2, Bare with { InkOnPaper = true })).Pixels);
        Assert.Equal([0, 255], Read(ImageSheet.Render([0, 255], 1, 2, Bare)).Pixels);
    }

    [Fact]
    public void Images_fill_rows_from_the_left_and_separators_keep_them_apart()
    {
        var sheet = ImageSheet.Render([10, 20, 30], 1, 1, new() { Scale = 1, Separator = 2, Columns = 2, InkOnPaper = false });
        var image = Read(sheet);
        // Two pixels around and between images of one: 2 + 1 + 2 + 1 + 2.
        Assert.Equal((8, 8), (image.Width, image.Height));
        Assert.Equal(10, image.Pixels[2 * 8 + 2]);
        Assert.Equal(20, image.Pixels[2 * 8 + 5]);
        Assert.Equal(30, image.Pixels[5 * 8 + 2]);
        Assert.Equal(0, image.Pixels[5 * 8 + 5]);
        Assert.Equal(3, sheet.Images);
    }

    [Fact]
    public void Each_group_starts_a_row_apart_from_the_one_above()
    {
        var image = Read(ImageSheet.Render([10, 20, 30, 40, 50], 1, 1, Bare with { Groups = [3, 2] }));
        // Without separators groups stand five pixels apart.
        Assert.Equal((3, 7), (image.Width, image.Height));
        Assert.Equal([10, 20, 30], image.Pixels.Take(3));
        Assert.Equal([40, 50, 0], image.Pixels.Skip(18));
    }

    [Fact]
    public void Floats_and_doubles_are_clamped_to_the_range_of_bytes()
    {
        Assert.Equal([0, 0, 128, 255, 255], Read(ImageSheet.Render([-1f, 0, 0.5f, 1, float.PositiveInfinity], 1, 5, Bare)).Pixels);
        Assert.Equal([0, 0, 128, 255, 255], Read(ImageSheet.Render([-1.0, 0, 0.5, 1, 2], 1, 5, Bare)).Pixels);
    }

    [Fact]
    public void A_set_of_images_renders_as_its_pixels()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(ImageSheet.Render(pixels, 2, 2).Png.ToArray(), ImageSheet.Render(new ImageSet(2, 2, pixels)).Png.ToArray());
    }

    [Fact]
    public void A_sheet_is_saved_whole()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        try
        {
            var sheet = ImageSheet.Render([0, 255], 1, 2);
            sheet.Save(path);
            Assert.Equal(sheet.Png.ToArray(), File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_cannot_be_shown_is_refused_with_the_place()
    {
        Assert.Equal("image 1, pixel 0: expected a value from 0 to 1, got NaN.",
            Assert.Throws<ArgumentException>(() => ImageSheet.Render([0f, 1f, float.NaN, 0f], 1, 2)).Message);
        Assert.Contains("no images", Assert.Throws<ArgumentException>(() => ImageSheet.Render(ReadOnlySpan<byte>.Empty, 2, 2)).Message);
        Assert.Contains("5 pixels", Assert.Throws<ArgumentException>(() => ImageSheet.Render(new byte[5], 2, 2)).Message);
        Assert.Contains("at least 1 x 1", Assert.Throws<ArgumentException>(() => ImageSheet.Render(new byte[5], 0, 2)).Message);
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => ImageSheet.Render(new byte[5], 1, 1, new() { Groups = [2, 2] })).Message);
        Assert.Contains("Scale", Assert.Throws<ArgumentException>(() => ImageSheet.Render(new byte[5], 1, 1, new() { Scale = 0 })).Message);
        Assert.Contains("Columns", Assert.Throws<ArgumentException>(() => ImageSheet.Render(new byte[5], 1, 1, new() { Columns = 0 })).Message);
        Assert.Contains("show fewer", Assert.Throws<ArgumentException>(() => ImageSheet.Render(new byte[784 * 100], 28, 28, new() { Scale = 64 })).Message);
    }

    private static (int Width, int Height, byte[] Pixels) Read(ImageSheet sheet)
    {
        var image = Png.Read(new MemoryStream(sheet.Png.ToArray()));
        Assert.Equal((sheet.Width, sheet.Height), (image.Width, image.Height));
        return (image.Width, image.Height, [.. image.Pixels]);
    }
}
