using System.Numerics.Tensors;
using Pushforward.Data;

namespace Pushforward.Mixtures.Inference;

/// <summary>
/// Standard errors from the observed information, the negative Hessian of the log-likelihood at its maximum, in closed form by Louis' identity
/// (Louis 1982): I = sum_n w_n ( E[-H] - E[s s'] + E[s] E[s]' ), where s and H are the gradient and Hessian of log p(x_n, k) and E is over the
/// posterior of k. The free parameters are logits against a reference, of pi and of each p_kd; the delta method carries their covariance to
/// probabilities. An estimate of 0 or 1 has no quadratic approximation around it: it is held fixed, and has no standard error.
/// </summary>
public sealed class ObservedInformation
{
    /// <summary>Estimates closer than this to 0 or 1 are on the boundary.</summary>
    public const double Boundary = 1e-5;

    /// <summary>More free parameters than this are not computed.</summary>
    public const int MostParameters = 1000;

    // Products of the matrix, over distinct rows: more would take more than a few seconds.
    private const double MostWork = 4e9;

    // Pivots of the information scaled to a unit diagonal: below this, rounding decides their sign.
    private const double SmallestPivot = 1e-9;

    private readonly CategoricalMixture _mixture;
    private readonly double _priorStrength;

    // The free parameter of a weight, or of a level of a column in a component; -1 where it is the reference or fixed. Interior says which.
    private readonly int[] _freeWeight;
    private readonly int[] _freeLevel;
    private readonly bool[] _interior;
    private readonly (int Start, int End)[] _ofComponent;
    private readonly int _count;

    private ObservedInformation(CategoricalMixture mixture, double priorStrength)
    {
        (_mixture, _priorStrength) = (mixture, priorStrength);
        int components = mixture.Components, levels = mixture.TotalLevels;
        _freeWeight = new int[components];
        _freeLevel = new int[components * levels];
        _interior = new bool[components * levels];
        _ofComponent = new (int, int)[components];
        Array.Fill(_freeWeight, -1);
        Array.Fill(_freeLevel, -1);
        int[] present = [.. Enumerable.Range(0, components).Where(k => mixture.Weights[k] > Boundary)];
        foreach (int k in present.Skip(1))
            _freeWeight[k] = _count++;
        foreach (int k in present)
        {
            int start = _count;
            for (int d = 0; d < mixture.Columns; d++)
            {
                var law = mixture.Probabilities(k, d);
                int reference = TensorPrimitives.IndexOfMax(law), first = k * levels + mixture.FirstLevel(d);
                if (law[reference] >= 1 - Boundary)
                    continue;
                for (int level = 0; level < law.Length; level++)
                {
                    _interior[first + level] = law[level] > Boundary;
                    if (_interior[first + level] && level != reference)
                        _freeLevel[first + level] = _count++;
                }
            }
            _ofComponent[k] = (start, _count);
        }
    }

    /// <summary>The standard errors of a mixture at the maximum it was fitted to.</summary>
    /// <param name="mixture">The maximum.</param>
    /// <param name="rows">The data it maximises the likelihood of.</param>
    /// <param name="weights">How often each row counts; null for once.</param>
    /// <param name="priorStrength">Pseudo-counts of the prior of the fit; what results is then the posterior's standard deviation (Laplace).</param>
    public static StandardErrors StandardErrors(CategoricalMixture mixture, CategoricalRows rows, double[]? weights = null, double priorStrength = 0)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(rows);
        return StandardErrors(mixture, new StoredRows(rows, weights), priorStrength);
    }

    internal static StandardErrors StandardErrors(CategoricalMixture mixture, EmRows rows, double priorStrength)
    {
        var information = new ObservedInformation(mixture, priorStrength);
        // No more rows are collected than would be multiplied out.
        double mostRows = MostWork / Math.Max(1, (double)information._count * information._count);
        if (information._count > MostParameters || rows.Collapse((int)Math.Min(int.MaxValue, mostRows)) is not { } distinct)
            return Inference.StandardErrors.None(mixture, StandardErrorStatus.TooManyParameters);
        var (answers, counts) = distinct.ToRows(rows.Layout);
        double[] matrix = information.Matrix(answers, counts);
        return PositiveDefinite.TryInvert(matrix, information._count, SmallestPivot)
            ? information.Delta(matrix)
            : Inference.StandardErrors.None(mixture, StandardErrorStatus.NotIdentified);
    }

    private double[] Matrix(CategoricalRows rows, double[] counts)
    {
        int components = _mixture.Components;
        double[] responsibilities = _mixture.Responsibilities(rows);
        var matrix = new double[_count * _count];
        var score = new double[_count];
        var mean = new double[_count];
        double total = counts.Sum();
        for (int n = 0; n < rows.Rows; n++)
        {
            var posterior = responsibilities.AsSpan(n * components, components);
            Array.Clear(score);
            Array.Clear(mean);
            for (int d = 0; d < rows.Columns; d++)
            {
                int code = rows[n, d];
                if (code != CategoricalRows.Missing)
                    AddAnswer(matrix, score, d, code, posterior, counts[n]);
            }
            // The gradient of log p(x_n): for logits of pi it is r_k - pi_k, for those of a component r_k times its own score.
            for (int k = 0; k < components; k++)
            {
                if (_freeWeight[k] >= 0)
                    mean[_freeWeight[k]] = posterior[k] - _mixture.Weights[k];
                var (start, end) = _ofComponent[k];
                TensorPrimitives.Multiply(score.AsSpan(start, end - start), posterior[k], mean.AsSpan(start, end - start));
            }
            AddProducts(matrix, score, mean, posterior, counts[n]);
        }
        AddWeightCurvature(matrix, total);
        AddPrior(matrix);
        return matrix;
    }

    /// <summary>The score of an answer, [x_d = l] - p_kd(l), and its part of E[-H], r_k (diag(p) - p p').</summary>
    private void AddAnswer(double[] matrix, double[] score, int column, int code, ReadOnlySpan<double> posterior, double count)
    {
        for (int k = 0; k < _mixture.Components; k++)
        {
            var law = _mixture.Probabilities(k, column);
            int first = k * _mixture.TotalLevels + _mixture.FirstLevel(column);
            for (int level = 0; level < law.Length; level++)
            {
                int i = _freeLevel[first + level];
                if (i >= 0)
                    score[i] = (code == level ? 1 : 0) - law[level];
            }
            AddCurvature(matrix, first, law, count * posterior[k]);
        }
    }

    private void AddCurvature(double[] matrix, int first, ReadOnlySpan<double> law, double scale)
    {
        for (int a = 0; a < law.Length; a++)
        {
            int i = _freeLevel[first + a];
            for (int b = 0; i >= 0 && b < law.Length; b++)
            {
                int j = _freeLevel[first + b];
                if (j >= 0)
                    matrix[i * _count + j] += scale * law[a] * ((a == b ? 1 : 0) - law[b]);
            }
        }
    }

    /// <summary>E[s] E[s]' - E[s s'].</summary>
    private void AddProducts(double[] matrix, double[] score, double[] mean, ReadOnlySpan<double> posterior, double count)
    {
        for (int i = 0; i < _count; i++)
            TensorPrimitives.MultiplyAdd(mean, count * mean[i], matrix.AsSpan(i * _count, _count), matrix.AsSpan(i * _count, _count));
        for (int k = 0; k < posterior.Length; k++)
        {
            double weight = count * posterior[k];
            var (start, end) = _ofComponent[k];
            var own = score.AsSpan(start, end - start);
            for (int i = start; i < end; i++)
            {
                var row = matrix.AsSpan(i * _count + start, end - start);
                TensorPrimitives.MultiplyAdd(own, -weight * score[i], row, row);
            }
            for (int j = 0; j < posterior.Length; j++)
            {
                int a = _freeWeight[j];
                if (a < 0)
                    continue;
                double ofWeight = (j == k ? 1 : 0) - _mixture.Weights[j];
                for (int i = start; i < end; i++)
                {
                    matrix[a * _count + i] -= weight * ofWeight * score[i];
                    matrix[i * _count + a] -= weight * ofWeight * score[i];
                }
                for (int l = 0; l < posterior.Length; l++)
                {
                    if (_freeWeight[l] >= 0)
                        matrix[a * _count + _freeWeight[l]] -= weight * ofWeight * ((l == k ? 1 : 0) - _mixture.Weights[l]);
                }
            }
        }
    }

    private void AddWeightCurvature(double[] matrix, double total)
    {
        for (int j = 0; j < _mixture.Components; j++)
        {
            for (int l = 0; l < _mixture.Components; l++)
            {
                if (_freeWeight[j] >= 0 && _freeWeight[l] >= 0)
                    matrix[_freeWeight[j] * _count + _freeWeight[l]] += total * _mixture.Weights[j] * ((j == l ? 1 : 0) - _mixture.Weights[l]);
            }
        }
    }

    private void AddPrior(double[] matrix)
    {
        if (_priorStrength == 0)
            return;
        AddWeightCurvature(matrix, _priorStrength);
        for (int k = 0; k < _mixture.Components; k++)
        {
            for (int d = 0; d < _mixture.Columns; d++)
                AddCurvature(matrix, k * _mixture.TotalLevels + _mixture.FirstLevel(d), _mixture.Probabilities(k, d), _priorStrength);
        }
    }

    /// <summary>From the covariance of logits to the standard errors of probabilities, whose derivatives are p_a ([a = b] - p_b).</summary>
    private StandardErrors Delta(double[] covariance)
    {
        var errors = Inference.StandardErrors.None(_mixture, StandardErrorStatus.Available);
        int components = _mixture.Components;
        for (int k = 0; k < components; k++)
        {
            if (components == 1)
                errors.Weights[k] = 0;
            else if (_mixture.Weights[k] > Boundary)
                errors.Weights[k] = Error(covariance, _mixture.Weights, _freeWeight, k);
            for (int d = 0; d < _mixture.Columns; d++)
            {
                var law = _mixture.Probabilities(k, d);
                int first = k * _mixture.TotalLevels + _mixture.FirstLevel(d);
                for (int level = 0; level < law.Length; level++)
                {
                    if (law.Length == 1)
                        errors.Probabilities[first] = 0;
                    else if (_interior[first + level])
                        errors.Probabilities[first + level] = Error(covariance, law, _freeLevel.AsSpan(first, law.Length), level);
                }
            }
        }
        return errors;
    }

    private double Error(double[] covariance, ReadOnlySpan<double> law, ReadOnlySpan<int> free, int of)
    {
        double variance = 0;
        for (int a = 0; a < law.Length; a++)
        {
            for (int b = 0; b < law.Length; b++)
            {
                if (free[a] >= 0 && free[b] >= 0)
                    variance += Slope(law, a) * covariance[free[a] * _count + free[b]] * Slope(law, b);
            }
        }
        return Math.Sqrt(variance);

        double Slope(ReadOnlySpan<double> p, int by) => p[of] * ((of == by ? 1 : 0) - p[by]);
    }
}
