namespace Pushforward.Numerics.Kernels;

/// <summary>The element-wise functions one double at a time: what float64 builds compute and what the vector kernels are tested against.</summary>
internal static class ScalarFunctions
{
    /// <summary>log(1 + x): the rounding of 1 + x is undone by its known error (Kahan's correction, as in Goldberg 1991, theorem 4).</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        // Also +infinity, where the correction would be infinity / infinity.
        if (u == 1 || double.IsInfinity(u))
            return x;
        return Math.Log(u) * (x / (u - 1));
    }

    /// <summary>log(1 + e^x) = max(x, 0) + log1p(e^-|x|).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>1 / (1 + e^-x), through the exponential that cannot overflow.</summary>
    public static double Sigmoid(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /// <summary>e^x - 1 = 2 sinh(x/2) e^(x/2) without cancellation (Math has no expm1).</summary>
    public static double Expm1(double x) =>
        Math.Abs(x) < 1 ? 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) : Math.Exp(x) - 1;

    /// <summary>x for x &gt; 0, e^x - 1 elsewhere.</summary>
    public static double Elu(double x) => x > 0 ? x : Expm1(x);
}
