using Pushforward.Benchmarks.Simulations;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Inference;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Mixtures.Inference;

public class ObservedInformationTests
{
    private static readonly BernoulliMixtureOptions ToTheTop = new() { PriorStrength = 0, Restarts = 20, Tolerance = 1e-14, MaxIterations = 50_000 };

    [SharedDataFact("lca")]
    public void Carcinoma_with_two_classes_agrees_with_a_numerical_hessian()
    {
        var data = DataSource.Open(SharedData.Path("lca/carcinoma.csv")).ToCategorical(DataSplit.Train).Answers;
        var fit = CategoricalMixtureTrainer.Fit(data, ToTheTop with { Components = 2 }).Model;
        var errors = ObservedInformation.StandardErrors(fit, data);
        Assert.Equal(StandardErrorStatus.Available, errors.Status);
        AssertAgrees(fit, data, errors, relative: 0.02);
    }

    [Fact]
    public void Categorical_columns_and_holes_agree_with_a_numerical_hessian()
    {
        int[] levels = [2, 3, 2, 4, 2, 2];
        var truth = new CategoricalMixture(
            [0.6, 0.4], [0.9, 0.1, 0.7, 0.2, 0.1, 0.8, 0.2, 0.4, 0.3, 0.2, 0.1, 0.9, 0.1, 0.8, 0.2, 0.2, 0.8, 0.1, 0.3, 0.6, 0.3, 0.7, 0.1, 0.1, 0.3, 0.5, 0.1, 0.9, 0.3, 0.7], levels);
        var data = AnswerSamples.WithHoles(truth, 1500, 0.2, 4);
        var fit = CategoricalMixtureTrainer.Fit(data, ToTheTop with { Components = 2, Restarts = 3 }).Model;
        AssertAgrees(fit, data, ObservedInformation.StandardErrors(fit, data), relative: 0.001);
    }

    [Fact]
    public void One_component_has_the_errors_of_proportions()
    {
        var data = CategoricalRows.Of(200, [2, 4], (n, d) => d == 0 ? (n % 5 == 0 ? 1 : 0) : n % 7 == 0 ? CategoricalRows.Missing : n % 4);
        var fit = CategoricalMixtureTrainer.Fit(data, ToTheTop with { Components = 1 }).Model;
        var errors = ObservedInformation.StandardErrors(fit, data);
        Assert.Equal(0, errors.Weights[0]);
        int[] answered = [200, Enumerable.Range(0, 200).Count(n => n % 7 != 0)];
        for (int d = 0; d < 2; d++)
        {
            for (int level = 0; level < fit.Levels[d]; level++)
            {
                double p = fit.Probabilities(0, d)[level];
                Assert.Equal(Math.Sqrt(p * (1 - p) / answered[d]), errors.Probabilities[fit.FirstLevel(d) + level], 1e-9);
            }
        }
    }

    [Fact]
    public void A_weight_of_three_is_three_rows()
    {
        var truth = AnswerSamples.RandomMixture(2, [2, 2, 2, 2, 3], 3);
        var data = AnswerSamples.WithHoles(truth, 60, 0, 5);
        double[] weights = [.. Enumerable.Range(0, 60).Select(n => 1.0 + n % 3)];
        var repeated = data.Select([.. Enumerable.Range(0, 60).SelectMany(n => Enumerable.Repeat(n, 1 + n % 3))]);
        var weighted = ObservedInformation.StandardErrors(truth, data, weights, priorStrength: 2);
        var plain = ObservedInformation.StandardErrors(truth, repeated, priorStrength: 2);
        Assert.Equal(plain.Status, weighted.Status);
        for (int i = 0; i < plain.Probabilities.Length; i++)
            Assert.Equal(plain.Probabilities[i], weighted.Probabilities[i], 1e-9);
    }

    [Fact]
    public void Estimates_at_the_boundary_have_none_and_the_rest_do()
    {
        // Everybody of one kind answers 1 to the first question.
        var data = CategoricalRows.Of(300, [2, 2, 2, 2], (n, d) => n % 3 == 0 ? (d == 0 ? 1 : (n / 3 * (d + 3) % 5 < 4 ? 1 : 0)) : (n * (d + 2) % 7 < 2 ? 1 : 0));
        var fit = CategoricalMixtureTrainer.Fit(data, ToTheTop with { Components = 2 }).Model;
        var errors = ObservedInformation.StandardErrors(fit, data);
        bool[] boundary = [.. Enumerable.Range(0, 2).SelectMany(k => fit.Probabilities(k).ToArray()).Select(p => p is < ObservedInformation.Boundary or > 1 - ObservedInformation.Boundary)];
        Assert.Contains(true, boundary);
        Assert.Equal(boundary.Count(at => at), errors.Boundary);
        for (int i = 0; i < boundary.Length; i++)
            Assert.Equal(boundary[i], double.IsNaN(errors.Probabilities[i]));
    }

    [Fact]
    public void A_mixture_that_is_not_identified_has_no_errors()
    {
        // Two classes have five parameters, the four patterns of two items three probabilities, which the weights give exactly.
        var mixture = new CategoricalMixture([0.6, 0.4], [0.8, 0.2, 0.7, 0.3, 0.2, 0.8, 0.4, 0.6], [2, 2]);
        var patterns = CategoricalRows.Of(4, [2, 2], (n, d) => n >> d & 1);
        double[] weights = Array.ConvertAll(mixture.LogProb(patterns), logProb => 100 * Math.Exp(logProb));
        var errors = ObservedInformation.StandardErrors(mixture, patterns, weights);
        Assert.Equal(StandardErrorStatus.NotIdentified, errors.Status);
        Assert.All(errors.Probabilities, error => Assert.True(double.IsNaN(error)));
    }

    [Fact]
    public void The_bootstrap_confirms_them()
    {
        int[] levels = [2, 2, 2, 3, 2];
        var truth = new CategoricalMixture(
            [0.55, 0.45], [0.9, 0.1, 0.85, 0.15, 0.8, 0.2, 0.7, 0.2, 0.1, 0.9, 0.1, 0.2, 0.8, 0.15, 0.85, 0.1, 0.9, 0.1, 0.3, 0.6, 0.2, 0.8], levels);
        var data = AnswerSamples.WithHoles(truth, 600, 0.1, 6);
        var options = new BernoulliMixtureOptions { Components = 2, PriorStrength = 0, Restarts = 3, Tolerance = 1e-9, MaxIterations = 1000 };
        var fit = CategoricalMixtureTrainer.Fit(data, options).Model;
        var (information, bootstrap) = (ObservedInformation.StandardErrors(fit, data), BootstrapErrors.Run(fit, data, options, 200));
        // A standard deviation of 200 values is itself known to 5%; the two agree to first order in 1/600 only. Four of its errors and a tenth for that.
        for (int i = 0; i < information.Probabilities.Length; i++)
            Assert.InRange(bootstrap.Probabilities[i] / information.Probabilities[i], 0.7, 1.3);
        Assert.InRange(bootstrap.Weights[0] / information.Weights[0], 0.7, 1.3);
    }

    [Fact]
    public void Planted_parameters_lie_within_three_standard_errors()
    {
        double[] distances = [.. Enumerable.Range(0, 20).SelectMany(set => PlantedTruth.Distances(set, rows: 1000))];
        // 99.7% are expected; of more than a thousand correlated estimates, 98.5% leaves room for four times their binomial deviation. bench has the 200 data sets.
        Assert.InRange(distances.Count(distance => distance <= 3) / (double)distances.Length, 0.985, 1);
    }

    /// <summary>Standard errors by central second differences of the log-likelihood in the probabilities themselves, inverted by elimination.</summary>
    private static void AssertAgrees(CategoricalMixture fit, CategoricalRows data, StandardErrors errors, double relative)
    {
        var free = new List<(int Component, int Column, int Level)>();
        for (int k = 1; k < fit.Components; k++)
            free.Add((k, -1, 0));
        for (int k = 0; k < fit.Components; k++)
        {
            for (int d = 0; d < fit.Columns; d++)
            {
                var law = fit.Probabilities(k, d);
                if (law.ContainsAnyInRange(ObservedInformation.Boundary, 1 - ObservedInformation.Boundary))
                {
                    for (int level = 1; level < law.Length; level++)
                        free.Add((k, d, level));
                }
            }
        }

        const double step = 1e-4;
        int count = free.Count;
        var information = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double second = LogLikelihood((i, step), (j, step)) - LogLikelihood((i, step), (j, -step)) - LogLikelihood((i, -step), (j, step)) + LogLikelihood((i, -step), (j, -step));
                information[i, j] = information[j, i] = -second / (4 * step * step);
            }
        }
        var covariance = Inverse(information);
        for (int i = 0; i < count; i++)
        {
            var (k, d, level) = free[i];
            double expected = Math.Sqrt(covariance[i, i]);
            double actual = d < 0 ? errors.Weights[k] : errors.Probabilities[k * fit.TotalLevels + fit.FirstLevel(d) + level];
            Assert.InRange(actual / expected, 1 - relative, 1 + relative);
        }

        double LogLikelihood(params (int Parameter, double Change)[] changes)
        {
            double[] weights = fit.Weights.ToArray();
            double[][] laws = [.. Enumerable.Range(0, fit.Components).Select(k => fit.Probabilities(k).ToArray())];
            foreach (var (parameter, change) in changes)
            {
                var (k, d, level) = free[parameter];
                if (d < 0)
                {
                    weights[k] += change;
                    weights[0] -= change;
                }
                else
                {
                    laws[k][fit.FirstLevel(d) + level] += change;
                    laws[k][fit.FirstLevel(d)] -= change;
                }
            }
            double sum = 0;
            for (int n = 0; n < data.Rows; n++)
            {
                double row = 0;
                for (int k = 0; k < weights.Length; k++)
                {
                    double product = weights[k];
                    for (int d = 0; d < data.Columns; d++)
                        product *= data[n, d] >= 0 ? laws[k][fit.FirstLevel(d) + data[n, d]] : 1;
                    row += product;
                }
                sum += Math.Log(row);
            }
            return sum;
        }
    }

    private static double[,] Inverse(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        var work = (double[,])matrix.Clone();
        var inverse = new double[size, size];
        for (int i = 0; i < size; i++)
            inverse[i, i] = 1;
        for (int column = 0; column < size; column++)
        {
            int pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(work[row, column]));
            for (int j = 0; j < size; j++)
            {
                (work[column, j], work[pivot, j]) = (work[pivot, j], work[column, j]);
                (inverse[column, j], inverse[pivot, j]) = (inverse[pivot, j], inverse[column, j]);
            }
            double scale = 1 / work[column, column];
            for (int j = 0; j < size; j++)
                (work[column, j], inverse[column, j]) = (work[column, j] * scale, inverse[column, j] * scale);
            for (int row = 0; row < size; row++)
            {
                double factor = row == column ? 0 : work[row, column];
                for (int j = 0; j < size && factor != 0; j++)
                    (work[row, j], inverse[row, j]) = (work[row, j] - factor * work[column, j], inverse[row, j] - factor * inverse[column, j]);
            }
        }
        return inverse;
    }
}
