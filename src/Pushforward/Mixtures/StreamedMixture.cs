using System.Diagnostics;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Mixtures.Kernel;
using Pushforward.Models;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>Fits mixtures to rows that memory does not hold, read anew in every pass, with the same result as if it did.</summary>
public static class StreamedMixture
{
    /// <summary>Fits, and scores the rows fitted to and those held out.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="heldOut">Validation and test rows to score, with the same columns; null for none.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows; null for this one alone.</param>
    /// <param name="cancellation">Ends the fit after the current iteration; what there is is scored and returned.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">The data are damaged, or not bits.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">EM failed.</exception>
    public static MixtureFit Fit(
        IBitSource data,
        BernoulliMixtureOptions options,
        IReadOnlyDictionary<DataSplit, IBitSource>? heldOut = null,
        IProgress<EmIteration>? progress = null,
        ThreadTeam? team = null,
        ICollective? ranks = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        heldOut ??= new Dictionary<DataSplit, IBitSource>();
        // Found out before the work, not after it.
        if (heldOut.Values.FirstOrDefault(source => source.Columns != data.Columns) is { } odd)
        {
            throw new InvalidDataException(
                $"{odd.Name}: {data.Name} has {data.Columns} columns, this has {odd.Columns}; hold out rows of the same columns.");
        }
        PeakMemory.Restart();
        var clock = Stopwatch.StartNew();
        var fit = BernoulliMixtureTrainer.Fit(data, options, progress, team, ranks, cancellation);
        var provenance = new Provenance
        {
            Source = data.Name,
            Rows = data.Rows,
            Columns = data.Columns,
            Schema = data.Schema,
            Representation = Representation.BinaryTable.Description,
            Seed = options.Seed,
            StopReason = fit.BestRestart.StopReason.Word(),
            Seconds = clock.Elapsed.TotalSeconds,
            PeakBytes = PeakMemory.Bytes,
        };
        var figures = new Dictionary<DataSplit, LogLikelihood>();
        foreach (var (split, source) in heldOut.Prepend(new(DataSplit.Train, data)))
            figures[split] = LogLikelihood.Of(LogProb(fit.Model, source, team, ranks), data.Columns, LikelihoodEstimate.Exact, Representation.BinaryTable.Description);
        provenance = provenance with { Figures = figures };
        return new MixtureFit(new BernoulliMixtureModel(fit.Model, options, provenance), fit.Restarts, fit.Best, fit.Precision);
    }

    /// <summary>log p(x) of every row, exact, in nats.</summary>
    /// <param name="mixture">The law.</param>
    /// <param name="data">Rows of as many columns.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows, each of which gets the figures of all; null for this one alone.</param>
    /// <returns>Shape [rows].</returns>
    public static double[] LogProb(BernoulliMixture mixture, IBitSource data, ThreadTeam? team = null, ICollective? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Columns != mixture.Columns)
        {
            throw new ArgumentException(
                $"data: the mixture has {mixture.Columns} columns, {data.Name} has {data.Columns}; score data of the kind it was fitted to.", nameof(data));
        }
        team ??= ThreadTeam.Shared;
        var lanes = LaneLayout.For<double>(mixture.Components);
        var emission = new EmissionScores(lanes, BitLayout.OfBits(mixture.Columns));
        emission.Fill(LaneParameters.From(mixture, lanes), MeanPrior.None, team);
        using var pass = new ExpectationPass<double>(BitCodes.Stream(data, team), lanes, team, ranks);
        return pass.LogProb(emission.Scores);
    }
}
