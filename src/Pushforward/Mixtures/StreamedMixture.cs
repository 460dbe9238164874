using System.Diagnostics;
using Pushforward.Data;
using Pushforward.Mixtures.Inference;
using Pushforward.Models;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// Fits mixtures to rows that memory does not hold, read anew in every pass, with the same result as if it did (<see cref="MixtureFitting"/>). In memory are a block of
/// rows and the next, and eight bytes a row where rows have weights, and where ranks share the rows while they are scored.
/// </summary>
public static class StreamedMixture
{
    /// <summary>Fits, and scores the rows fitted to and those held out.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="heldOut">Validation and test rows to score, with the same columns and levels; null for none.</param>
    /// <param name="emission">The law of a column.</param>
    /// <param name="earlyStopping">Whether the validation rows stop a restart and decide between restarts.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows; null for this one alone.</param>
    /// <param name="cancellation">Ends the fit after the current iteration; what there is is scored and returned.</param>
    /// <exception cref="ArgumentException">
    /// An option or the weights are out of range, there are fewer distinct rows than components, or no validation rows to stop by.
    /// </exception>
    /// <exception cref="InvalidDataException">The data are damaged, changed or not bits, or columns have more levels than the emission allows.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">EM failed.</exception>
    public static MixtureFit Fit(
        IBitSource data,
        BernoulliMixtureOptions options,
        IReadOnlyDictionary<DataSplit, IBitSource>? heldOut = null,
        MixtureEmission emission = MixtureEmission.Auto,
        bool earlyStopping = false,
        IProgress<EmIteration>? progress = null,
        ThreadTeam? team = null,
        ICollective? ranks = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        heldOut ??= new Dictionary<DataSplit, IBitSource>();
        // Found out before the work, not after it.
        foreach (var source in heldOut.Values)
            CheckColumns(data.Layout.Levels, data.Name, source);
        if (emission == MixtureEmission.Bernoulli && data.Layout.Levels.ContainsAnyExcept(2))
            throw new InvalidDataException($"{data.Name}: a Bernoulli is a law of two levels, and there are columns with more. Fit categorical laws.");
        var validation = heldOut.GetValueOrDefault(DataSplit.Validation);
        if (earlyStopping && validation is null)
            throw new ArgumentException($"early stopping: {data.Name} has no validation split to stop by; name one with --validation.");
        var rows = new StreamedRows(data, ranks);
        if (rows.Rows > 0)
            MixtureFitting.RequireDistinct(data.Name, rows.Distinct(options.Components), options.Components);

        PeakMemory.Restart();
        var clock = Stopwatch.StartNew();
        var fit = CategoricalMixtureTrainer.FitBits(data, options, earlyStopping ? validation : null, progress, team, ranks, cancellation);
        var provenance = new Provenance
        {
            Source = data.Name,
            Rows = data.Rows,
            Columns = data.Columns,
            Schema = data.Schema,
            Representation = RepresentationOf(data.Layout).Description,
            Seed = options.Seed,
            StopReason = fit.Restarts[fit.Best].StopReason.Word(),
            Seconds = clock.Elapsed.TotalSeconds,
            PeakBytes = PeakMemory.Bytes,
        };
        bool isBernoulli = emission.IsBernoulli(data.Layout);
        var model = MixtureModel.Of(fit, isBernoulli, options, provenance, null);
        var figures = heldOut.Prepend(new(DataSplit.Train, data)).ToDictionary(split => split.Key, split => model.Summarize(split.Value, team, ranks));
        // Rows of a file of bits alone may be images, of which nobody reads profiles.
        var classes = data.Schema is not null && MixtureFitting.IsForProfiles(options.Components, data.Layout)
            ? ClassFigures.Of(model.Classes, rows, options.PriorStrength, fit.Restarts, team)
            : null;
        model = MixtureModel.Of(fit, isBernoulli, options, provenance with { Figures = figures }, classes);
        return new MixtureFit(model, fit.Restarts, fit.Best, fit.Precision);
    }

    /// <summary>log p(x) of every row, exact, in nats.</summary>
    /// <param name="mixture">The law.</param>
    /// <param name="data">Rows of as many columns, of two levels and none missing.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows, each of which gets the figures of all; null for this one alone.</param>
    /// <returns>Shape [rows].</returns>
    public static double[] LogProb(BernoulliMixture mixture, IBitSource data, ThreadTeam? team = null, ICollective? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Layout.Bits != mixture.Columns || data.Columns != mixture.Columns)
        {
            throw new ArgumentException(
                $"data: the mixture has {mixture.Columns} columns of one bit, {data.Name} has {data.Columns} of {data.Layout.Bits} together; score data of the kind it was fitted to.",
                nameof(data));
        }
        using var pass = new AnswerPass(mixture, new StreamedRows(data, ranks), team, ranks);
        return pass.LogProb();
    }

    /// <summary>log p of what each row answers, the rest marginalised, exact, in nats.</summary>
    /// <param name="mixture">The law.</param>
    /// <param name="data">Rows of as many columns and levels.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows, each of which gets the figures of all; null for this one alone.</param>
    /// <returns>Shape [rows].</returns>
    public static double[] LogProb(CategoricalMixture mixture, IBitSource data, ThreadTeam? team = null, ICollective? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(data);
        if (!data.Layout.Levels.SequenceEqual(mixture.Levels))
        {
            throw new ArgumentException(
                $"data: the mixture has {mixture.Columns} columns of {mixture.TotalLevels} levels together, {data.Name} has {data.Columns} of other levels; "
                + "score data of the kind it was fitted to.", nameof(data));
        }
        using var pass = new AnswerPass(mixture, new StreamedRows(data, ranks), team, ranks);
        return pass.LogProb();
    }

    /// <summary>Refuses rows of other columns.</summary>
    internal static void CheckColumns(ReadOnlySpan<int> levels, string of, IBitSource data)
    {
        if (data.Columns != levels.Length)
            throw new InvalidDataException($"{data.Name}: {of} has {levels.Length} columns, this has {data.Columns}; give rows of the same columns.");
        if (!data.Layout.Levels.SequenceEqual(levels))
            throw new InvalidDataException($"{data.Name}: its columns have other numbers of levels than those of {of}; read it with the same schema.");
    }

    /// <summary>What the bits of rows stand for.</summary>
    internal static Representation RepresentationOf(BitLayout layout) =>
        layout.Levels.ContainsAnyExcept(2) ? Representation.CategoricalTable : Representation.BinaryTable;
}
