using MathNet.Numerics.LinearAlgebra;
using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// Polynomials of degree two in independent normal variables, Z = c + b'w + w'Aw for standard normal w. With A = Q L Q' and v = Q'w, standard normal again,
/// each eigenvalue l_k gives an independent term l_k (v_k + g_k / 2 l_k)^2 - g_k^2 / 4 l_k where g = Q'b, and those that vanish together a normal one:
/// x y + y z + z x is distributed as u^2 - (v^2 + w^2) / 2. (Mathai and Provost 1992, Quadratic Forms in Random Variables, chapter 3.)
/// </summary>
internal static class QuadraticForm
{
    private const int MostVariables = 100;
    private const double Rounding = 1e-14; // of an eigenvalue, in parts of the largest
    private const double LeastRatio = 1e-3; // eigenvalues below, but for those of zero, would carry too much of it

    /// <summary>A sum of independent terms with the law of the expression; null if it is no polynomial of degree two in normal variables.</summary>
    public static Node? AsIndependentTerms(Node node)
    {
        var variables = node.Variables.ToList();
        if (variables.Count > MostVariables || !variables.TrueForAll(variable => variable.Law is Normal))
            return null;
        var index = Enumerable.Range(0, variables.Count).ToDictionary(k => (Node)variables[k]);
        if (Polynomial.Of(node, index) is not { Square: { } square } polynomial)
            return null;
        var decomposition = square.Evd(Symmetricity.Symmetric);
        double[] values = Cleaned(decomposition.EigenValues.Select(value => value.Real));
        double largest = values.Max(Math.Abs);
        if (largest == 0 || values.Any(value => value != 0 && Math.Abs(value) < LeastRatio * largest))
            return null;
        var slopes = decomposition.EigenVectors.TransposeThisAndMultiply(polynomial.Linear);
        var terms = new List<(double, Node)>();
        double constant = polynomial.Constant, linear = 0;
        for (int k = 0; k < values.Length; k++)
        {
            if (values[k] == 0)
            {
                linear = double.Hypot(linear, slopes[k]);
                continue;
            }
            var shifted = SumNode.Of([(1, StandardNormal())], slopes[k] / (2 * values[k]));
            terms.Add((values[k], ProductNode.Of([(shifted, 2)])));
            constant -= slopes[k] * slopes[k] / (4 * values[k]);
        }
        // What is left of slopes that cancel is rounding.
        if (linear > Rounding * polynomial.Linear.L2Norm())
            terms.Add((linear, StandardNormal()));
        return SumNode.Of(terms, constant);
    }

    private static BaseNode StandardNormal() => new(new Normal(0, 1));

    // Eigenvalues that agree but for rounding made equal, and those that vanish but for rounding zero.
    private static double[] Cleaned(IEnumerable<double> eigenvalues)
    {
        double[] values = [.. eigenvalues];
        double rounding = Rounding * values.Max(Math.Abs);
        for (int k = 0; k < values.Length; k++)
        {
            double value = values[k];
            values[k] = Math.Abs(value) <= rounding ? 0 : values.First(other => Math.Abs(other - value) <= rounding);
        }
        return values;
    }

    // c + b'w + w'Aw; A is null up to degree one.
    private sealed record Polynomial(double Constant, Vector<double> Linear, Matrix<double>? Square)
    {
        public static Polynomial? Of(Node node, Dictionary<Node, int> index)
        {
            int count = index.Count;
            switch (node)
            {
                case ConstantNode number:
                    return Number(number.Value, count);
                case BaseNode { Law: Normal law }:
                    var linear = Vector<double>.Build.Dense(count);
                    linear[index[node]] = law.StandardDeviation;
                    return new Polynomial(law.Location, linear, null);
                case SumNode sum:
                    Polynomial? total = Number(sum.Constant, count);
                    foreach (var (coefficient, child) in sum.Coefficients.Zip(sum.Children))
                        total = Of(child, index) is { } term ? total?.Plus(coefficient, term) : null;
                    return total;
                case ProductNode product when product.Powers.All(power => power is 1 or 2):
                    Polynomial? all = Number(1, count);
                    foreach (var (child, power) in product.Children.Zip(product.Powers))
                    {
                        var factor = Of(child, index);
                        for (int k = 0; k < power; k++)
                            all = factor is null ? null : all?.Times(factor);
                    }
                    return all;
                default:
                    return null;
            }
        }

        private static Polynomial Number(double value, int count) => new(value, Vector<double>.Build.Dense(count), null);

        private Polynomial Plus(double factor, Polynomial other) => new(
            Constant + factor * other.Constant,
            Linear + factor * other.Linear,
            Square is null ? Scaled(factor, other.Square) : other.Square is null ? Square : Square + factor * other.Square);

        private static Matrix<double>? Scaled(double factor, Matrix<double>? square) => square is null ? null : factor * square;

        private Polynomial? Times(Polynomial other)
        {
            bool isNumber = Square is null && Linear.All(slope => slope == 0), byNumber = other.Square is null && other.Linear.All(slope => slope == 0);
            if (isNumber || byNumber)
            {
                var (factor, polynomial) = isNumber ? (Constant, other) : (other.Constant, this);
                return new Polynomial(factor * polynomial.Constant, factor * polynomial.Linear, Scaled(factor, polynomial.Square));
            }
            if (Square is not null || other.Square is not null)
                return null;
            var outer = Linear.OuterProduct(other.Linear);
            return new Polynomial(Constant * other.Constant, Constant * other.Linear + other.Constant * Linear, (outer + outer.Transpose()) / 2);
        }
    }
}
