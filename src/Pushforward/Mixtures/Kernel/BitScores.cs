namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Everything the kernel needs to know of a mixture of laws on bits: log p(x, k) = Constants_k + sum over the set bits d of x of PerBit_dk.
/// A Bernoulli column has PerBit = logit p and adds log(1 - p) to the constant; a categorical column is one bit a level with PerBit = log p
/// and no constant, and none of its bits set where the answer is missing.
/// </summary>
internal sealed class BitScores
{
    /// <summary>
    /// Stands for log 0, in padding and in components without weight: exp of it is zero, and unlike minus infinity it takes part in
    /// subtractions without making a NaN.
    /// </summary>
    public const double LogZero = -1e30;

    /// <summary>Scores of zero, and <see cref="LogZero"/> for every constant.</summary>
    public BitScores(LaneLayout layout, int columns)
    {
        Layout = layout;
        Columns = columns;
        Constants = new double[layout.Lanes];
        Array.Fill(Constants, LogZero);
        PerBit = new LaneMatrix(layout, columns);
    }

    public LaneLayout Layout { get; }

    public int Columns { get; }

    /// <summary>c_k, <see cref="LogZero"/> in the padding. Shape [lanes].</summary>
    public double[] Constants { get; }

    /// <summary>w_dk, finite everywhere.</summary>
    public LaneMatrix PerBit { get; }
}
