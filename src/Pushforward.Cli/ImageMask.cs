using Pushforward.Data;

namespace Pushforward.Cli;

/// <summary>The half of an image that is taken away, to be filled in again.</summary>
internal static class ImageMask
{
    public static readonly string[] Words = ["lower-half", "upper-half", "left-half", "right-half"];

    /// <summary>Whether a pixel is taken away.</summary>
    public static bool Covers(string mask, ImageShape image, int pixel)
    {
        int row = pixel / image.Width, column = pixel % image.Width;
        return mask switch
        {
            "lower-half" => row >= image.Height / 2,
            "upper-half" => row < image.Height / 2,
            "left-half" => column < image.Width / 2,
            _ => column >= image.Width / 2,
        };
    }

    /// <summary>Rows in which the pixels under the mask are missing.</summary>
    public static CategoricalRows Apply(string mask, ImageShape image, CategoricalRows rows)
    {
        bool[] single = [.. Enumerable.Range(0, rows.Columns).Select(pixel => !Covers(mask, image, pixel))];
        var masked = new CategoricalRows(rows.Rows, new BitLayout(rows.Layout.Levels, single));
        for (int n = 0; n < rows.Rows; n++)
        {
            for (int d = 0; d < rows.Columns; d++)
            {
                if (single[d])
                    masked[n, d] = rows[n, d];
            }
        }
        return masked;
    }
}
