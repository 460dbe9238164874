using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>Trains a variational autoencoder on the images of a data set, and scores every split by importance sampling.</summary>
public sealed class VaeTraining
{
    private const int LargestScoredTrain = 10_000;

    private readonly Dataset _data;
    private readonly BinarizationOptions _binarization;
    private readonly VaeRows _rows;
    private readonly IRowSource _train, _validation;
    private readonly Vae _vae;
    private readonly Trainer _trainer;
    private readonly long[] _classCounts;

    /// <summary>Readies the training: reads the images, holds validation rows out, makes the model.</summary>
    /// <param name="data">Images. Without a validation split a sixth of the training images is held out, at most 10,000.</param>
    /// <param name="options">What to train, and how.</param>
    /// <param name="binarization">How pixels become bits; null for stochastic bits of the training's seed, fresh in every epoch.</param>
    /// <param name="start">A model whose weights training begins with; null for random ones.</param>
    /// <param name="checkpoints">Where checkpoints and metrics go; null for nowhere.</param>
    /// <param name="ranks">The processes that share every batch; null for this one alone. The first writes checkpoints.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The data are a table, damaged, or lack labels the model needs.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or does not suit the data or the model to start from.</exception>
    public VaeTraining(
        Dataset data, VaeOptions options, BinarizationOptions? binarization = null, VaeModel? start = null, CheckpointStore? checkpoints = null,
        ICollective? ranks = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        long seed = options.Training.Seed;
        (_data, _binarization) = (data, binarization ?? new BinarizationOptions { Seed = seed });
        _rows = VaeRows.Of(data, DataSplit.Train, options, _binarization, start?.Classes, cancellation);
        int classes = _rows.Fixed is LabeledRows labeled ? labeled.Classes : 0;
        if (data.Has(DataSplit.Validation))
        {
            _train = _rows.Fresh;
            _validation = VaeRows.Of(data, DataSplit.Validation, options, _binarization, classes, cancellation).Fixed;
        }
        else
        {
            // The same rows of either, the seed being the same.
            _train = RowSubset.HoldOut(_rows.Fresh, seed).Train;
            _validation = RowSubset.HoldOut(_rows.Fixed, seed).Validation;
        }
        int columns = _rows.Fixed.Columns - classes;
        _vae = new Vae(options.Architecture, columns, classes, new RandomStream(seed, "weights"));
        if (start is null)
            _vae.StartAtMeans(Means(_train, columns));
        else
            Take(start);
        _classCounts = new long[classes];
        foreach (byte label in _rows.Labels.Span)
            _classCounts[label]++;
        _trainer = new Trainer(new VaeTrainable(_vae, options.Objective, seed), _train, _validation, options.Training) { Checkpoints = ranks is { Rank: > 0 } ? null : checkpoints, Ranks = ranks };
        Options = options with { Training = _trainer.Options };
    }

    /// <summary>The options, those that the data decide resolved.</summary>
    public VaeOptions Options { get; }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <param name="checkpoint">What <see cref="CheckpointStore.Latest"/> gives.</param>
    /// <exception cref="InvalidDataException">It does not belong to this model and these data.</exception>
    public void Restore(ModelFile checkpoint) => _trainer.Restore(checkpoint);

    /// <summary>Trains.</summary>
    /// <param name="progress">Told some ten times a second.</param>
    /// <param name="cancellation">Ends training within a step.</param>
    public TrainingResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        _trainer.Run(progress, cancellation);

    /// <summary>The trained model with its figures on every split, of the training rows at most 10,000.</summary>
    /// <param name="result">What training gave.</param>
    /// <param name="progress">Told which part of the scoring is done, from 0 to 1.</param>
    /// <param name="cancellation">Ends the scoring early.</param>
    public VaeModel Finish(TrainingResult result, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        var provenance = new Provenance
        {
            Source = _data.Name,
            Rows = _train.Rows,
            Columns = _vae.Columns,
            Representation = _rows.Representation,
            Binarization = _binarization,
            GrayLevels = Options.Architecture.Observation == ObservationKind.Bernoulli ? null : VaeRows.GrayLevels,
            Image = _rows.Image,
            Seed = Options.Training.Seed,
            StopReason = result.StopReason.Word(),
            Seconds = result.Seconds,
            PeakBytes = result.PeakBytes,
        };
        var usage = LatentUsage.Of(_vae, _validation, cancellation);
        var scorer = new VaeModel(_vae, Options, provenance, usage, _classCounts);
        IRowSource train = _data.Has(DataSplit.Validation) ? _rows.Fixed : RowSubset.HoldOut(_rows.Fixed, Options.Training.Seed).Train;
        var parts = new List<(DataSplit Split, IRowSource Rows)> { (DataSplit.Train, new HeadRows(train, LargestScoredTrain)), (DataSplit.Validation, _validation) };
        if (_data.Has(DataSplit.Test))
            parts.Add((DataSplit.Test, VaeRows.Of(_data, DataSplit.Test, Options, _binarization, _vae.Classes, cancellation).Fixed));
        var figures = new Dictionary<DataSplit, LogLikelihood>();
        double total = parts.Sum(part => part.Rows.Rows), done = 0;
        foreach (var (split, rows) in parts)
        {
            double before = done;
            var portion = progress is null ? null : new Portion(part => progress.Report((before + part * rows.Rows) / total));
            figures[split] = scorer.Score(rows, Options.ScoreSamples, portion, cancellation).Summary;
            done += rows.Rows;
        }
        return new VaeModel(_vae, Options, provenance with { Figures = figures }, usage, _classCounts);
    }

    private void Take(VaeModel start)
    {
        foreach (var parameter in _vae.Parameters)
        {
            var source = start.Vae.Parameters.FirstOrDefault(other => other.Name == parameter.Name);
            if (source is null || source.Shape != parameter.Shape)
            {
                throw new ArgumentException(
                    $"from: the model to start from has {(source is null ? "no" : $"{source.Shape} for")} parameter '{parameter.Name}', and this one has {parameter.Shape}; give it the same size, layers and data.");
            }
            source.Values.CopyTo(parameter.Values);
        }
    }

    private static double[] Means(IRowSource rows, int columns)
    {
        var (sums, row) = (new double[columns], new float[rows.Columns]);
        for (int n = 0; n < rows.Rows; n++)
        {
            rows.CopyRow(n, row);
            for (int d = 0; d < columns; d++)
                sums[d] += row[d];
        }
        return [.. sums.Select(sum => sum / rows.Rows)];
    }

    private sealed class Portion(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
