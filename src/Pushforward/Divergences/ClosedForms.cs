using MathNet.Numerics;
using Pushforward.Distributions;
using Pushforward.Numerics.Calculus;

namespace Pushforward.Divergences;

/// <summary>Formulas for the usual pairs; null where there is none. Exponential and chi-squared laws are gamma laws here.</summary>
internal static class ClosedForms
{
    // Beyond it the logarithms of gamma functions are so large that their differences lose digits, and the quadrature is the better way.
    private const double LargestShape = 10;

    public static double? KullbackLeibler(Law p, Law q)
    {
        switch (p, q)
        {
            case (LogNormal a, LogNormal b):
                return Normals(a.Mu, a.Sigma, b.Mu, b.Sigma);
            case (Normal a, Normal b):
                return Normals(a.Location, a.StandardDeviation, b.Location, b.StandardDeviation);
            case (Uniform a, Uniform b):
                return Math.Log((b.Upper - b.Lower) / (a.Upper - a.Lower));
            case (Cauchy a, Cauchy b):
                // Chyzak & Nielsen 2019.
                double shift = a.Location - b.Location, difference = a.Scale - b.Scale;
                return Elementary.LogOnePlus((difference * difference + shift * shift) / (4 * a.Scale * b.Scale));
            case (Laplace a, Laplace b):
                double ratio = a.Scale / b.Scale, distance = Math.Abs(a.Location - b.Location) / b.Scale;
                return ratio * Math.Exp(-distance / ratio) + distance - 1 - Math.Log(ratio);
            case (Beta a, Beta b) when Math.Max(Math.Max(a.A, a.B), Math.Max(b.A, b.B)) < LargestShape:
                return LogBeta(b.A, b.B) - LogBeta(a.A, a.B)
                    + (a.A - b.A) * SpecialFunctions.DiGamma(a.A) + (a.B - b.B) * SpecialFunctions.DiGamma(a.B)
                    + (b.A - a.A + b.B - a.B) * SpecialFunctions.DiGamma(a.A + a.B);
        }
        if (AsGamma(p) is var (shape, rate) && AsGamma(q) is var (otherShape, otherRate))
        {
            double y = (otherRate - rate) / rate;
            return (shape - otherShape) * SpecialFunctions.DiGamma(shape) - LogGamma.OfOnePlus(shape) + LogGamma.OfOnePlus(otherShape)
                + Math.Log(shape / otherShape) - otherShape * Elementary.LogOnePlus(y) + shape * y;
        }
        return null;
    }

    public static double? JensenShannon(Law p, Law q) => p is Uniform a && q is Uniform b ? Uniforms(a, b, FDivergence.JensenShannon) : null;

    public static double? TotalVariation(Law p, Law q) => (p, q) switch
    {
        (Uniform a, Uniform b) => Uniforms(a, b, FDivergence.TotalVariation),
        (Normal a, Normal b) when a.StandardDeviation == b.StandardDeviation =>
            SpecialFunctions.Erf(Math.Abs(a.Location - b.Location) / a.StandardDeviation / (2 * Constants.Sqrt2)),
        (LogNormal a, LogNormal b) when a.Sigma == b.Sigma => SpecialFunctions.Erf(Math.Abs(a.Mu - b.Mu) / a.Sigma / (2 * Constants.Sqrt2)),
        _ => null,
    };

    public static double? HellingerSquared(Law p, Law q) =>
        p is Uniform a && q is Uniform b ? Uniforms(a, b, FDivergence.HellingerSquared)
        : LogPowerIntegral(p, q, 0.5) is { } log ? -Elementary.ExpMinusOne(log)
        : null;

    /// <summary>ln of the integral of p^a q^(1-a) where it converges, a > 0: an exponential family gives it from its log-partition.</summary>
    public static double? LogPowerIntegral(Law p, Law q, double a)
    {
        switch (p, q)
        {
            case (LogNormal first, LogNormal second):
                return NormalPower(first.Mu, first.Sigma, second.Mu, second.Sigma, a);
            case (Normal first, Normal second):
                return NormalPower(first.Location, first.StandardDeviation, second.Location, second.StandardDeviation, a);
            case (Beta first, Beta second) when Math.Max(Math.Max(first.A, first.B), Math.Max(second.A, second.B)) < LargestShape:
                return LogBeta(a * first.A + (1 - a) * second.A, a * first.B + (1 - a) * second.B)
                    - a * LogBeta(first.A, first.B) - (1 - a) * LogBeta(second.A, second.B);
        }
        if (AsGamma(p) is var (shape, rate) && AsGamma(q) is var (otherShape, otherRate))
        {
            double mixedShape = a * shape + (1 - a) * otherShape, mixedRate = a * rate + (1 - a) * otherRate;
            return OfShape(mixedShape) - a * OfShape(shape) - (1 - a) * OfShape(otherShape)
                + a * shape * Math.Log(rate) + (1 - a) * otherShape * Math.Log(otherRate) - mixedShape * Math.Log(mixedRate);
        }
        return null;
    }

    private static double Normals(double mean, double sd, double otherMean, double otherSd)
    {
        double z = (mean - otherMean) / otherSd, excess = (sd - otherSd) / otherSd * ((sd + otherSd) / otherSd);
        return 0.5 * (z * z + excess - Elementary.LogOnePlus(excess));
    }

    private static double NormalPower(double mean, double sd, double otherMean, double otherSd, double a)
    {
        double z = mean - otherMean, variance = a * otherSd * otherSd + (1 - a) * sd * sd;
        return (1 - a) * Math.Log(sd) + a * Math.Log(otherSd) - 0.5 * Math.Log(variance) - 0.5 * a * (1 - a) * z * z / variance;
    }

    // Three stretches at most, on each of which both densities are constant.
    private static double Uniforms(Uniform p, Uniform q, FDivergence divergence)
    {
        double[] ends = [p.Lower, p.Upper, q.Lower, q.Upper];
        Array.Sort(ends);
        double sum = 0;
        for (int i = 0; i < 3; i++)
        {
            double middle = 0.5 * (ends[i] + ends[i + 1]), width = ends[i + 1] - ends[i];
            if (width > 0)
                sum += width * divergence.Term(p.LogDensity(middle), q.LogDensity(middle));
        }
        return sum;
    }

    private static (double Shape, double Rate)? AsGamma(Law law) => law switch
    {
        Gamma gamma when gamma.Shape < LargestShape => (gamma.Shape, gamma.Rate),
        Exponential exponential => (1, exponential.Rate),
        _ => null,
    };

    private static double OfShape(double shape) => LogGamma.OfOnePlus(shape) - Math.Log(shape);

    private static double LogBeta(double a, double b) => OfShape(a) + OfShape(b) - OfShape(a + b);
}
