using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <summary>
/// A variational autoencoder: z ~ N(0, I), x ~ p(x|z) by the decoder, and q(z|x) = N(mean(x), diag e^v(x)) by the encoder in place of the posterior
/// nobody can compute (Kingma &amp; Welling 2013, arXiv:1312.6114; Rezende, Mohamed &amp; Wierstra 2014, arXiv:1401.4082). With classes, every law is given
/// the class (Sohn, Lee &amp; Yan 2015).
/// </summary>
public sealed class Vae
{
    /// <summary>|v| stays below this, whatever the encoder computes: deviations lie between e^-5 and e^5, and nothing overflows.</summary>
    public const double LogVarianceBound = 10;

    // Log-scales of gray levels lie within 5 of -3: from a 40th of a level to the whole range seven times over.
    private const double LogScaleCenter = -3, LogScaleReach = 5;
    private const int GrayLevels = 256;

    // A pixel that was never seen lit has no finite logit.
    private const double LeastMean = 1e-3;

    private readonly HiddenLayers _encoder, _decoder;
    private readonly Dense _mean, _logVariance, _observation;
    private readonly Dense? _logScale;
    private readonly Tensor? _columnLogVariance;

    /// <summary>A model with random weights.</summary>
    /// <param name="architecture">Its make.</param>
    /// <param name="columns">Columns of a row; at least 1.</param>
    /// <param name="classes">How many classes rows have; 0 for a model that is not given any.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    public Vae(VaeArchitecture architecture, int columns, int classes, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        architecture.Validate();
        if (columns < 1)
            throw new ArgumentException($"columns: expected at least 1, got {columns}.");
        if (classes is < 0 or 1)
            throw new ArgumentException($"classes: expected at least 2, or 0 for a model that is not conditional, got {classes}.");
        (Architecture, Columns, Classes) = (architecture, columns, classes);

        _encoder = new HiddenLayers(Parameters, "encoder", columns + classes, architecture.Hidden, architecture.Layers, random);
        _mean = new Dense(Parameters, "posterior.mean", _encoder.Outputs, architecture.Latent, Activation.None, random);
        _logVariance = new Dense(Parameters, "posterior.log-variance", _encoder.Outputs, architecture.Latent, Activation.None, random);
        _decoder = new HiddenLayers(Parameters, "decoder", architecture.Latent + classes, architecture.Hidden.Reverse(), architecture.Layers, random);
        _observation = new Dense(Parameters, "observation", _decoder.Outputs, columns, Activation.None, random);
        if (architecture.Observation == ObservationKind.DiscretizedLogistic)
            _logScale = new Dense(Parameters, "observation.log-scale", _decoder.Outputs, columns, Activation.None, random);
        if (architecture.Observation == ObservationKind.Gaussian)
            _columnLogVariance = Parameters.Add("observation.log-variance", Shape.Vector(columns), Initialization.Zero, decays: false);
    }

    /// <summary>Its make.</summary>
    public VaeArchitecture Architecture { get; }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>How many classes rows have; 0 for a model that is not given any.</summary>
    public int Classes { get; }

    /// <summary>What is trained.</summary>
    public ParameterSet Parameters { get; } = new();

    /// <summary>Lets the decoder begin with the columns' means: its last biases are these (their logits, for bits).</summary>
    /// <param name="means">One a column; within [0, 1] for bits.</param>
    public void StartAtMeans(IReadOnlyList<double> means)
    {
        ArgumentNullException.ThrowIfNull(means);
        if (means.Count != Columns)
            throw new ArgumentException($"means: expected one for each of {Columns} columns, got {means.Count}.");
        var bias = _observation.Bias.AsSpan();
        for (int d = 0; d < bias.Length; d++)
        {
            double bounded = Math.Clamp(means[d], LeastMean, 1 - LeastMean);
            bias[d] = (Real)(Architecture.Observation == ObservationKind.Bernoulli ? Math.Log(bounded / (1 - bounded)) : means[d]);
        }
    }

    /// <summary>q(z|x), by the encoder.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="classes">The class of each row, a one among zeros. Shape [rows, classes]; null where there are none.</param>
    /// <returns>Laws of [rows, latent].</returns>
    public DiagonalGaussian Posterior(Tensor x, Tensor? classes = null)
    {
        var h = _encoder.Forward(Given(x, classes));
        var logVariance = (_logVariance.Forward(h) / LogVarianceBound).Tanh() * LogVarianceBound;
        return new(_mean.Forward(h), logVariance);
    }

    /// <summary>p(x|z), by the decoder.</summary>
    /// <param name="z">[rows, latent].</param>
    /// <param name="classes">As of <see cref="Posterior"/>.</param>
    public ObservationLaw Likelihood(Tensor z, Tensor? classes = null)
    {
        var h = _decoder.Forward(Given(z, classes));
        var observation = _observation.Forward(h);
        return Architecture.Observation switch
        {
            ObservationKind.DiscretizedLogistic => new ObservationLaw.DiscretizedLogistic(
                observation, (_logScale!.Forward(h) / LogScaleReach).Tanh() * LogScaleReach + LogScaleCenter, GrayLevels),
            ObservationKind.Gaussian => new ObservationLaw.Gaussian(
                observation, Tensor.Zeros(observation.Shape) + (_columnLogVariance!.Value / LogVarianceBound).Tanh() * LogVarianceBound),
            _ => new ObservationLaw.Bernoulli(observation),
        };
    }

    /// <summary>The bound of each row by one draw, in its two parts.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="noise">Standard normal. Shape [rows, latent].</param>
    /// <param name="classes">As of <see cref="Posterior"/>.</param>
    public Elbo Elbo(Tensor x, Tensor noise, Tensor? classes = null)
    {
        var q = Posterior(x, classes);
        var z = q.Reparameterize(noise);
        return new(Likelihood(z, classes).LogProb(x), q.KlToStandardNormal());
    }

    /// <summary>Draws of each row's code with their importance weights.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="noise">Standard normal; k rows for each row of x, one right after the other. Shape [rows k, latent].</param>
    /// <param name="classes">As of <see cref="Posterior"/>.</param>
    /// <exception cref="ArgumentException">The noise is not a whole number of draws a row.</exception>
    public ImportanceWeights Weigh(Tensor x, Tensor noise, Tensor? classes = null)
    {
        int samples = x.Rows == 0 ? 1 : noise.Rows / x.Rows;
        if (samples < 1 || samples * x.Rows != noise.Rows)
            throw new ArgumentException($"noise: expected a whole number of draws, at least one, for each of {x.Rows} rows, got {noise.Rows} in all.");
        var q = Posterior(x, classes);
        var many = q.RepeatRows(samples);
        var z = many.Reparameterize(noise);
        var reconstruction = Likelihood(z, samples == 1 ? classes : classes?.RepeatRows(samples)).LogProb(x);
        // log w = log p(x|z) + log p(z) - log q(z|x)
        var logWeights = reconstruction + z.StandardNormalLogProb() - many.LogProbOfDraw(noise);
        return new(q, reconstruction.Reshape(x.Rows, samples), logWeights.Reshape(x.Rows, samples));
    }

    /// <summary>Takes rows as data come, columns followed by a one among zeros for the class, apart.</summary>
    /// <param name="rows">[rows, columns + classes].</param>
    /// <returns>The columns, and the classes where the model has any.</returns>
    /// <exception cref="InvalidDataException">Another number of columns.</exception>
    public (Tensor X, Tensor? Classes) Split(Tensor rows)
    {
        if (rows.Columns != Columns + Classes)
        {
            throw new InvalidDataException(
                $"rows: expected {Columns} columns{(Classes > 0 ? $" and one for each of {Classes} classes" : "")}, got {rows.Columns}.");
        }
        return Classes == 0 ? (rows, null) : (rows[.., ..Columns], rows[.., Columns..]);
    }

    private Tensor Given(Tensor x, Tensor? classes) => (classes, Classes) switch
    {
        (null, 0) => x,
        ({ } known, > 0) when known.Columns == Classes => Tensor.JoinColumns(x, known),
        (null, _) => throw new ArgumentException($"classes: this model is conditional on one of {Classes} classes; give the class of each row."),
        (_, 0) => throw new ArgumentException("classes: this model is not conditional; give none."),
        ({ } known, _) => throw new ArgumentException($"classes: expected a one among {Classes} for each row, got a tensor {known.Shape}."),
    };
}
