using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Kernels;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>
/// The base of a flow: a Bernoulli mixture of so many components, fitted to codes. Components can be spent on one large mixture, or on several smaller ones that are fitted from
/// starts of their own and averaged. The average (1/G) sum_g p_g is a mixture of as many components in all; its logarithm is at least the mean of theirs (Jensen), for what one
/// fit learns by heart another does not. Held-out codes decide how many, and when each fit stops.
/// </summary>
/// <param name="options">How many components, and the seed.</param>
/// <param name="team">Who works.</param>
internal sealed class BaseSearch(DiscreteFlowOptions options, ThreadTeam team)
{
    private const int MostIterations = 300, LeastComponents = 8;
    private const double Tolerance = 1e-5;

    /// <summary>Independent columns with the frequencies of the codes.</summary>
    public static BernoulliMixture Independent(BitMatrix codes) =>
        BernoulliMixtureTrainer.Fit(codes, new BernoulliMixtureOptions { Components = 1, Restarts = 1, MaxIterations = MostIterations, Tolerance = Tolerance }).Model;

    /// <summary>A mixture in one piece, and how likely it makes held-out codes, in nats per row.</summary>
    public (BernoulliMixture Base, double HeldOut) Single(BitMatrix codes, BitMatrix held, CancellationToken cancellation) => Average(codes, held, 1, cancellation);

    /// <summary>The average of several mixtures, as many as held-out codes like best.</summary>
    public (BernoulliMixture Base, double HeldOut) Best(BitMatrix codes, BitMatrix held, CancellationToken cancellation)
    {
        var best = Single(codes, held, cancellation);
        for (int parts = 2; options.Components / parts >= LeastComponents && !cancellation.IsCancellationRequested; parts *= 2)
        {
            var next = Average(codes, held, parts, cancellation);
            if (next.HeldOut > best.HeldOut)
                best = next;
        }
        return best;
    }

    private (BernoulliMixture Base, double HeldOut) Average(BitMatrix codes, BitMatrix held, int parts, CancellationToken cancellation)
    {
        CategoricalRows rows = CategoricalRows.Of(codes), heldRows = CategoricalRows.Of(held);
        var weights = new List<double>();
        var means = new List<double>();
        for (int part = 0; part < parts; part++)
        {
            // Parts take turns with what does not divide evenly.
            int components = (part + 1) * options.Components / parts - part * options.Components / parts;
            var fit = new EmTask(new StoredRows(rows)) { Validation = new StoredRows(heldRows) }.Climb(
                new BernoulliMixtureOptions { Components = components, Restarts = 1, MaxIterations = MostIterations, Tolerance = Tolerance, Seed = options.Seed + part },
                team: team, cancellation: cancellation);
            weights.AddRange(fit.Weights.Select(weight => weight / parts));
            means.AddRange(fit.Means);
        }
        var mixture = new BernoulliMixture([.. weights], [.. means], codes.Columns);
        return (mixture, mixture.LogProb(held, team).Average());
    }
}
