using System.Numerics.Tensors;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Sums that do not depend on the order of their terms. Terms are rounded to multiples of one power of two, so coarse that a double holds every partial
/// sum exactly; addition is then associative, over threads, shards and ranks alike.
/// </summary>
public readonly struct ExactSum
{
    /// <summary>Chooses the power of two.</summary>
    /// <param name="bound">What no sum of magnitudes exceeds, by more than rounding; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative or not finite.</exception>
    public ExactSum(double bound)
    {
        if (!(bound >= 0 && double.IsFinite(bound)))
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "expected a finite number of at least 0.");
        // Sums stay below 2^51 quanta, one bit from where the shift stops working.
        Quantum = bound == 0 ? double.Epsilon : Math.ScaleB(1, Math.Max(Math.ILogB(bound) - 49, -1074));
        Shift = 1.5 * Math.ScaleB(Quantum, 52);
    }

    /// <summary>q: what terms become multiples of, 2^-49 of the bound at the most.</summary>
    public double Quantum { get; }

    /// <summary>
    /// c = 1.5 * 2^52 q: x + c lies where doubles are q apart, so x is rounded to a multiple of q, to even; taking c away again is exact. For loops that round
    /// whole vectors.
    /// </summary>
    public double Shift { get; }

    /// <summary>The multiple of the quantum nearest to a term.</summary>
    /// <param name="term">No larger than the bound; what is not finite stays so.</param>
    public double Round(double term) => term + Shift - Shift;

    /// <summary>Rounds terms in place.</summary>
    /// <param name="terms">None larger than the bound.</param>
    public void Round(Span<double> terms)
    {
        TensorPrimitives.Add(terms, Shift, terms);
        TensorPrimitives.Subtract(terms, Shift, terms);
    }
}
