using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y1 = x1, y2 = logit Σ_k π_k σ((x2 - μ_k) e^(-s_k)) with (π, μ, s) = m(x1), s held within ±c by s = c tanh(m/c): the distribution function of a
/// mixture of logistics, so that what follows it becomes standard logistic. Inverse by bracketed Newton steps. log|det J| = Σ log f - log F - log(1 - F), f and F the mixture's
/// density and distribution function. Any real row (Ho, Chen, Srinivas, Duan &amp; Abbeel 2019, arXiv:1902.00275, section 3.2).
/// </summary>
public sealed class LogisticMixtureCoupling : Coupling
{
    private readonly LogisticMixtureMap _mixture;

    /// <summary>Makes a coupling around a network.</summary>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="network">m: from [rows, still columns] to [rows, moved columns x 3 components]: logits of π, μ (from places between -1 and 1) and s of the first column, then the next.</param>
    /// <param name="components">How many logistics, at least 1.</param>
    /// <param name="logScaleBound">c, greater than 0.</param>
    /// <exception cref="ArgumentException">The features do not split, or a number is out of range.</exception>
    public LogisticMixtureCoupling(int features, CouplingSplit split, Func<Tensor, Tensor> network, int components = 4, double logScaleBound = 5)
        : base(features, split, 3 * Given.AtLeast(1, components, "logistic-mixture coupling"), network) =>
        _mixture = new LogisticMixtureMap(components, Given.Positive(logScaleBound, "logistic-mixture coupling"));

    /// <summary>Makes a coupling around dense layers with ReLU; begins close to the identity.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <param name="components">How many logistics, at least 1.</param>
    /// <param name="logScaleBound">c, greater than 0.</param>
    /// <exception cref="ArgumentException">The features do not split, or a number is out of range.</exception>
    public LogisticMixtureCoupling(
        ParameterSet parameters, string name, int features, CouplingSplit split, IReadOnlyList<int> hidden, RandomStream random, int components = 4,
        double logScaleBound = 5)
        : this(features, split, Dense(parameters, name, features, split, 3 * components, hidden, random), components, logScaleBound)
    {
    }

    /// <inheritdoc/>
    public override string Name => "logistic-mixture coupling";

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) Move(Tensor moved, Tensor outputs) => _mixture.Apply(moved, outputs);

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) MoveBack(Tensor moved, Tensor outputs) =>
        Solved(_mixture.Solve(moved, outputs), moved, x => _mixture.Apply(x, outputs));
}
