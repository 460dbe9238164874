using System.Numerics;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>Follows the likelihood of held-out rows along a restart, and keeps the parameters under which it was highest.</summary>
internal sealed class HeldOut<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The first iterations rise steeply; looking at each of the later ones would cost as much as a sixth of the fit and tell no more.
    private const int EachUntil = 10, Every = 2;

    private readonly ExpectationPass<T> _pass;
    private readonly double[]? _weights;
    private readonly double _totalWeight;

    public HeldOut(EmRows rows, LaneLayout lanes, ThreadTeam team)
    {
        _weights = rows.Weights;
        _totalWeight = rows.TotalWeight;
        _pass = new ExpectationPass<T>(rows.Encode(team, weighted: false, again: true), lanes, team);
        Begin();
    }

    /// <summary>Nats per row.</summary>
    public double BestLogLikelihood { get; private set; }

    public int BestIteration { get; private set; }

    public LaneParameters? Best { get; private set; }

    /// <summary>Forgets an earlier restart.</summary>
    public void Begin() => (BestLogLikelihood, BestIteration, Best) = (double.NegativeInfinity, 0, null);

    /// <summary>Looks at the parameters of an iteration, and says how many iterations ago the best ones were.</summary>
    public int Observe(int iteration, BitScores scores, LaneParameters parameters, bool last)
    {
        if (iteration <= EachUntil || iteration % Every == 0 || last)
        {
            double[] logProb = _pass.LogProb(scores);
            double sum = 0;
            for (int n = 0; n < logProb.Length; n++)
                sum += (_weights?[n] ?? 1) * logProb[n];
            if (sum / _totalWeight > BestLogLikelihood)
                (BestLogLikelihood, BestIteration, Best) = (sum / _totalWeight, iteration, parameters.Copy());
        }
        return iteration - BestIteration;
    }

    public void Dispose() => _pass.Dispose();
}
