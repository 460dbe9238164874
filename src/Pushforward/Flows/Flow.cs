using Pushforward.Bijectors;
using Pushforward.Numerics;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>
/// A normalizing flow with parameters: x = f(h), h from a law of independent coordinates, log p(x) = log p_H(f^-1(x)) + log|det J of f^-1 at x|
/// (Rezende &amp; Mohamed 2015, arXiv:1505.05770). A kind of flow says what f is; all else is here.
/// </summary>
public abstract class Flow : ITrainable
{
    private readonly FlowPrior _prior;
    private readonly Dequantization? _dequantization;
    private readonly ImageShifts? _shifts;

    /// <summary>Sets what kinds have in common.</summary>
    /// <param name="start">What was taken from data.</param>
    /// <param name="options">Its make.</param>
    /// <param name="dequantization">How the rows it is trained on become points x; null if they are points.</param>
    /// <exception cref="ArgumentException">An option is out of range, or columns are in no plane and are to be shifted in it.</exception>
    protected Flow(FlowStart start, FlowOptions options, Dequantization? dequantization)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Start, _prior, _dequantization) = (start, options.Prior, dequantization);
        if (options.Shift > 0)
        {
            var image = start.Image ?? throw new ArgumentException($"shift: columns are in no plane, so {options.Shift} pixels mean nothing; leave the option out.");
            _shifts = new ImageShifts(image, options.Shift, options.Training.Seed);
        }
    }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; } = new();

    /// <summary>What was taken from data before training.</summary>
    public FlowStart Start { get; }

    /// <summary>f, from latent coordinates to points.</summary>
    public abstract Bijector Bijector { get; }

    /// <summary>log p(x) in nats.</summary>
    /// <param name="x">Points; of gray images, of (0, 1)^D. Shape [rows, columns].</param>
    /// <returns>[rows].</returns>
    public Tensor LogProb(Tensor x)
    {
        var (h, logDet) = Bijector.InverseAndLogDet(x);  // data -> latent
        return PriorLogProb(h) + logDet;                 // log p(x) = log p_H(h) + log|det dh/dx|
    }

    /// <summary>x = f(T h), h from the prior.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Row n is drawn from <c>random.At(0, n)</c>.</param>
    /// <param name="first">The n of the first row.</param>
    /// <param name="temperature">T, at least 0: below 1 rows are nearer to the typical and vary less, at 0 each is the image f(0) of the prior's mode; only at 1 are they samples of the law.</param>
    /// <returns>[count, columns].</returns>
    /// <exception cref="ArgumentException">The temperature is negative or not finite.</exception>
    public Tensor Sample(int count, RandomStream random, int first = 0, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!(temperature >= 0) || !double.IsFinite(temperature))
            throw new ArgumentException(FormattableString.Invariant($"temperature: expected a finite number of at least 0, got {temperature}."));
        var h = Tensor.Zeros(count, Start.Columns.Count);
        for (int n = 0; n < count; n++)
        {
            if (_prior == FlowPrior.Logistic)
                random.At(0, first + n).FillLogistic(h.Row(n));
            else
                random.At(0, first + n).FillNormal(h.Row(n));
        }
        return Decode(temperature == 1 ? h : h * temperature);
    }

    /// <summary>The latent codes of data.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <returns>h, [rows, columns].</returns>
    public Tensor Encode(Tensor x) => Bijector.Inverse(x);

    /// <summary>The data of latent codes.</summary>
    /// <param name="h">[rows, columns].</param>
    /// <returns>x, [rows, columns].</returns>
    public Tensor Decode(Tensor h) => Bijector.Forward(h);

    /// <summary>What each layer makes of latent codes on their way to data.</summary>
    /// <param name="h">[rows, columns].</param>
    /// <returns>First the codes themselves, then after each layer its name and the rows; last x.</returns>
    public IReadOnlyList<(string Layer, Tensor Rows)> DecodeByLayers(Tensor h)
    {
        var stages = new List<(string, Tensor)> { ("codes", h) };
        foreach (var layer in Bijector is Invert { Inner: Chain chain } ? chain.Parts.Reverse().Select(part => (Bijector)new Invert(part)) : [Bijector])
            stages.Add((layer is Invert inverse ? inverse.Inner.Name : layer.Name, layer.Forward(stages[^1].Item2)));
        return stages;
    }

    /// <summary>Where columns that are missing are to be looked for.</summary>
    /// <param name="x">Rows, in whose missing columns something stands to begin with. Shape [rows, columns].</param>
    /// <param name="missing">For each column, whether it is.</param>
    internal virtual CompletionSpace Completing(Tensor x, bool[] missing) => new ColumnCompletion(this, x, missing);

    /// <inheritdoc/>
    public Tensor Losses(Batch batch)
    {
        _shifts?.Move(batch);
        var x = _dequantization is { } levels ? levels.ToUnit(batch.Rows, batch.Uniform(batch.Rows.Columns)) : batch.Rows;
        try
        {
            return -LogProb(x);
        }
        catch (ArgumentException exception)
        {
            // The rows are in range; a bijector that refuses its input refuses what an earlier one made of them.
            throw new NumericalException(exception.Message, exception);
        }
    }

    /// <summary>log p_H, up to whose columns are asked for.</summary>
    /// <param name="h">[rows, any number of columns].</param>
    /// <returns>[rows].</returns>
    private protected Tensor PriorLogProb(Tensor h) => _prior == FlowPrior.Logistic ? h.StandardLogisticLogProb() : h.StandardNormalLogProb();
}
