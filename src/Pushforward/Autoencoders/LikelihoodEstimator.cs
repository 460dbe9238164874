using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>
/// log p(x) by importance sampling with the encoder's law as proposal: log (1/k) Σ p(x|z_i) p(z_i) / q(z_i|x), z_i from q(z|x) (Rezende, Mohamed &amp;
/// Wierstra 2014; Burda, Grosse &amp; Salakhutdinov 2015). A row is encoded once; the decoder takes its draws in blocks, so memory does not grow with k. The
/// draws of a row are one thread's work from beginning to end, so figures are the same bits for any number of threads.
/// </summary>
public sealed class LikelihoodEstimator
{
    // Large enough that packing the decoder's weights does not show, small enough that a block's logits stay in the second-level cache.
    private const int BlockSamples = 512;

    // Draws between two reports, as long as that is some rows.
    private const int SamplesPerReport = 50_000, FewestRows = 8, MostRows = 512;

    private readonly Vae _vae;
    private readonly ThreadTeam _team;

    /// <summary>Readies an estimator.</summary>
    /// <param name="vae">The model; its parameters are not to change meanwhile.</param>
    /// <param name="samples">k; at least 1.</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <exception cref="ArgumentException">k is below 1.</exception>
    public LikelihoodEstimator(Vae vae, int samples, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(vae);
        if (samples is < 1 or > 100_000_000)
            throw new ArgumentException($"samples: expected a whole number from 1 to 100000000, got {samples}.");
        (_vae, Samples, _team) = (vae, samples, team ?? ThreadTeam.Shared);
    }

    /// <summary>k.</summary>
    public int Samples { get; }

    /// <summary>Estimates log p(x) of rows.</summary>
    /// <param name="rows">Columns, and a one among zeros for the class if the model is conditional.</param>
    /// <param name="random">Row n's draws come from <c>random.At(0, n)</c>.</param>
    /// <param name="progress">Told the part that is done, from 0 to 1.</param>
    /// <param name="cancellation">Ends the work within a block.</param>
    public LikelihoodEstimates Estimate(IRowSource rows, RandomStream random, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(random);
        var estimates = new LikelihoodEstimates(new double[rows.Rows], new double[rows.Rows], new double[rows.Rows], new double[rows.Rows]);
        var work = new Draws(_vae, Samples, random, estimates, _team.Size, cancellation);
        var tape = new Tape(new TapeOptions { Team = _team });
        int portion = Math.Clamp(SamplesPerReport / Samples, FewestRows, MostRows);
        for (int start = 0; start < rows.Rows; start += portion)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(portion, rows.Rows - start);
            work.Encode(rows, start, count, tape);
            _team.Run(count, work);
            progress?.Report((double)(start + count) / rows.Rows);
        }
        cancellation.ThrowIfCancellationRequested();
        return estimates;
    }

    /// <summary>A portion of rows, encoded; each part is the draws of one row.</summary>
    private sealed class Draws(
        Vae vae, int samples, RandomStream random, LikelihoodEstimates estimates, int workers, CancellationToken cancellation) : IPartitionedWork
    {
        private readonly Tape?[] _tapes = new Tape?[workers];
        private readonly double[]?[] _logWeights = new double[]?[workers];
        private int _first;
        private Tensor _rows, _mean, _logVariance;

        public void Encode(IRowSource rows, int first, int count, Tape tape)
        {
            using var _ = tape.Evaluate();
            var block = Tensor.Zeros(count, rows.Columns);
            for (int n = 0; n < count; n++)
                rows.CopyRow(first + n, block.Row(n));
            var (x, classes) = vae.Split(block);
            var q = vae.Posterior(x, classes);
            (_first, _rows, _mean, _logVariance) = (first, block.Clone(), q.Mean.Clone(), q.LogVariance.Clone());
            var divergence = q.KlToStandardNormal().AsSpan();
            for (int n = 0; n < count; n++)
                estimates.Divergence[first + n] = divergence[n];
        }

        public void Execute(int part, int worker)
        {
            var tape = _tapes[worker] ??= new Tape();
            double[] logWeights = _logWeights[worker] ??= new double[samples];
            var stream = random.At(0, _first + part);
            double reconstructions = 0;
            for (int start = 0; start < samples; start += BlockSamples)
            {
                if (cancellation.IsCancellationRequested)
                    return;
                using var _ = tape.Evaluate();
                int count = Math.Min(BlockSamples, samples - start);
                var (x, classes) = vae.Split(Row(_rows, part));
                var noise = Tensor.Normal(count, _mean.Columns, stream);
                // One row of means and deviations serves all draws.
                var z = (Row(_logVariance, part) * 0.5).Exp() * noise + Row(_mean, part);
                var reconstruction = vae.Likelihood(z, classes?.RepeatRows(count)).LogProb(x);
                var logWeight = reconstruction + z.StandardNormalLogProb() - noise.StandardNormalLogProb();
                for (int i = 0; i < count; i++)
                {
                    reconstructions += reconstruction.AsSpan()[i];
                    logWeights[start + i] = logWeight.AsSpan()[i];
                }
            }

            double largest = double.NegativeInfinity, sum = 0, squares = 0, logVariances = 0;
            foreach (double logWeight in logWeights)
                largest = Math.Max(largest, logWeight);
            foreach (double logWeight in logWeights)
            {
                double weight = Math.Exp(logWeight - largest);
                sum += weight;
                squares += weight * weight;
            }
            foreach (float v in _logVariance.Row(part))
                logVariances += v;
            // -log q of a draw is that of its noise and half the log-variances, which all draws share.
            int row = _first + part;
            estimates.LogLikelihood[row] = largest + Math.Log(sum / samples) + logVariances / 2;
            estimates.EffectiveSampleSize[row] = sum * sum / squares;
            estimates.Reconstruction[row] = reconstructions / samples;
        }

        private static Tensor Row(Tensor rows, int row) => rows[row..(row + 1), ..];
    }
}
