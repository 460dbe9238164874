using Pushforward.Numerics.Tensors.Ops;

namespace Pushforward.Numerics.Tensors;

// Log-densities of rows with independent coordinates, summed over columns, in nats. An operand to which no gradient flows may have fewer rows than the
// others, a k-th of them; each then counts for k rows that follow one another, as RepeatRows(k) would make them, without the copies.
public readonly partial struct Tensor
{
    /// <summary>log p(x) under independent Bernoullis whose logits these are: Σ x l - log(1 + e^l). Finite for any finite logits.</summary>
    /// <param name="x">0 or 1, or what lies between; same shape, or a k-th of the rows.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor BernoulliLogProb(Tensor x) => RowSum<DensityRules.Bernoulli>.Apply(this, x);

    /// <summary>log N(x; mean, e^logVariance) of these x: Σ -½ (log 2π + v + (x - m)² e^-v).</summary>
    /// <param name="mean">m; same shape.</param>
    /// <param name="logVariance">v; same shape.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor GaussianLogProb(Tensor mean, Tensor logVariance) => RowSum<DensityRules.Gaussian>.Apply(this, mean, logVariance);

    /// <summary>log N(x; 0, 1) of these x: Σ -½ (log 2π + x²).</summary>
    /// <returns>[rows].</returns>
    public Tensor StandardNormalLogProb() => RowSum<DensityRules.StandardNormal>.Apply(this);

    /// <summary>
    /// The log-density of these x under the standard logistic law: Σ -log(1 + e^x) - log(1 + e^-x) (the prior of Dinh, Krueger &amp; Bengio
    /// 2014).
    /// </summary>
    /// <returns>[rows].</returns>
    public Tensor StandardLogisticLogProb() => RowSum<DensityRules.StandardLogistic>.Apply(this);

    /// <summary>
    /// log P(x) of these levels 0, 1/(levels - 1), ..., 1 under logistic laws cut into bins around the levels, the outer bins reaching to
    /// infinity (Kingma et al. 2016, arXiv:1606.04934; Salimans et al. 2017, arXiv:1701.05517).
    /// </summary>
    /// <param name="mean">The laws' means; same shape.</param>
    /// <param name="logScale">The logarithms of their scales; same shape.</param>
    /// <param name="levels">How many levels; at least 2.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">The shapes differ, or there are fewer than two levels.</exception>
    public Tensor DiscretizedLogisticLogProb(Tensor mean, Tensor logScale, int levels = 256) => levels >= 2
        ? RowSum<DensityRules.DiscretizedLogistic>.Apply(this, mean, logScale, new((Real)(0.5 / (levels - 1))))
        : throw new ArgumentOutOfRangeException(
            nameof(levels), levels, $"levels: expected at least 2, got {levels} (DiscretizedLogisticLogProb).");

    /// <summary>
    /// KL(N(mean, e^logVariance) || N(0, 1)) of each row: Σ ½ (m² + e^v - v - 1) (Kingma &amp; Welling 2013, appendix B).
    /// </summary>
    /// <param name="mean">m.</param>
    /// <param name="logVariance">v; same shape.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor KlToStandardNormal(Tensor mean, Tensor logVariance) =>
        RowSum<DensityRules.KlToStandardNormal>.Apply(mean, logVariance);

    /// <summary>
    /// logit F(x) and the logarithm of its slope, F the distribution function of a mixture of K logistics of its own for each of these x, with weights softmax(a),
    /// means m + place and log-scales c tanh(q/c): what a mixture-of-logistics coupling does to a number (Ho, Chen, Srinivas, Duan &amp; Abbeel 2019,
    /// arXiv:1902.00275, section 3.2). Finite however far x is from the means.
    /// </summary>
    /// <param name="parameters">K numbers a, K numbers m, K numbers q for each x. Shape [x's elements, 3 K].</param>
    /// <param name="places">Added to the means; no gradient flows to them. Shape [K].</param>
    /// <param name="bound">c, greater than 0.</param>
    /// <returns>[2, x's elements]: first logit F(x), then log d/dx logit F(x).</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the bound is not greater than 0.</exception>
    public Tensor LogisticMixture(Tensor parameters, Tensor places, double bound) => Ops.LogisticMixture.Apply(this, parameters, places, bound);
}
