using System.Numerics;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// Log-densities and divergences of independent coordinates, in nats, a rule each: the term of one coordinate and its slopes.
/// </summary>
internal static class DensityRules
{
    private static Vector<Real> Half => new((Real)0.5);

    private static Vector<Real> One => Vector<Real>.One;

    private static Vector<Real> Zero => Vector<Real>.Zero;

    private static Vector<Real> LogTwoPi => new((Real)1.8378770664093454836);

    /// <summary>Bernoulli by its logit l: x l - log(1 + e^l); by l: x - sigmoid(l), by x: l.</summary>
    internal readonly struct Bernoulli : IRowRule
    {
        public static string Name => "BernoulliLogProb";

        public Vector<Real> Value(Vector<Real> l, Vector<Real> x, Vector<Real> none) => x * l - Lanes.Softplus(l);

        public Vector<Real> SlopeA(Vector<Real> l, Vector<Real> x, Vector<Real> none) => x - Lanes.Sigmoid(l);

        public Vector<Real> SlopeB(Vector<Real> l, Vector<Real> x, Vector<Real> none) => l;

        public Vector<Real> SlopeC(Vector<Real> l, Vector<Real> x, Vector<Real> none) => Zero;
    }

    /// <summary>Normal by mean m and log-variance v: -½ (log 2π + v + (x - m)² e^-v).</summary>
    internal readonly struct Gaussian : IRowRule
    {
        public static string Name => "GaussianLogProb";

        public Vector<Real> Value(Vector<Real> x, Vector<Real> m, Vector<Real> v) =>
            -Half * (LogTwoPi + v + (x - m) * (x - m) * Lanes.Exp(-v));

        public Vector<Real> SlopeA(Vector<Real> x, Vector<Real> m, Vector<Real> v) => (m - x) * Lanes.Exp(-v);

        public Vector<Real> SlopeB(Vector<Real> x, Vector<Real> m, Vector<Real> v) => (x - m) * Lanes.Exp(-v);

        public Vector<Real> SlopeC(Vector<Real> x, Vector<Real> m, Vector<Real> v) => Half * ((x - m) * (x - m) * Lanes.Exp(-v) - One);
    }

    /// <summary>KL(N(m, e^v) || N(0, 1)) = ½ (m² + e^v - v - 1) (Kingma &amp; Welling 2013, appendix B).</summary>
    internal readonly struct KlToStandardNormal : IRowRule
    {
        public static string Name => "KlToStandardNormal";

        public Vector<Real> Value(Vector<Real> m, Vector<Real> v, Vector<Real> none) => Half * (m * m + Lanes.Exp(v) - v - One);

        public Vector<Real> SlopeA(Vector<Real> m, Vector<Real> v, Vector<Real> none) => m;

        public Vector<Real> SlopeB(Vector<Real> m, Vector<Real> v, Vector<Real> none) => Half * (Lanes.Exp(v) - One);

        public Vector<Real> SlopeC(Vector<Real> m, Vector<Real> v, Vector<Real> none) => Zero;
    }

    /// <summary>Standard normal: -½ (log 2π + x²); -x.</summary>
    internal readonly struct StandardNormal : IRowRule
    {
        public static string Name => "StandardNormalLogProb";

        public Vector<Real> Value(Vector<Real> x, Vector<Real> none, Vector<Real> nor) => -Half * (LogTwoPi + x * x);

        public Vector<Real> SlopeA(Vector<Real> x, Vector<Real> none, Vector<Real> nor) => -x;

        public Vector<Real> SlopeB(Vector<Real> x, Vector<Real> none, Vector<Real> nor) => Zero;

        public Vector<Real> SlopeC(Vector<Real> x, Vector<Real> none, Vector<Real> nor) => Zero;
    }

    /// <summary>Standard logistic: -log(1 + e^x) - log(1 + e^-x) = -|x| - 2 log(1 + e^-|x|); 1 - 2 sigmoid(x).</summary>
    internal readonly struct StandardLogistic : IRowRule
    {
        public static string Name => "StandardLogisticLogProb";

        public Vector<Real> Value(Vector<Real> x, Vector<Real> none, Vector<Real> nor)
        {
            var magnitude = Vector.Abs(x);
            var log = Lanes.Log(One + Lanes.Exp(-magnitude));
            return -magnitude - log - log;
        }

        public Vector<Real> SlopeA(Vector<Real> x, Vector<Real> none, Vector<Real> nor)
        {
            var sigmoid = Lanes.Sigmoid(x);
            return One - sigmoid - sigmoid;
        }

        public Vector<Real> SlopeB(Vector<Real> x, Vector<Real> none, Vector<Real> nor) => Zero;

        public Vector<Real> SlopeC(Vector<Real> x, Vector<Real> none, Vector<Real> nor) => Zero;
    }

    /// <summary>
    /// Logistic with mean m and log-scale s, cut into bins of half-width h around the levels 0, 2h, 4h, ..., 1; the outer bins reach to
    /// infinity. With p = (x + h - m) e^-s, q = (x - h - m) e^-s, d = p - q: log(sigmoid(p) - sigmoid(q)) = -log(1 + e^-p) - log(1 + e^q) +
    /// log(1 - e^-d), a form without cancellation (the discretised logistic of Kingma et al. 2016, arXiv:1606.04934, and Salimans et al.
    /// 2017, arXiv:1701.05517).
    /// </summary>
    internal readonly struct DiscretizedLogistic(Real halfWidth) : IRowRule
    {
        public static string Name => "DiscretizedLogisticLogProb";

        public Vector<Real> Value(Vector<Real> x, Vector<Real> m, Vector<Real> s)
        {
            Split(x, m, s, out var p, out var q, out var d, out var isFirst, out var isLast);
            var below = -Lanes.Softplus(-p);
            var above = -Lanes.Softplus(q);
            return Select(isFirst, isLast, below, above, below + above + Lanes.Log(Lanes.OneMinusExp(d)));
        }

        public Vector<Real> SlopeA(Vector<Real> x, Vector<Real> m, Vector<Real> s) => -SlopeB(x, m, s);

        public Vector<Real> SlopeB(Vector<Real> x, Vector<Real> m, Vector<Real> s)
        {
            Split(x, m, s, out var p, out var q, out _, out var isFirst, out var isLast);
            var below = Lanes.Sigmoid(-p);
            var above = -Lanes.Sigmoid(q);
            return -Lanes.Exp(-s) * Select(isFirst, isLast, below, above, below + above);
        }

        public Vector<Real> SlopeC(Vector<Real> x, Vector<Real> m, Vector<Real> s)
        {
            Split(x, m, s, out var p, out var q, out var d, out var isFirst, out var isLast);
            var below = -p * Lanes.Sigmoid(-p);
            var above = q * Lanes.Sigmoid(q);
            return Select(isFirst, isLast, below, above, below + above - d * Lanes.Exp(-d) / Lanes.OneMinusExp(d));
        }

        private void Split(
            Vector<Real> x, Vector<Real> m, Vector<Real> s,
            out Vector<Real> p, out Vector<Real> q, out Vector<Real> d, out Vector<Real> isFirst, out Vector<Real> isLast)
        {
            var half = new Vector<Real>(halfWidth);
            var inverse = Lanes.Exp(-s);
            p = (x + half - m) * inverse;
            q = (x - half - m) * inverse;
            d = (half + half) * inverse;
            isFirst = Vector.ConditionalSelect(Vector.LessThan(x, half), One, Zero);
            isLast = Vector.ConditionalSelect(Vector.GreaterThan(x, One - half), One, Zero);
        }

        private static Vector<Real> Select(
            Vector<Real> isFirst, Vector<Real> isLast, Vector<Real> first, Vector<Real> last, Vector<Real> inner) =>
            Vector.ConditionalSelect(
                Vector.GreaterThan(isFirst, Zero), first, Vector.ConditionalSelect(Vector.GreaterThan(isLast, Zero), last, inner));
    }
}
