using Pushforward.Bijectors;
using Pushforward.Numerics;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>
/// NICE: y1 = x1, y2 = x2 + m(x1), stacked with the halves (odd and even columns) taking turns, then scaled: h = e^s y (Dinh, Krueger &amp; Bengio 2014,
/// arXiv:1410.8516). log p(x) = Σ_d log p_H(h_d) + Σ_d s_d.
/// </summary>
public sealed class Nice : ITrainable
{
    /// <summary>The parameter s.</summary>
    internal const string ScaleName = "log-scale";

    private readonly Bijector _flow;
    private readonly FlowPrior _prior;
    private readonly Dequantization _dequantization;

    /// <summary>A NICE that begins as independent columns of the data's means and deviations: its couplings are the identity.</summary>
    /// <param name="columns">The moments of the columns of x.</param>
    /// <param name="options">Its make.</param>
    /// <param name="dequantization">How the rows it is trained on become x.</param>
    /// <exception cref="ArgumentException">There are too few columns, or an option is out of range.</exception>
    public Nice(ColumnMoments columns, NiceOptions options, Dequantization dequantization)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dequantization);
        options.Validate();
        (Mean, _prior, _dequantization) = (columns.Means, options.Prior, dequantization);
        var random = new RandomStream(options.Training.Seed, "weights");
        int features = columns.Count;
        var encoder = new List<Bijector> { new Shift([.. columns.Means.Select(mean => -mean)]) };
        for (int i = 0; i < options.Couplings; i++)
        {
            // The even columns move first, driven by the odd ones.
            var still = i % 2 == 0 ? CouplingSplit.Odd : CouplingSplit.Even;
            encoder.Add(new AdditiveCoupling(Parameters, $"coupling.{i}", features, still, [.. options.Hidden], random.At(i, 0)));
        }
        encoder.Add(new Scale(Parameters, ScaleName, features));
        // The scale converges slowest of all, a rate a step, and constant columns want a large one: it begins where independent columns want it.
        columns.LogScales(options.Prior).CopyTo(Parameters[ScaleName].Values);
        _flow = new Invert(new Chain(encoder));
    }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; } = new();

    /// <summary>The map from latent coordinates to data.</summary>
    internal Bijector Bijector => _flow;

    /// <summary>What is subtracted from the columns first; not trained.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>log p(x) in nats.</summary>
    /// <param name="x">Points of [0, 1]^D. Shape [rows, columns].</param>
    /// <returns>[rows].</returns>
    public Tensor LogProb(Tensor x)
    {
        var (h, logDet) = _flow.InverseAndLogDet(x);  // data -> latent
        return PriorLogProb(h) + logDet;              // log p(x) = log p_H(h) + log|det dh/dx|
    }

    /// <summary>x = f^-1(h), h from the prior.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Row n is drawn from <c>random.At(0, n)</c>.</param>
    /// <param name="first">The n of the first row.</param>
    /// <returns>[count, columns].</returns>
    public Tensor Sample(int count, RandomStream random, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(random);
        var h = Tensor.Zeros(count, Mean.Count);
        for (int n = 0; n < count; n++)
        {
            if (_prior == FlowPrior.Logistic)
                random.At(0, first + n).FillLogistic(h.Row(n));
            else
                random.At(0, first + n).FillNormal(h.Row(n));
        }
        return Decode(h);
    }

    /// <summary>The latent codes of data.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <returns>h, [rows, columns].</returns>
    public Tensor Encode(Tensor x) => _flow.Inverse(x);

    /// <summary>The data of latent codes.</summary>
    /// <param name="h">[rows, columns].</param>
    /// <returns>x, [rows, columns].</returns>
    public Tensor Decode(Tensor h) => _flow.Forward(h);

    /// <inheritdoc/>
    public Tensor Losses(Batch batch)
    {
        var x = _dequantization.ToUnit(batch.Rows, batch.Uniform(batch.Rows.Columns));
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

    private Tensor PriorLogProb(Tensor h) => _prior == FlowPrior.Logistic ? h.StandardLogisticLogProb() : h.StandardNormalLogProb();
}
