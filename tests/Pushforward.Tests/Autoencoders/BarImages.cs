using Pushforward.Data;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Autoencoders;

/// <summary>Small images of two classes: a bar of ink on paper, or a bar of paper on ink, somewhere.</summary>
internal static class BarImages
{
    /// <summary>The images, always the same for the same sizes; classes 0 and 1 by turns.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="side">Pixels of a side.</param>
    public static ImageDataset Draw(int rows, int side)
    {
        var random = new RandomStream(8, "images");
        byte[] pixels = new byte[rows * side * side], labels = new byte[rows];
        for (int n = 0; n < rows; n++)
        {
            labels[n] = (byte)(n % 2);
            int bar = random.NextInt32(side);
            for (int d = 0; d < side * side; d++)
                pixels[n * side * side + d] = (byte)((d / side == bar) == (labels[n] == 0) ? 230 : 10);
        }
        return new ImageDataset("bars", new ImageSet(side, side, pixels, labels));
    }
}
