using System.Numerics;
using System.Runtime.InteropServices;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors.Ops;

namespace Pushforward.Numerics.Tensors;

/// <summary>The settings of <see cref="Adam"/>.</summary>
public sealed record AdamOptions
{
    /// <summary>How slowly the mean of gradients forgets; in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly the mean of squared gradients forgets; in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square; greater than 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// Decoupled weight decay (AdamW): each step multiplies the parameters that decay by 1 - rate x this. At least 0.
    /// </summary>
    public double WeightDecay { get; init; }
}

/// <summary>
/// Adam (Kingma &amp; Ba 2015, arXiv:1412.6980) and, with <see cref="AdamOptions.WeightDecay"/>, AdamW (Loshchilov &amp; Hutter 2019,
/// arXiv:1711.05101): m = β₁ m + (1 - β₁) g, v = β₂ v + (1 - β₂) g², w = (1 - rate λ) w - rate m̂/(√v̂ + ε), with m̂ = m/(1 - β₁ᵗ), v̂ =
/// v/(1 - β₂ᵗ).
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly AdamOptions _options;
    private readonly OptimizerState _first, _second;
    private double _rate;
    private Real _rateOverCorrection1, _inverseRootCorrection2;

    /// <summary>Readies an optimizer; its state is two numbers for each parameter.</summary>
    /// <param name="parameters">What it changes; complete.</param>
    /// <param name="options">Its settings; null for the defaults.</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public Adam(ParameterSet parameters, AdamOptions? options = null, ThreadTeam? team = null)
        : base(parameters, team)
    {
        _options = options ?? new AdamOptions();
        Check(_options.Beta1 is >= 0 and < 1, nameof(AdamOptions.Beta1), "a number in [0, 1)", _options.Beta1);
        Check(_options.Beta2 is >= 0 and < 1, nameof(AdamOptions.Beta2), "a number in [0, 1)", _options.Beta2);
        Check(_options.Epsilon > 0, nameof(AdamOptions.Epsilon), "a number greater than 0", _options.Epsilon);
        Check(_options.WeightDecay >= 0, nameof(AdamOptions.WeightDecay), "a number of at least 0", _options.WeightDecay);
        _first = AddState("adam.first");
        _second = AddState("adam.second");
    }

    private protected override void Prepare(double rate)
    {
        _rate = rate;
        _rateOverCorrection1 = (Real)(rate / (1 - Math.Pow(_options.Beta1, Steps)));
        _inverseRootCorrection2 = (Real)(1 / Math.Sqrt(1 - Math.Pow(_options.Beta2, Steps)));
    }

    private protected override void Update(Parameter parameter, int start, int count)
    {
        var beta1 = new Vector<Real>((Real)_options.Beta1);
        var beta2 = new Vector<Real>((Real)_options.Beta2);
        var oneMinusBeta1 = new Vector<Real>((Real)(1 - _options.Beta1));
        var oneMinusBeta2 = new Vector<Real>((Real)(1 - _options.Beta2));
        var epsilon = new Vector<Real>((Real)_options.Epsilon);
        var rootCorrection = new Vector<Real>(_inverseRootCorrection2);
        var rate = new Vector<Real>((Real)(_rateOverCorrection1 * parameter.RateFactor));
        var keep = new Vector<Real>((Real)(parameter.Decays ? 1 - _rate * parameter.RateFactor * _options.WeightDecay : 1));

        ref var w = ref MemoryMarshal.GetReference(Parameters.Values.Slice(start, count));
        ref var g = ref MemoryMarshal.GetReference(Parameters.Gradients.Slice(start, count));
        ref var m = ref MemoryMarshal.GetReference(_first.Values.Slice(start, count));
        ref var v = ref MemoryMarshal.GetReference(_second.Values.Slice(start, count));
        int i = 0;
        for (; i <= count - Lanes.Count; i += Lanes.Count)
        {
            var gradient = Lanes.Load(ref g, i);
            var first = beta1 * Lanes.Load(ref m, i) + oneMinusBeta1 * gradient;
            var second = beta2 * Lanes.Load(ref v, i) + oneMinusBeta2 * gradient * gradient;
            Lanes.Store(first, ref m, i);
            Lanes.Store(second, ref v, i);
            Lanes.Store(keep * Lanes.Load(ref w, i) - rate * first / (Vector.SquareRoot(second) * rootCorrection + epsilon), ref w, i);
        }
        if (count - i is > 0 and int left)
        {
            var gradient = Lanes.LoadPart(ref g, i, left);
            var first = beta1 * Lanes.LoadPart(ref m, i, left) + oneMinusBeta1 * gradient;
            var second = beta2 * Lanes.LoadPart(ref v, i, left) + oneMinusBeta2 * gradient * gradient;
            Lanes.StorePart(first, ref m, i, left);
            Lanes.StorePart(second, ref v, i, left);
            Lanes.StorePart(
                keep * Lanes.LoadPart(ref w, i, left) - rate * first / (Vector.SquareRoot(second) * rootCorrection + epsilon),
                ref w, i, left);
        }
    }

    private static void Check(bool holds, string name, string expectation, double value)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name}: expected {expectation}, got {value} (Adam).");
    }
}
