using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>A walk of the kernel over rows of answers, in double precision, for what is asked of single rows.</summary>
internal sealed class AnswerPass : IDisposable
{
    private readonly ExpectationPass<double> _pass;
    private readonly BitScores _scores;

    public AnswerPass(CategoricalMixture mixture, EmRows rows, ThreadTeam? team, ICollective? ranks = null, bool again = false)
        : this(mixture.Components, rows, lanes => Parameters(mixture, rows.Layout, lanes), team, ranks, again)
    {
    }

    public AnswerPass(BernoulliMixture mixture, EmRows rows, ThreadTeam? team, ICollective? ranks = null, bool again = false)
        : this(mixture.Components, rows, lanes => LaneParameters.From(mixture, lanes), team, ranks, again)
    {
    }

    private AnswerPass(int components, EmRows rows, Func<LaneLayout, LaneParameters> parameters, ThreadTeam? team, ICollective? ranks, bool again)
    {
        team ??= ThreadTeam.Shared;
        var lanes = LaneLayout.For<double>(components);
        var emission = new EmissionScores(lanes, rows.Layout);
        emission.Fill(parameters(lanes), MeanPrior.None, team);
        _scores = emission.Scores;
        _pass = new ExpectationPass<double>(rows.Encode(team, weighted: false, again), lanes, team, ranks);
    }

    public double[] LogProb() => _pass.LogProb(_scores);

    public IEnumerable<double[]> LogProbs() => _pass.LogProbs(_scores);

    public double[] Responsibilities() => _pass.Responsibilities(_scores);

    public IEnumerable<BlockPosteriors> Posteriors() => _pass.Posteriors(_scores);

    public void Dispose() => _pass.Dispose();

    /// <summary>A mixture's probabilities in the order of the bits: of a single bit that of its being set, else those of all levels.</summary>
    public static LaneParameters Parameters(CategoricalMixture mixture, BitLayout bits, LaneLayout lanes)
    {
        var parameters = new LaneParameters(lanes, bits.Bits);
        mixture.Weights.CopyTo(parameters.Weights);
        for (int k = 0; k < mixture.Components; k++)
        {
            for (int d = 0; d < mixture.Columns; d++)
            {
                var law = mixture.Probabilities(k, d);
                if (bits.IsSingle(d))
                    law = law[1..];
                for (int level = 0; level < law.Length; level++)
                    parameters.Means[bits.FirstBit(d) + level, k] = law[level];
            }
        }
        return parameters;
    }
}
