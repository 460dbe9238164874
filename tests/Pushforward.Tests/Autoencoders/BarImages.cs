using Pushforward.Data;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Autoencoders;

/// <summary>Small images: a bar somewhere, of ink on paper in class 0 and of paper on ink in all others.</summary>
internal static class BarImages
{
    /// <summary>The images, always the same for the same arguments; classes by turns.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="labeled">Whether the data tell them.</param>
    public static ImageDataset Draw(int rows, int side, int classes = 2, bool labeled = true)
    {
        var random = new RandomStream(8, "images");
        byte[] pixels = new byte[rows * side * side], labels = new byte[rows];
        for (int n = 0; n < rows; n++)
        {
            labels[n] = (byte)(n % classes);
            int bar = random.NextInt32(side);
            for (int d = 0; d < side * side; d++)
                pixels[n * side * side + d] = (byte)((d / side == bar) == (labels[n] == 0) ? 230 : 10);
        }
        return new ImageDataset("bars", new ImageSet(side, side, pixels, labeled ? labels : null));
    }
}
