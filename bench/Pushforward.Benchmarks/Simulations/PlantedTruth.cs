using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Inference;
using Pushforward.Numerics.Random;

namespace Pushforward.Benchmarks.Simulations;

/// <summary>
/// Data simulated from a known mixture, fitted by maximum likelihood: how many of its parameters lie within some standard errors of the truth.
/// Two to four classes, binary and categorical items, a tenth of answers missing at random in every other data set.
/// </summary>
internal static class PlantedTruth
{
    private const int DefaultSets = 200, Rows = 2000;

    /// <summary>Runs so many data sets (200) and prints the share of parameters within one, two and three standard errors.</summary>
    public static int Run(string[] args)
    {
        int sets = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : DefaultSets;
        double[] distances = [.. Enumerable.Range(0, sets).SelectMany(set => Distances(set, Rows))];
        foreach (double limit in (double[])[1, 2, 3])
        {
            int within = distances.Count(distance => distance <= limit);
            Console.WriteLine(FormattableString.Invariant($"within {limit:F0} standard errors: {within} of {distances.Length}, {100.0 * within / distances.Length:F2} %"));
        }
        return 0;
    }

    /// <summary>One data set.</summary>
    /// <param name="set">Which: seed of the truth and of the rows.</param>
    /// <param name="rows">How many rows.</param>
    /// <returns>How many standard errors each parameter that has one lies from the truth.</returns>
    public static IReadOnlyList<double> Distances(int set, int rows)
    {
        var truth = Truth(set);
        var (complete, _) = truth.Sample(rows, new RandomStream(set, "planted-rows"));
        var random = new RandomStream(set, "planted-holes");
        var holes = new bool[rows * truth.Columns];
        for (int i = 0; i < holes.Length; i++)
            holes[i] = set % 2 == 1 && random.NextDouble() < 0.1;
        var data = CategoricalRows.Of(rows, truth.Levels, (n, d) => holes[n * truth.Columns + d] ? CategoricalRows.Missing : complete[n, d]);
        var options = new BernoulliMixtureOptions
        {
            Components = truth.Components,
            PriorStrength = 0,
            Restarts = 5,
            Tolerance = 1e-10,
            MaxIterations = 5000,
            Seed = set,
        };
        var fit = CategoricalMixtureTrainer.Fit(data, options).Model;
        var errors = ObservedInformation.StandardErrors(fit, data);
        int[] match = Match(truth, fit);
        var distances = new List<double>();
        for (int k = 0; k < truth.Components; k++)
        {
            Check(truth.Weights[k], fit.Weights[match[k]], errors.Weights[match[k]]);
            for (int place = 0; place < truth.TotalLevels; place++)
                Check(truth.Probabilities(k)[place], fit.Probabilities(match[k])[place], errors.Probabilities[match[k] * truth.TotalLevels + place]);
        }
        return distances;

        void Check(double planted, double estimate, double error)
        {
            // At the boundary there is no standard error to measure by.
            if (!double.IsNaN(error))
                distances.Add(Math.Abs(estimate - planted) / error);
        }
    }

    private static CategoricalMixture Truth(int set)
    {
        int components = 2 + set % 3;
        int[] levels = [2, 2, 3, 2, 2, 4, 2, 2, 3, 2];
        var random = new RandomStream(set, "planted-truth");
        double[] weights = [.. Enumerable.Range(0, components).Select(_ => 1 + random.NextDouble())];
        double sum = weights.Sum();
        var probabilities = new List<double>();
        for (int k = 0; k < components; k++)
        {
            for (int d = 0; d < levels.Length; d++)
            {
                // Each class favours one level of an item, another class another: classes that can be told apart, as an analyst would hope.
                int favoured = (k + d / (1 + k) + random.NextInt32(2)) % levels[d];
                double share = 0.7 + 0.2 * random.NextDouble();
                probabilities.AddRange(Enumerable.Range(0, levels[d]).Select(level => level == favoured ? share : (1 - share) / (levels[d] - 1)));
            }
        }
        return new CategoricalMixture(Array.ConvertAll(weights, weight => weight / sum), probabilities.ToArray(), levels);
    }

    /// <summary>The order of the fitted components that brings them nearest to the planted ones, of all orders.</summary>
    private static int[] Match(CategoricalMixture truth, CategoricalMixture fit) =>
        Orders([.. Enumerable.Range(0, truth.Components)]).MinBy(order => Enumerable.Range(0, truth.Components).Sum(k =>
            truth.Probabilities(k).ToArray().Zip(fit.Probabilities(order[k]).ToArray(), (a, b) => (a - b) * (a - b)).Sum()))!;

    private static IEnumerable<int[]> Orders(int[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
