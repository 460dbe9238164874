using Pushforward.Bijectors;
using Pushforward.Numerics.Random;

namespace Pushforward.Flows;

/// <summary>
/// NICE: y1 = x1, y2 = x2 + m(x1), stacked with the halves (odd and even columns) taking turns, then scaled: h = e^s y (Dinh, Krueger &amp; Bengio 2014,
/// arXiv:1410.8516). log p(x) = Σ_d log p_H(h_d) + Σ_d s_d.
/// </summary>
public sealed class Nice : Flow
{
    /// <summary>The parameter s.</summary>
    internal const string ScaleName = "log-scale";

    // Couplings keep volume, so that all they learn counts by as much as s can rise after it, and Adam moves s by a rate a step: at 1 s holds up all else.
    private const double ScaleRateFactor = 10;

    /// <summary>A NICE that begins as independent columns of the data's means and deviations: its couplings are the identity.</summary>
    /// <param name="start">What was taken from data.</param>
    /// <param name="options">Its make.</param>
    /// <param name="dequantization">How the rows it is trained on become x; null if they are points.</param>
    /// <exception cref="ArgumentException">There are too few columns, or an option is out of range.</exception>
    public Nice(FlowStart start, NiceOptions options, Dequantization? dequantization)
        : base(start, options, dequantization)
    {
        var random = new RandomStream(options.Training.Seed, "weights");
        int features = start.Columns.Count;
        var encoder = new List<Bijector> { new Shift([.. start.Columns.Means.Select(mean => -mean)]) };
        for (int i = 0; i < options.Couplings; i++)
        {
            var split = FlowNetworks.Turn(i);
            var network = Coupling.Dense(Parameters, FlowNetworks.Name(i), features, split, 1, options.Hidden, random.At(i, 0));
            encoder.Add(new AdditiveCoupling(features, split, ShiftUnits.Of(start.Columns.Deviations, split, 1, network)));
        }
        encoder.Add(new Scale(Parameters, ScaleName, features, ScaleRateFactor));
        // Constant columns want a large scale: it begins where independent columns want it.
        start.Columns.LogScales(options.Prior).CopyTo(Parameters[ScaleName].Values);
        Bijector = new Invert(new Chain(encoder));
    }

    /// <inheritdoc/>
    public override Bijector Bijector { get; }
}
