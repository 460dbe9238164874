using Pushforward.Data;
using Pushforward.Numerics.Random;

namespace Pushforward.Training;

/// <summary>
/// Moves images by whole pixels while a model learns them, each anew in every epoch, so that it cannot learn them by heart: by dx and dy, uniform on
/// -N, ..., N. All are moved in the first half of the training, ever fewer in the second, none at its end: the model is then that of images where they are. What comes in
/// at an edge repeats the edge.
/// </summary>
internal sealed class ImageShifts
{
    // From here on fewer are moved.
    private const double FadeFrom = 0.5;

    private readonly ImageShape _image;
    private readonly int _most;
    private readonly RandomStream _random;

    /// <summary>Readies the moves.</summary>
    /// <param name="image">The size of an image.</param>
    /// <param name="most">N, at least 1.</param>
    /// <param name="seed">The seed of the training.</param>
    public ImageShifts(ImageShape image, int most, long seed) => (_image, _most, _random) = (image, most, new RandomStream(seed, "shifts"));

    /// <summary>Moves the images of a batch; those of an evaluation stay.</summary>
    /// <param name="batch">Its rows are changed. Shape [rows, height x width].</param>
    public void Move(Batch batch)
    {
        double share = Share(batch.Progress);
        if (batch.IsEvaluation || share == 0)
            return;
        batch.Draw(_random, batch.Rows, (stream, row) =>
        {
            bool isMoved = stream.NextDouble() < share;
            int dx = stream.NextInt32(2 * _most + 1) - _most, dy = stream.NextInt32(2 * _most + 1) - _most;
            if (isMoved)
                Move(row, _image, dx, dy);
        });
    }

    /// <summary>The share of images that are moved.</summary>
    /// <param name="progress">How much of the training is done, from 0 to 1.</param>
    public static double Share(double progress) => Math.Clamp((1 - progress) / (1 - FadeFrom), 0, 1);

    /// <summary>Moves one image dx pixels to the left and dy up, in place.</summary>
    /// <param name="pixels">Row by row.</param>
    /// <param name="image">Its size.</param>
    /// <param name="dx">To the left; to the right if negative.</param>
    /// <param name="dy">Up; down if negative.</param>
    public static void Move(Span<Real> pixels, ImageShape image, int dx, int dy)
    {
        int width = image.Width, height = image.Height;
        int kept = Math.Max(0, width - Math.Abs(dx));
        for (int i = 0; i < height; i++)
        {
            // In the order in which no line is written before all that read it have; the one at the edge, which several read, is the last.
            int line = dy >= 0 ? i : height - 1 - i;
            var from = pixels.Slice(Math.Clamp(line + dy, 0, height - 1) * width, width);
            var to = pixels.Slice(line * width, width);
            var edge = from[dx >= 0 ? width - 1 : 0];
            if (dx >= 0)
            {
                from[(width - kept)..].CopyTo(to);
                to[kept..].Fill(edge);
            }
            else
            {
                from[..kept].CopyTo(to[(width - kept)..]);
                to[..(width - kept)].Fill(edge);
            }
        }
    }
}
