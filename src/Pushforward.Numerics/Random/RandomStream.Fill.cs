namespace Pushforward.Numerics.Random;

/// <content>Fills of whole spans. Each value takes one word, in order, so a fill continues where the scalar draws stopped.</content>
public sealed partial class RandomStream
{
    /// <summary>Random words: those that as many calls of <see cref="NextUInt32"/> would return.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillUInt32(Span<uint> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = NextUInt32();
    }

    /// <summary>Uniform on [0, 1), on the grid of multiples of 2^-24.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillUniform(Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = (NextUInt32() >> 8) * (1f / (1 << 24));
    }

    /// <summary>Standard normal (Box &amp; Muller 1958): each pair of values comes from a pair of words; an odd length draws one more word.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillNormal(Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(((double)NextUInt32() + 0.5) / 4294967296.0));
            var (sin, cos) = Math.SinCos(Math.Tau * (NextUInt32() / 4294967296.0));
            destination[i] = (float)(radius * cos);
            if (i + 1 < destination.Length)
                destination[i + 1] = (float)(radius * sin);
        }
    }

    /// <summary>Ones and zeros: destination[i] is 1 with probability probabilities[i].</summary>
    /// <param name="probabilities">At or below 0 never, at or above 1 always; NaN gives NaN.</param>
    /// <param name="destination">What to fill; as long as the probabilities.</param>
    public void FillBernoulli(ReadOnlySpan<float> probabilities, Span<float> destination)
    {
        CheckLengths(probabilities.Length, destination.Length);
        for (int i = 0; i < destination.Length; i++)
        {
            float p = probabilities[i];
            destination[i] = float.IsNaN(p) ? p : NextUInt32() < p * 4294967296.0 ? 1 : 0;
        }
    }

    /// <summary>Standard logistic: log(u / (1 - u)).</summary>
    /// <param name="destination">What to fill.</param>
    public void FillLogistic(Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            double u = ((double)NextUInt32() + 0.5) / 4294967296.0;
            destination[i] = (float)Math.Log(u / (1 - u));
        }
    }

    /// <summary>Standard Gumbel: -log(-log u).</summary>
    /// <param name="destination">What to fill.</param>
    public void FillGumbel(Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            double u = ((double)NextUInt32() + 0.5) / 4294967296.0;
            destination[i] = (float)-Math.Log(-Math.Log(u));
        }
    }

    private static void CheckLengths(int probabilities, int destination)
    {
        if (probabilities != destination)
            throw new ArgumentException($"FillBernoulli: expected as many probabilities as values to fill, got {probabilities} and {destination}.");
    }
}
