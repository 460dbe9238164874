using Pushforward.Data;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures.Inference;

/// <summary>
/// Standard errors by the bootstrap (Efron 1979): rows are drawn with replacement, the mixture is fitted again from where it stands, and the
/// spread of the parameters is their standard error. It needs no curvature, and so checks the <see cref="ObservedInformation"/>.
/// </summary>
public static class BootstrapErrors
{
    /// <summary>Computes them.</summary>
    /// <param name="mixture">The maximum.</param>
    /// <param name="rows">The data it maximises the likelihood of.</param>
    /// <param name="options">How it was fitted.</param>
    /// <param name="samples">How many data sets to draw.</param>
    /// <param name="weights">How often each row counts; null for once. Whole numbers: so often is a row drawn from.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public static StandardErrors Run(
        CategoricalMixture mixture, CategoricalRows rows, BernoulliMixtureOptions options, int samples, double[]? weights = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        var (distinct, counts) = rows.Collapse(weights);
        double total = counts.Sum();
        var cumulative = new double[counts.Length];
        for (int n = 0, last = 0; n < counts.Length; last = n++)
            cumulative[n] = counts[n] + (n == 0 ? 0 : cumulative[last]);

        var (weightMoments, probabilityMoments) = (new Moments(mixture.Components), new Moments(mixture.Components * mixture.TotalLevels));
        for (int sample = 0; sample < samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            var random = new RandomStream(options.Seed, "bootstrap", sample);
            var drawn = new double[counts.Length];
            for (int draw = 0; draw < (int)Math.Round(total); draw++)
            {
                int place = Array.BinarySearch(cumulative, random.NextDouble() * total);
                drawn[Math.Min(place < 0 ? ~place : place + 1, drawn.Length - 1)]++;
            }
            var fit = CategoricalMixtureTrainer.Fit(distinct, options, drawn, start: mixture, cancellationToken: cancellation).Model;
            int[] match = Match(mixture, fit);
            weightMoments.Add([.. match.Select(k => fit.Weights[k])]);
            probabilityMoments.Add([.. match.SelectMany(k => fit.Probabilities(k).ToArray())]);
        }
        return new StandardErrors(weightMoments.StandardDeviations(), probabilityMoments.StandardDeviations(), StandardErrorStatus.Available);
    }

    /// <summary>For each component of the original the one of the fit that is nearest and not taken yet: components change places in the order of weight.</summary>
    private static int[] Match(CategoricalMixture original, CategoricalMixture fit)
    {
        var free = Enumerable.Range(0, fit.Components).ToList();
        var match = new int[original.Components];
        for (int k = 0; k < match.Length; k++)
        {
            match[k] = free.MinBy(j => System.Numerics.Tensors.TensorPrimitives.Distance(original.Probabilities(k), fit.Probabilities(j)));
            free.Remove(match[k]);
        }
        return match;
    }

    private sealed class Moments(int size)
    {
        private readonly double[] _means = new double[size];
        private readonly double[] _squares = new double[size];
        private int _count;

        public void Add(double[] values)
        {
            _count++;
            for (int i = 0; i < values.Length; i++)
            {
                double delta = values[i] - _means[i];
                _means[i] += delta / _count;
                _squares[i] += delta * (values[i] - _means[i]);
            }
        }

        public double[] StandardDeviations() => Array.ConvertAll(_squares, square => Math.Sqrt(square / (_count - 1)));
    }
}
