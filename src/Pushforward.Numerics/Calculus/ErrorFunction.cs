using MathNet.Numerics;

namespace Pushforward.Numerics.Calculus;

/// <summary>What the error function of MathNet.Numerics lacks: its complement scaled so that it does not underflow.</summary>
public static class ErrorFunction
{
    // Chebyshev coefficients of (1 + 2 x) exp(x^2) erfc(x) in t = (x - 3.75) / (x + 3.75), which maps [0, infinity) to [-1, 1)
    // (the form of Shepherd & Laframboise 1981); computed afresh with 40 digits by tests/Pushforward.Numerics.Tests/Calculus/golden/erfcx.py.
    private static readonly double[] Coefficients =
    [
        1.1775789345674017541, -0.0045900545806464773309, -0.084249133366517915584, 0.059209939998191890498,
        -0.026658668435305752277, 0.0090749976707052650939, -0.0024131635404176081909, 0.00049077583652580863229,
        -0.000069169733025012063671, 4.1390279860730101675e-6, 7.7403830661984906686e-7, -2.1886401049234395661e-7,
        1.0764999465670910377e-8, 4.5219598112182868979e-9, -7.7544002088313511065e-10, -6.3180883408866844944e-11,
        2.8687950109306698981e-11, 1.945586854577734723e-13, -9.6546967484334389059e-13, 3.2525481481487398415e-14,
        3.3478119482868053878e-14, -1.8645628804193131015e-15, -1.2507950530688647085e-15, 7.418235256624043463e-17,
        5.0681489047961113168e-17,
    ];

    /// <summary>exp(x^2) erfc(x) for x >= 0, to relative 1e-15: falls like 1 / (x sqrt(pi)).</summary>
    /// <param name="x">At least 0.</param>
    public static double ScaledComplement(double x)
    {
        if (!(x >= 0))
            throw new ArgumentOutOfRangeException(nameof(x), x, "The scaled complement of the error function is for x >= 0.");
        if (x > 1e100)
            return 1 / (x * Constants.SqrtPi);
        double t = (x - 3.75) / (x + 3.75);
        // Clenshaw's recurrence.
        double b1 = 0, b2 = 0;
        for (int k = Coefficients.Length - 1; k > 0; k--)
            (b1, b2) = (2 * t * b1 - b2 + Coefficients[k], b1);
        return (t * b1 - b2 + Coefficients[0]) / (1 + 2 * x);
    }
}
