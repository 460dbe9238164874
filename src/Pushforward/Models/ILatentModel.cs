using Pushforward.Evaluation;
using Pushforward.Numerics.Random;

namespace Pushforward.Models;

/// <summary>
/// A model of images with something hidden behind each: which components it comes from, a code, noise. Images are brightness in [0, 1] as the model was given them, so
/// those of a model of bits are zeros and ones.
/// </summary>
public interface ILatentModel
{
    /// <summary>What a code is, in a few words, e.g. "40 normal numbers".</summary>
    string CodeDescription { get; }

    /// <summary>How to go from one code to another without leaving the codes there are.</summary>
    LatentPath Path { get; }

    /// <summary>How <see cref="Complete"/> finds what is missing, in a few words.</summary>
    string CompletionDescription { get; }

    /// <summary>The code of each image; of a law of codes, its mean.</summary>
    /// <param name="images">Shape [rows, columns].</param>
    /// <returns>Shape [rows, latent].</returns>
    PointSet Encode(PointSet images);

    /// <summary>The image that is expected of each code.</summary>
    /// <param name="codes">Shape [rows, latent].</param>
    /// <returns>Shape [rows, columns].</returns>
    PointSet Decode(PointSet codes);

    /// <summary>Where images lie among others: their codes, unless those are names that no plane can show.</summary>
    /// <param name="images">Shape [rows, columns].</param>
    PointSet Places(PointSet images) => Encode(images);

    /// <summary>Images whose missing pixels are what the model makes of those that are there.</summary>
    /// <param name="images">What the missing pixels hold counts for nothing. Shape [rows, columns].</param>
    /// <param name="missing">For each column, whether it is.</param>
    /// <param name="random">For models that draw.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>Shape [rows, columns].</returns>
    PointSet Complete(PointSet images, bool[] missing, RandomStream random, CancellationToken cancellation = default);
}
