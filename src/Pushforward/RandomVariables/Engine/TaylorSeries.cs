using Pushforward.Numerics;

namespace Pushforward.RandomVariables.Engine;

/// <summary>Arithmetic of truncated power series: each rule is the recurrence that follows from its differential equation.</summary>
internal static class TaylorSeries
{
    /// <summary>a b.</summary>
    public static double[] Multiply(double[] a, double[] b)
    {
        var product = new double[a.Length];
        for (int k = 0; k < a.Length; k++)
        {
            for (int j = 0; j <= k; j++)
                product[k] += a[j] * b[k - j];
        }
        return product;
    }

    /// <summary>a^p: repeated products for small whole p, else b' a = p a' b.</summary>
    public static double[] Power(double[] a, double p)
    {
        if (p >= 0 && p <= 16 && p == Math.Floor(p))
        {
            var product = new double[a.Length];
            product[0] = 1;
            for (int k = 0; k < (int)p; k++)
                product = Multiply(product, a);
            return product;
        }
        var b = new double[a.Length];
        b[0] = Math.Pow(a[0], p);
        for (int k = 1; k < a.Length; k++)
        {
            for (int j = 1; j <= k; j++)
                b[k] += (p * j - (k - j)) * a[j] * b[k - j];
            b[k] /= k * a[0];
        }
        return b;
    }

    /// <summary>h(a).</summary>
    public static double[] Apply(ElementaryMap map, double[] a) => map switch
    {
        ExpMap => Exp(a),
        LogAbsoluteMap => Log(a),
        PowerMap power => Power(a, power.Power),
        SineMap sine => Sine(a, sine.Name == "cos"),
        // y' = a' / (1 + a^2)
        AtanMap => Integrate(a, Power(AddOne(Multiply(a, a)), -1), Math.Atan(a[0])),
        TanhMap => Tanh(a),
        AbsoluteMap => Scale(a, a[0] < 0 ? -1 : 1),
        LeakyRectifierMap leaky => Scale(a, a[0] < 0 ? leaky.Slope : 1),
        _ => throw new NumericalException($"{map.Name} cannot be used of a variable that appears again elsewhere in the expression."),
    };

    // e' = a' e
    private static double[] Exp(double[] a)
    {
        var e = new double[a.Length];
        e[0] = Math.Exp(a[0]);
        for (int k = 1; k < a.Length; k++)
        {
            for (int j = 1; j <= k; j++)
                e[k] += j * a[j] * e[k - j];
            e[k] /= k;
        }
        return e;
    }

    // l' a = a'
    private static double[] Log(double[] a)
    {
        var l = new double[a.Length];
        l[0] = Math.Log(Math.Abs(a[0]));
        for (int k = 1; k < a.Length; k++)
        {
            double sum = 0;
            for (int j = 1; j < k; j++)
                sum += j * l[j] * a[k - j];
            l[k] = (a[k] - sum / k) / a[0];
        }
        return l;
    }

    // s' = a' c, c' = -a' s
    private static double[] Sine(double[] a, bool cosine)
    {
        var (s, c) = (new double[a.Length], new double[a.Length]);
        (s[0], c[0]) = Math.SinCos(a[0]);
        for (int k = 1; k < a.Length; k++)
        {
            for (int j = 1; j <= k; j++)
            {
                s[k] += j * a[j] * c[k - j] / k;
                c[k] -= j * a[j] * s[k - j] / k;
            }
        }
        return cosine ? c : s;
    }

    // y' = a' (1 - y^2), one coefficient after another
    private static double[] Tanh(double[] a)
    {
        var y = new double[a.Length];
        y[0] = Math.Tanh(a[0]);
        for (int k = 1; k < a.Length; k++)
        {
            double sum = 0;
            for (int j = 1; j <= k; j++)
            {
                double square = k - j == 0 ? 1 : 0;
                for (int i = 0; i <= k - j; i++)
                    square -= y[i] * y[k - j - i];
                sum += j * a[j] * square;
            }
            y[k] = sum / k;
        }
        return y;
    }

    private static double[] Integrate(double[] a, double[] factor, double start)
    {
        var y = new double[a.Length];
        y[0] = start;
        for (int k = 1; k < a.Length; k++)
        {
            for (int j = 1; j <= k; j++)
                y[k] += j * a[j] * factor[k - j] / k;
        }
        return y;
    }

    private static double[] AddOne(double[] a)
    {
        a[0] += 1;
        return a;
    }

    private static double[] Scale(double[] a, double factor) => Array.ConvertAll(a, value => factor * value);
}
