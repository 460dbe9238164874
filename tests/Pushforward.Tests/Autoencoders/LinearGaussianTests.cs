using Pushforward.Autoencoders;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Tests.Autoencoders;

/// <summary>Without hidden layers, x = z W + b + noise is factor analysis, whose likelihood is that of a normal law with covariance WᵀW + Ψ.</summary>
public class LinearGaussianTests
{
    private const int Columns = 6, Latent = 2;

    private static readonly VaeArchitecture Linear = new() { Hidden = [], Latent = Latent, Observation = ObservationKind.Gaussian };

    [Fact]
    public void The_importance_sampled_likelihood_agrees_with_the_exact_one_and_the_elbo_lies_below()
    {
        const int Rows = 300, Samples = 4000;
        var vae = FactorAnalysis(seed: 1);
        var rows = Draw(vae, Rows);
        var estimates = new LikelihoodEstimator(vae, Samples).Estimate(rows, new RandomStream(2, "importance"));
        double[] exact = LogLikelihood(vae, rows);
        // The variance of the logarithm of a mean of weights is, to first order, that of the weights over their squared mean, 1/ESS - 1/k.
        double variance = estimates.EffectiveSampleSize.Sum(size => 1 / size - 1.0 / Samples);
        double difference = estimates.LogLikelihood.Average() - exact.Average(), error = Math.Sqrt(variance) / Rows;
        Assert.True(Math.Abs(difference) < 2 * error, $"{difference} with a standard error of {error}");
        Assert.True(error < 0.01);
        for (int n = 0; n < Rows; n++)
            Assert.True(estimates.Elbo[n] < exact[n], $"row {n}: {estimates.Elbo[n]} against {exact[n]}");
    }

    [Fact]
    public void At_the_optimum_the_elbo_meets_the_likelihood_of_probabilistic_principal_components()
    {
        // Data of a model with one noise for all columns, so that both have the same optimum; the posterior of a linear model is diagonal up to a
        // rotation of the code, which training is free to choose (Lucas, Tucker, Grosse & Norouzi 2019, arXiv:1911.02469).
        var rows = Draw(FactorAnalysis(seed: 3, noise: 0.5), 300);
        var vae = new Vae(Linear, Columns, 0, new RandomStream(4, "weights"));
        vae.StartAtMeans([.. Enumerable.Range(0, Columns).Select(d => Column(rows, d).Average())]);
        var options = new TrainingOptions { Epochs = 250, BatchSize = 30, Rate = 0.03, Patience = 0, AverageDecay = 0.99 };
        new Trainer(new VaeTrainable(vae, new VaeObjective(), 0), rows, rows, options).Run();
        double elbo = new LikelihoodEstimator(vae, 200).Estimate(rows, new RandomStream(5, "importance")).Elbo.Average();
        double best = ProbabilisticPca(rows);
        Assert.InRange(elbo, best - 0.01 * Math.Abs(best), best + 0.01 * Math.Abs(best));
    }

    // A decoder of given factors, and an encoder that is not far from the posterior and not there.
    private static Vae FactorAnalysis(int seed, double? noise = null)
    {
        var vae = new Vae(Linear, Columns, 0, new RandomStream(seed, "weights"));
        var random = new RandomStream(seed, "factors");
        foreach (ref float weight in vae.Parameters["observation.weight"].Values)
            weight = (float)random.NextNormal();
        foreach (ref float bias in vae.Parameters["observation.bias"].Values)
            bias = (float)random.NextNormal();
        foreach (ref float logVariance in vae.Parameters["observation.log-variance"].Values)
            logVariance = (float)(noise is { } deviation ? 2 * Math.Log(deviation) : 0.3 * random.NextNormal());
        // (W Wᵀ + I) m = W (x - b): the posterior mean for unit noise.
        double[,] w = Matrix(vae.Parameters["observation.weight"].Values, Latent, Columns);
        double a = 1, b = 0, d = 1;
        for (int c = 0; c < Columns; c++)
            (a, b, d) = (a + w[0, c] * w[0, c], b + w[0, c] * w[1, c], d + w[1, c] * w[1, c]);
        double determinant = a * d - b * b;
        var bias0 = vae.Parameters["observation.bias"].Values;
        var mean = vae.Parameters["posterior.mean.weight"].Values;
        var shift = vae.Parameters["posterior.mean.bias"].Values;
        for (int c = 0; c < Columns; c++)
        {
            mean[c * Latent] = (float)((d * w[0, c] - b * w[1, c]) / determinant);
            mean[c * Latent + 1] = (float)((a * w[1, c] - b * w[0, c]) / determinant);
            shift[0] -= bias0[c] * mean[c * Latent];
            shift[1] -= bias0[c] * mean[c * Latent + 1];
        }
        vae.Parameters["posterior.log-variance.weight"].Values.Clear();
        vae.Parameters["posterior.log-variance.bias"].Values[0] = (float)Math.Log(1.3 * d / determinant);
        vae.Parameters["posterior.log-variance.bias"].Values[1] = (float)Math.Log(1.3 * a / determinant);
        return vae;
    }

    private static MatrixRows Draw(Vae vae, int rows)
    {
        var values = new float[rows * Columns];
        var z = Tensor.Normal(rows, Latent, new RandomStream(6, "codes"));
        var law = vae.Likelihood(z);
        for (int n = 0; n < rows; n++)
            law.Draw(n, new RandomStream(7, "rows", 0, n), values.AsSpan(n * Columns, Columns));
        return new MatrixRows(values, Columns);
    }

    // log N(x; b, WᵀW + Ψ) by a Cholesky factor.
    private static double[] LogLikelihood(Vae vae, MatrixRows rows)
    {
        double[,] w = Matrix(vae.Parameters["observation.weight"].Values, Latent, Columns), covariance = new double[Columns, Columns];
        double[] logVariances = [.. vae.Parameters["observation.log-variance"].Values.ToArray().Select(raw => Vae.LogVarianceBound * Math.Tanh(raw / Vae.LogVarianceBound))];
        for (int i = 0; i < Columns; i++)
        {
            for (int j = 0; j < Columns; j++)
                covariance[i, j] = w[0, i] * w[0, j] + w[1, i] * w[1, j] + (i == j ? Math.Exp(logVariances[i]) : 0);
        }
        double[,] factor = Cholesky(covariance);
        double[] bias = [.. vae.Parameters["observation.bias"].Values.ToArray().Select(value => (double)value)];
        var result = new double[rows.Rows];
        var row = new float[Columns];
        for (int n = 0; n < rows.Rows; n++)
        {
            rows.CopyRow(n, row);
            var solved = new double[Columns];
            for (int i = 0; i < Columns; i++)
            {
                solved[i] = row[i] - bias[i];
                for (int j = 0; j < i; j++)
                    solved[i] -= factor[i, j] * solved[j];
                solved[i] /= factor[i, i];
                result[n] -= 0.5 * (Math.Log(2 * Math.PI) + solved[i] * solved[i]) + Math.Log(factor[i, i]);
            }
        }
        return result;
    }

    // The maximum: with eigenvalues l of the covariance, σ² the mean of those left out, -½ (D log 2π + Σ log l_kept + (D - L) log σ² + D) (Tipping & Bishop 1999).
    private static double ProbabilisticPca(MatrixRows rows)
    {
        var columns = Enumerable.Range(0, Columns).Select(d => Column(rows, d)).ToArray();
        double[] means = [.. columns.Select(column => column.Average())];
        var covariance = new double[Columns, Columns];
        for (int i = 0; i < Columns; i++)
        {
            for (int j = 0; j < Columns; j++)
                covariance[i, j] = columns[i].Zip(columns[j], (a, b) => (a - means[i]) * (b - means[j])).Average();
        }
        double[] eigenvalues = [.. Eigenvalues(covariance).OrderDescending()];
        double noise = eigenvalues[Latent..].Average();
        return -0.5 * (Columns * Math.Log(2 * Math.PI) + eigenvalues[..Latent].Sum(Math.Log) + (Columns - Latent) * Math.Log(noise) + Columns);
    }

    // Jacobi's rotations.
    private static double[] Eigenvalues(double[,] a)
    {
        int size = a.GetLength(0);
        for (int sweep = 0; sweep < 30; sweep++)
        {
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                {
                    double angle = 0.5 * Math.Atan2(2 * a[p, q], a[q, q] - a[p, p]), c = Math.Cos(angle), s = Math.Sin(angle);
                    for (int k = 0; k < size; k++)
                        (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
                    for (int k = 0; k < size; k++)
                        (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
                }
            }
        }
        return [.. Enumerable.Range(0, size).Select(i => a[i, i])];
    }

    private static double[,] Cholesky(double[,] a)
    {
        int size = a.GetLength(0);
        var factor = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = a[i, j];
                for (int k = 0; k < j; k++)
                    rest -= factor[i, k] * factor[j, k];
                factor[i, j] = i == j ? Math.Sqrt(rest) : rest / factor[j, j];
            }
        }
        return factor;
    }

    private static double[] Column(MatrixRows rows, int column)
    {
        var (values, row) = (new double[rows.Rows], new float[Columns]);
        for (int n = 0; n < rows.Rows; n++)
        {
            rows.CopyRow(n, row);
            values[n] = row[column];
        }
        return values;
    }

    private static double[,] Matrix(ReadOnlySpan<float> values, int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (int i = 0; i < values.Length; i++)
            matrix[i / columns, i % columns] = values[i];
        return matrix;
    }
}
