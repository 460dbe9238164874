using Pushforward.Data.Digits;
using Pushforward.Numerics.Formats;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Data.Digits;

public class DocumentedSheetTests
{
    // The layout of the picture: two pixels for one, two pixels between images and around them, ink on paper.
    private const int Scale = 2, Gap = 2, PerClass = 20;
    private const int Pitch = Scale * DigitsSource.Size + Gap;

    [Fact]
    public void The_sheet_in_the_docs_shows_what_seed_0_draws()
    {
        var sheet = Png.Read(Path.Combine(SharedData.RepositoryRoot, "docs", "images", "digits-sheet.png"));
        Assert.Equal((Gap + Pitch * PerClass, Gap + Pitch * DigitsSource.Classes, 1), (sheet.Width, sheet.Height, sheet.Channels));

        var specimens = new DigitsSource().Specimens(PerClass);
        var tile = new byte[DigitsSource.Columns];
        for (int image = 0; image < specimens.Rows; image++)
        {
            int left = Gap + Pitch * (image % PerClass), top = Gap + Pitch * (image / PerClass);
            for (int i = 0; i < tile.Length; i++)
            {
                int x = left + Scale * (i % DigitsSource.Size), y = top + Scale * (i / DigitsSource.Size);
                tile[i] = (byte)(255 - sheet.Pixels[y * sheet.Width + x]);
            }
            Assert.Equal(specimens.Row(image).ToArray(), tile);
        }
    }
}
