using Pushforward.Data;
using Pushforward.Evaluation;

namespace Pushforward.Models;

/// <summary>A model that tells how likely rows of bits are, so that it can be compared with others on the same bits. Asked only
/// where its provenance has no gray levels.</summary>
public interface IBitLikelihood
{
    /// <summary>log P of every row, nats: exact, a bound or an estimate, as the summary says.</summary>
    /// <param name="rows">Bits, of as many columns as the model has, however they came about.</param>
    /// <param name="draws">Draws a row for a model that estimates; others need none.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The values [rows] and their summary.</returns>
    /// <exception cref="InvalidDataException">The rows have another number of columns.</exception>
    (double[] PerRow, LogLikelihood Summary) ScoreBits(BinaryData rows, int draws, CancellationToken cancellation = default);
}

/// <summary>A model that tells how likely gray levels are, so that it can be compared with others on the same images. Asked only
/// where its provenance has gray levels.</summary>
public interface IGrayLikelihood
{
    /// <summary>log p of every image as a density on [0, 1]^D of 256 levels, nats: exact, a bound or an estimate, as the summary says.</summary>
    /// <param name="images">Images, of as many pixels as the model has columns.</param>
    /// <param name="name">What error messages call them, e.g. "mnist, test split".</param>
    /// <param name="draws">Draws a row for a model that estimates; others need none.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The values [rows] and their summary, whose <see cref="LogLikelihood.Levels"/> is 256.</returns>
    /// <exception cref="InvalidDataException">The images have another number of pixels.</exception>
    (double[] PerRow, LogLikelihood Summary) ScoreGray(ImageSet images, string name, int draws, CancellationToken cancellation = default);
}
