using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>A mean over draws.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">Of the mean: s / sqrt(draws).</param>
public readonly record struct DrawnEstimate(double Value, double StandardError);

/// <summary>
/// The aggregate posterior q(z) = (1/N) Σ q(z|x_n) of N rows against the prior p(z) = N(0, I), in nats. Samples come from the prior, so where it has mass and
/// q has none, the decoder was never trained: that is what KL(p || q) charges. KL(q || p) charges codes where the prior has no mass.
/// </summary>
/// <remarks>
/// q is the mixture of the rows given, so few rows in many dimensions leave holes that more would fill: both divergences fall as N grows. The mean
/// KL(q(z|x) || p) exceeds KL(q || p) by the information codes have of which row it was, which is at most log N.
/// </remarks>
/// <param name="Rows">N.</param>
/// <param name="ToPrior">KL(q || p), by draws from q.</param>
/// <param name="FromPrior">KL(p || q), by draws from p.</param>
/// <param name="MeanDivergence">The mean over rows of KL(q(z|x) || p), in closed form: the ELBO's second term.</param>
public sealed record AggregatePosterior(int Rows, DrawnEstimate ToPrior, DrawnEstimate FromPrior, double MeanDivergence)
{
    /// <summary>The information a code has of which of the rows it belongs to, at most log N: MeanDivergence - ToPrior.</summary>
    public double Information => MeanDivergence - ToPrior.Value;

    /// <summary>Estimates both divergences.</summary>
    /// <param name="vae">The model.</param>
    /// <param name="rows">Columns, and a one among zeros for the class if the model is conditional; at least one row.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="draws">Draws for each divergence; at least 2. The work is draws times rows.</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no rows, or fewer than two draws.</exception>
    public static AggregatePosterior Of(
        Vae vae, IRowSource rows, RandomStream random, int draws = 1000, ThreadTeam? team = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(vae);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(random);
        if (rows.Rows == 0)
            throw new ArgumentException($"{rows.Name}: expected at least one row, got none.");
        if (draws < 2)
            throw new ArgumentException($"draws: expected at least 2, got {draws}.");
        var mixture = new Mixture(vae, rows, cancellation);
        double[] forward = new double[draws], reverse = new double[draws];
        (team ?? ThreadTeam.Shared).Run(2 * draws, part =>
        {
            if (cancellation.IsCancellationRequested)
                return;
            int draw = part / 2;
            var z = new double[vae.Architecture.Latent];
            var stream = random.At(part % 2, draw);
            stream.FillNormal(z);
            if (part % 2 == 0)
            {
                // Every row in turn: a stratified draw from the mixture.
                mixture.Place(draw % rows.Rows, z);
                forward[draw] = mixture.LogProb(z) - LogPrior(z);
            }
            else
            {
                reverse[draw] = LogPrior(z) - mixture.LogProb(z);
            }
        });
        cancellation.ThrowIfCancellationRequested();
        return new(rows.Rows, Estimate(forward), Estimate(reverse), mixture.MeanDivergence);
    }

    private static DrawnEstimate Estimate(double[] values)
    {
        double mean = values.Average(), squares = values.Sum(value => (value - mean) * (value - mean));
        return new(mean, Math.Sqrt(squares / (values.Length - 1) / values.Length));
    }

    private static double LogPrior(double[] z)
    {
        double sum = 0;
        foreach (double value in z)
            sum -= 0.5 * (value * value + Math.Log(2 * Math.PI));
        return sum;
    }

    private sealed class Mixture
    {
        private readonly int _latent;
        private readonly double[] _means, _precisions, _constants;

        public Mixture(Vae vae, IRowSource rows, CancellationToken cancellation)
        {
            _latent = vae.Architecture.Latent;
            (_means, _precisions, _constants) = (new double[rows.Rows * _latent], new double[rows.Rows * _latent], new double[rows.Rows]);
            int row = 0;
            foreach (var q in LatentUsage.Encode(vae, rows, new Tape(), cancellation))
            {
                for (int n = 0; n < q.Mean.Rows; n++, row++)
                {
                    var (mean, logVariance) = (q.Mean, q.LogVariance);
                    for (int j = 0; j < _latent; j++)
                    {
                        double m = mean.Row(n)[j], v = logVariance.Row(n)[j];
                        _means[row * _latent + j] = m;
                        _precisions[row * _latent + j] = Math.Exp(-v);
                        _constants[row] -= 0.5 * (v + Math.Log(2 * Math.PI));
                        MeanDivergence += 0.5 * (m * m + Math.Exp(v) - v - 1) / rows.Rows;
                    }
                }
            }
        }

        public double MeanDivergence { get; }

        /// <summary>Turns standard normal noise into a draw from a component.</summary>
        public void Place(int component, double[] z)
        {
            for (int j = 0; j < _latent; j++)
                z[j] = _means[component * _latent + j] + z[j] / Math.Sqrt(_precisions[component * _latent + j]);
        }

        public double LogProb(double[] z)
        {
            var terms = new double[_constants.Length];
            for (int n = 0; n < terms.Length; n++)
            {
                terms[n] = _constants[n] - 0.5 * Distance(z, _means.AsSpan(n * _latent, _latent), _precisions.AsSpan(n * _latent, _latent));
            }
            double largest = terms.Max(), sum = 0;
            foreach (double term in terms)
                sum += Math.Exp(term - largest);
            return largest + Math.Log(sum / terms.Length);
        }

        private static double Distance(double[] z, ReadOnlySpan<double> means, ReadOnlySpan<double> precisions)
        {
            double sum = 0;
            for (int j = 0; j < z.Length; j++)
                sum += (z[j] - means[j]) * (z[j] - means[j]) * precisions[j];
            return sum;
        }
    }
}
