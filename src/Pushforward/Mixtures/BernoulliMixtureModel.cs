using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Mixtures.Inference;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>A fitted mixture of Bernoullis: of images, or of tables whose columns have two levels.</summary>
public sealed partial class BernoulliMixtureModel : MixtureModel, IBitLikelihood, ILatentModel
{
    private const string MeansTensor = "means";

    private readonly Lazy<CategoricalMixture> _classes;

    /// <summary>Puts a mixture together with where it comes from.</summary>
    /// <param name="mixture">The law.</param>
    /// <param name="options">How it was fitted.</param>
    /// <param name="provenance">What to.</param>
    /// <param name="figures">Standard errors and the like; null for none.</param>
    public BernoulliMixtureModel(BernoulliMixture mixture, BernoulliMixtureOptions options, Provenance provenance, ClassFigures? figures = null)
        : base(options, provenance, figures)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        Mixture = mixture;
        _classes = new(() => CategoricalMixture.Of(mixture));
    }

    /// <summary>The law.</summary>
    public BernoulliMixture Mixture { get; }

    /// <inheritdoc/>
    public override CategoricalMixture Classes => _classes.Value;

    /// <inheritdoc/>
    public override long ParameterCount => Mixture.ParameterCount;

    private protected override string Emission => "bernoulli";

    /// <summary>Fits to a data set's training split, and scores every split there is.</summary>
    /// <param name="data">Images or a table of binary columns.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="binarization">How gray pixels become bits; fixed for all splits.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="cancellation">Ends the fit after the current iteration; what there is is scored and returned.</param>
    /// <returns>The model, and the record of its fit.</returns>
    /// <exception cref="InvalidDataException">The data cannot be read, or are not binary.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">EM failed.</exception>
    public static (BernoulliMixtureModel Model, BernoulliMixtureFit Fit) Fit(
        Dataset data,
        BernoulliMixtureOptions options,
        BinarizationOptions binarization,
        IProgress<EmIteration>? progress = null,
        CancellationToken cancellation = default)
    {
        var fitting = new MixtureFitting(data, binarization, MixtureEmission.Bernoulli, cancellation);
        var fitted = fitting.Fit(options, progress: progress, cancellation: cancellation);
        var model = (BernoulliMixtureModel)fitted.Model;
        return (model, new BernoulliMixtureFit(model.Mixture, fitted.Restarts, fitted.Best, fitted.Precision));
    }

    /// <inheritdoc/>
    public (double[] PerRow, LogLikelihood Summary) ScoreBits(BinaryData rows, int draws, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        cancellation.ThrowIfCancellationRequested();
        if (rows.Columns != Mixture.Columns)
        {
            throw new InvalidDataException(
                $"{rows.Source}, {rows.Split.Word()} split: the model has {Mixture.Columns} columns, these data have {rows.Columns}; score data of the kind it was fitted to.");
        }
        double[] perRow = Mixture.LogProb(rows.Bits);
        return (perRow, LogLikelihood.Of(perRow, Mixture.Columns, Estimate, rows.Representation.Description, rows.Weights));
    }

    /// <inheritdoc/>
    public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws)
    {
        var (bits, components) = Mixture.Sample(count, random);
        var values = new float[checked(count * Mixture.Columns)];
        for (int n = 0; n < count; n++)
        {
            var mean = Mixture.Mean(components[n]);
            for (int d = 0; d < Mixture.Columns; d++)
                values[n * Mixture.Columns + d] = kind == SampleKind.Means ? (float)mean[d] : bits[n, d] ? 1 : 0;
        }
        return new SampleSet(count, Mixture.Columns, values, kind, Provenance.Image, Provenance.Schema);
    }

    /// <inheritdoc/>
    public override ModelFile ToFile() => ToFile(
        new NamedTensor(WeightsTensor, [Mixture.Components], Mixture.Weights.ToArray()),
        new NamedTensor(MeansTensor, [Mixture.Components, Mixture.Columns], Mixture.Means.ToArray()));

    internal static BernoulliMixtureModel Read(ModelFile file, double[] weights, BernoulliMixtureOptions options, Provenance provenance)
    {
        var mixture = new BernoulliMixture(weights, file.Double(MeansTensor, weights.Length, provenance.Columns), provenance.Columns);
        var model = new BernoulliMixtureModel(mixture, options, provenance);
        return ReadFigures(file, model.Classes) is { } figures ? new BernoulliMixtureModel(mixture, options, provenance, figures) : model;
    }

    /// <inheritdoc/>
    public override double[] Responsibilities(CategoricalRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Layout.Bits > rows.Columns ? base.Responsibilities(rows) : Mixture.Responsibilities(rows.Bits);
    }

    internal override double[] LogProb(CategoricalRows rows)
    {
        // Where an answer is missing, both values of its column have bits, and the law its categorical form.
        if (rows.Layout.Bits > rows.Columns)
            return base.LogProb(rows);
        return Mixture.LogProb(rows.Bits);
    }

    private protected override AnswerPass Pass(EmRows rows, ThreadTeam? team, ICollective? ranks, bool again) =>
        rows.Layout.Bits > rows.Layout.Columns ? base.Pass(rows, team, ranks, again) : new AnswerPass(Mixture, rows, team, ranks, again);
}
