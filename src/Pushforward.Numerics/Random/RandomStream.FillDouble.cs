using System.Numerics.Tensors;

namespace Pushforward.Numerics.Random;

/// <content>
/// The fills for float64 builds: the same draws as the float32 fills, widened, so that a model checked in float64 sees the noise that it
/// sees in float32.
/// </content>
public sealed partial class RandomStream
{
    // A multiple of the words of a block, so that cutting a span into pieces changes no draw.
    private const int WideningChunk = 256;

    /// <summary>Uniform on [0, 1): the values of <see cref="FillUniform(Span{float})"/>.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillUniform(Span<double> destination) => FillWidened(destination, static (stream, chunk) => stream.FillUniform(chunk));

    /// <summary>Standard normal: the values of <see cref="FillNormal(Span{float})"/>.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillNormal(Span<double> destination) => FillWidened(destination, static (stream, chunk) => stream.FillNormal(chunk));

    /// <summary>Standard logistic: the values of <see cref="FillLogistic(Span{float})"/>.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillLogistic(Span<double> destination) => FillWidened(destination, static (stream, chunk) => stream.FillLogistic(chunk));

    /// <summary>Standard Gumbel: the values of <see cref="FillGumbel(Span{float})"/>.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillGumbel(Span<double> destination) => FillWidened(destination, static (stream, chunk) => stream.FillGumbel(chunk));

    /// <summary>Ones and zeros: those of <see cref="FillBernoulli(ReadOnlySpan{float}, Span{float})"/> for the probabilities rounded to float32.</summary>
    /// <param name="probabilities">At or below 0 never, at or above 1 always; NaN gives NaN.</param>
    /// <param name="destination">What to fill; as long as the probabilities.</param>
    public void FillBernoulli(ReadOnlySpan<double> probabilities, Span<double> destination)
    {
        CheckLengths(probabilities.Length, destination.Length);
        Span<float> chunk = stackalloc float[WideningChunk];
        for (int start = 0; start < destination.Length; start += WideningChunk)
        {
            var piece = chunk[..Math.Min(WideningChunk, destination.Length - start)];
            TensorPrimitives.ConvertTruncating(probabilities.Slice(start, piece.Length), piece);
            FillBernoulli(piece, piece);
            TensorPrimitives.ConvertTruncating<float, double>(piece, destination[start..]);
        }
    }

    private delegate void ChunkFill(RandomStream stream, Span<float> chunk);

    private void FillWidened(Span<double> destination, ChunkFill fill)
    {
        Span<float> chunk = stackalloc float[WideningChunk];
        for (int start = 0; start < destination.Length; start += WideningChunk)
        {
            var piece = chunk[..Math.Min(WideningChunk, destination.Length - start)];
            fill(this, piece);
            TensorPrimitives.ConvertTruncating<float, double>(piece, destination[start..]);
        }
    }
}
