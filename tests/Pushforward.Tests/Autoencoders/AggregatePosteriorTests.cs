using Pushforward.Autoencoders;
using Pushforward.Numerics.Random;
using Pushforward.Training;

namespace Pushforward.Tests.Autoencoders;

public class AggregatePosteriorTests
{
    private static readonly MatrixRows Rows = new(new float[] { 0, 1, 1, 0, 1, 1 }, 2);

    [Fact]
    public void Where_every_posterior_is_one_normal_law_both_directions_are_those_of_normal_laws()
    {
        const double Mean = 0.7, LogVariance = -1;
        var of = AggregatePosterior.Of(Constant(Mean, LogVariance), Rows, new RandomStream(1, "draws"), draws: 4000);
        double variance = Math.Exp(LogVariance);
        double toPrior = 0.5 * (Mean * Mean + variance - LogVariance - 1), fromPrior = 0.5 * ((Mean * Mean + 1) / variance + LogVariance - 1);
        // Three standard errors.
        Assert.Equal(toPrior, of.ToPrior.Value, 3 * of.ToPrior.StandardError);
        Assert.Equal(fromPrior, of.FromPrior.Value, 3 * of.FromPrior.StandardError);
        Assert.Equal(toPrior, of.MeanDivergence, 1e-5);
        Assert.InRange(of.ToPrior.StandardError, 1e-4, 0.05);
    }

    [Fact]
    public void A_collapsed_posterior_is_the_prior_both_ways_and_no_coordinate_is_active()
    {
        var vae = Constant(0, 0);
        var of = AggregatePosterior.Of(vae, Rows, new RandomStream(1, "draws"), draws: 10);
        Assert.Equal(0, of.ToPrior.Value, 1e-6);
        Assert.Equal(0, of.FromPrior.Value, 1e-6);
        Assert.Equal(0, of.Information, 1e-6);
        Assert.True(LatentUsage.Of(vae, Rows).IsCollapsed);
    }

    [Fact]
    public void Codes_far_apart_tell_rows_apart_and_say_so()
    {
        var vae = Constant(0, -9);
        // The codes of the three rows lie at 1, 2 and 3, some ninety deviations apart.
        vae.Parameters["posterior.mean.weight"].Values[0] = 2;
        vae.Parameters["posterior.mean.weight"].Values[1] = 1;
        var of = AggregatePosterior.Of(vae, Rows, new RandomStream(1, "draws"), draws: 300);
        Assert.Equal(Math.Log(3), of.Information, 3 * of.ToPrior.StandardError);
        Assert.Equal(1, LatentUsage.Of(vae, Rows).ActiveUnits);
        Assert.True(of.FromPrior.Value > of.ToPrior.Value);
    }

    [Fact]
    public void Nothing_to_estimate_from_is_refused()
    {
        Assert.Contains("draws", Assert.Throws<ArgumentException>(() => AggregatePosterior.Of(Constant(0, 0), Rows, new RandomStream(1, "draws"), draws: 1)).Message);
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(() => AggregatePosterior.Of(Constant(0, 0), new MatrixRows(Array.Empty<float>(), 2), new RandomStream(1, "draws"))).Message);
    }

    // The same law whatever the row.
    private static Vae Constant(double mean, double logVariance)
    {
        var vae = new Vae(new VaeArchitecture { Hidden = [], Latent = 1 }, 2, 0, new RandomStream(0, "weights"));
        foreach (string name in new[] { "posterior.mean.weight", "posterior.log-variance.weight" })
            vae.Parameters[name].Values.Clear();
        vae.Parameters["posterior.mean.bias"].Values[0] = (float)mean;
        vae.Parameters["posterior.log-variance.bias"].Values[0] = (float)(Vae.LogVarianceBound * Math.Atanh(logVariance / Vae.LogVarianceBound));
        return vae;
    }
}
