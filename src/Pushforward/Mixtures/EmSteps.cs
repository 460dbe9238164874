using System.Numerics;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// The steps of EM on one data set, in one precision. With r_nk = p(k | x_n), N_k = sum_n r_nk and S_kd = sum_n r_nk x_nd, <see cref="Expect"/> fills the
/// statistics and <see cref="Maximize"/> takes parameters from them.
/// </summary>
internal sealed class EmSteps<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows after which stepwise EM makes a step of full size.
    private const int StepwiseRows = 8192;

    private readonly ThreadTeam _team;
    private readonly ExpectationPass<T> _pass;
    private readonly EmissionScores _emission;
    private readonly MaximizationStep _maximization;
    private readonly MeanPrior _prior;
    private readonly SufficientStatistics _statistics;
    private readonly double _weightOfRow;

    public EmSteps(EmTask task, BernoulliMixtureOptions options, ThreadTeam team)
    {
        var data = task.Data;
        _team = team;
        Layout = LaneLayout.For<T>(options.Components);
        TotalWeight = data.TotalWeight;
        _weightOfRow = TotalWeight / data.Rows;
        _maximization = new MaximizationStep(data, options.PriorStrength, team);
        _prior = new MeanPrior(options.PriorStrength, _maximization.Shares);
        _emission = new EmissionScores(Layout, data.Layout);
        _pass = new ExpectationPass<T>(data.Encode(team, weighted: true, again: true), Layout, team, task.Ranks);
        _statistics = new SufficientStatistics(Layout, data.Layout.Bits, precise: typeof(T) == typeof(double));
    }

    /// <summary>How components lie.</summary>
    public LaneLayout Layout { get; }

    /// <summary>The rows' weights, summed.</summary>
    public double TotalWeight { get; }

    /// <summary>The share of rows that set a bit, of those that answer its column. Shape [bits].</summary>
    public double[] Shares => _maximization.Shares;

    /// <summary>The scores of the last E-step.</summary>
    public BitScores Scores => _emission.Scores;

    /// <summary>The largest magnitude from which the sums of the last E-step started; rounding is relative to it.</summary>
    public double LargestBaseline => _pass.LargestBaseline;

    /// <summary>Whether a rank had been asked to stop by the last E-step.</summary>
    public bool IsStopAsked => _statistics.IsStopAsked;

    /// <summary>E-step: statistics of the rows under these parameters.</summary>
    /// <param name="parameters">The mixture.</param>
    /// <param name="stopping">Whether this rank was asked to stop, which all of them then know.</param>
    /// <returns>The log-likelihood of all rows and the log-density of the parameters under the prior, up to its constant.</returns>
    public (double LogLikelihood, double LogPrior) Expect(LaneParameters parameters, bool stopping = false)
    {
        double logPrior = _emission.Fill(parameters, _prior, _team) + _maximization.LogPriorOfWeights(parameters);
        _pass.Expect(_emission.Scores, _statistics, stopping);
        return (_statistics.LogLikelihood, logPrior);
    }

    /// <summary>M-step: the parameters that are likeliest given the statistics of the last E-step.</summary>
    public void Maximize(LaneParameters parameters) => _maximization.Maximize(_statistics, parameters);

    /// <summary>
    /// One pass of stepwise EM (Capp&#233; &amp; Moulines 2009): after each batch of rows s = (1 - g) s + g N s_batch / N_batch with 1 - g = (1 - (t + 2)^-0.7)^v, where
    /// the batch has v times the weight of <see cref="StepwiseRows"/> rows, and an M-step. Repeated rows, which are walked once, so count as often as they stand there.
    /// It comes far in one pass over many rows; it does not converge by itself, and need not climb.
    /// </summary>
    public void Stepwise(LaneParameters parameters)
    {
        var running = new SufficientStatistics(Layout, parameters.Columns);
        int batch = 0;
        _emission.Fill(parameters, _prior, _team);
        _pass.ExpectBatches(_emission.Scores, _statistics, () =>
        {
            double weight = 0;
            foreach (double count in _statistics.Counts)
                weight += count;
            if (weight == 0)
                return;
            double share = weight / (_weightOfRow * StepwiseRows);
            double step = batch == 0 ? 1 : 1 - Math.Pow(1 - Math.Pow(batch + 2, -0.7), share);
            batch++;
            running.Blend(1 - step, _statistics, step * TotalWeight / weight);
            _maximization.Maximize(running, parameters);
            _emission.Fill(parameters, _prior, _team);
        });
    }

    public void Dispose() => _pass.Dispose();
}
