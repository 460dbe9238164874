using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y1 = x1, y2 = logit F(x2; m(x1)) where F is a hurdle: what lies below a threshold t has the probability p = σ(t + o), and within it the shape of a standard logistic law; what lies
/// above has the rest, and the shape of a mixture of logistics. So made for columns most of whose rows are one value that noise has spread, as paper is of scanned
/// ink: whether a pixel is ink at all is one number of the network, and how dark it is the others. With m = 0 and one component it is the identity. Where the paper is the
/// highest value and not the lowest, the map is mirrored: x to -y(-x), with thresholds -t.
/// </summary>
/// <remarks>
/// <para>Below, F(x) = p σ(x)/σ(t). Above, F(x) = p + (1 - p) (M(w) - M(w0))/(1 - M(w0)), M the distribution function of Σ_k π_k Logistic(μ_k, e^(s_k)) as in
/// <see cref="LogisticMixtureCoupling"/>. With r = log(1 + e^x) - log(1 + e^t), w = r + log(e^w0 + 1 - e^-r) takes (t, ∞) onto (w0, ∞) and a standard logistic law cut at t into one cut at
/// w0, whatever t is: components lie in one place for columns that are hardly ever above and for those that nearly always are. (With w0 = -∞ the density at t would be 0 or
/// infinite, and the map no use in single precision.)</para>
/// <para>log dy/dx = log f - log F - log(1 - F). Below, f = F σ(-x); above, f = (1 - F) w' M'(w)/(1 - M(w)), w' = σ(x) (1 + e^w0)/(e^w0 + 1 - e^-r). One of the last two terms goes either way.</para>
/// <para>Two-part models are due to Cragg (1971, Econometrica 39); the mixture to Ho et al. (2019, arXiv:1902.00275).</para>
/// </remarks>
public sealed class HurdleCoupling : Coupling
{
    // Beyond, a probability is 1 in single precision, and what is left of it 0.
    private const double MostLogOdds = 30;

    // w0: a standard logistic law has 12% below.
    private const double FirstPlace = -2;

    private static readonly double LogStretch = Softplus(FirstPlace);

    private readonly Tensor _thresholds;
    private readonly LogisticMixtureMap _mixture;
    private readonly bool _isMirrored;

    /// <summary>Makes a coupling around a network.</summary>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="network">m: from [rows, still columns] to [rows, moved columns x (1 + 3 components)]: o, then logits of π, μ (from places between -1 and 1) and s of the first
    /// column, then the next.</param>
    /// <param name="thresholds">t of each column that moves.</param>
    /// <param name="components">How many logistics, at least 1.</param>
    /// <param name="logScaleBound">s is held within so much to either side of 0; greater than 0.</param>
    /// <param name="mirrored">Whether p is the probability of what lies above a threshold.</param>
    /// <exception cref="ArgumentException">The features do not split, a number is out of range, or there are not as many thresholds as columns that move.</exception>
    public HurdleCoupling(
        int features, CouplingSplit split, Func<Tensor, Tensor> network, IReadOnlyList<double> thresholds, int components = 4, double logScaleBound = 5,
        bool mirrored = false)
        : base(features, split, 1 + 3 * Given.AtLeast(1, components, "hurdle coupling"), network)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        if (thresholds.Count != MovedColumns)
            throw new ArgumentException($"hurdle coupling: expected a threshold for each of the {MovedColumns} columns that move, got {thresholds.Count}.");
        Kinks = [.. thresholds.Select(threshold => Given.Finite(threshold, "hurdle coupling", "threshold")).Distinct().Order()];
        _thresholds = Given.Wrap([.. thresholds.Select(threshold => mirrored ? -threshold : threshold)], Shape.Vector(MovedColumns));
        _mixture = new LogisticMixtureMap(components, Given.Positive(logScaleBound, "hurdle coupling"));
        _isMirrored = mirrored;
    }

    /// <summary>Makes a coupling around dense layers with ReLU; with one component it begins at the identity, with more close to it.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="thresholds">t of each column that moves.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <param name="components">How many logistics, at least 1.</param>
    /// <param name="logScaleBound">s is held within so much to either side of 0; greater than 0.</param>
    /// <param name="mirrored">Whether p is the probability of what lies above a threshold.</param>
    /// <exception cref="ArgumentException">The features do not split, a number is out of range, or there are not as many thresholds as columns that move.</exception>
    public HurdleCoupling(
        ParameterSet parameters, string name, int features, CouplingSplit split, IReadOnlyList<double> thresholds, IReadOnlyList<int> hidden, RandomStream random,
        int components = 4, double logScaleBound = 5, bool mirrored = false)
        : this(features, split, Dense(parameters, name, features, split, 1 + 3 * components, hidden, random), thresholds, components, logScaleBound, mirrored)
    {
    }

    /// <inheritdoc/>
    public override string Name => "hurdle coupling";

    /// <summary>The thresholds, where slopes jump.</summary>
    public override IReadOnlyList<double> Kinks { get; }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) Move(Tensor moved, Tensor outputs)
    {
        var (value, logSlope) = Bend(Mirrored(moved), outputs);
        return (Mirrored(value), logSlope);
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) MoveBack(Tensor moved, Tensor outputs)
    {
        var y = Mirrored(moved);
        var (x, logSlope) = Solved(Solve(y, outputs), y, near => Bend(near, outputs));
        return (Mirrored(x), logSlope);
    }

    private Tensor Mirrored(Tensor x) => _isMirrored ? -x : x;

    private (Tensor Value, Tensor LogSlope) Bend(Tensor moved, Tensor outputs)
    {
        var (logOdds, parameters) = Parts(moved, outputs);
        // 1 below the threshold and 0 above. Each formula is computed of all numbers, at the threshold where it does not hold.
        var (isBelow, isAbove) = Sides(moved);
        var sign = isBelow - isAbove;
        var rise = Tensor.Max(moved, _thresholds).Softplus() - _thresholds.Softplus();
        var logOffset = (-(-rise).ExpM1() + Math.Exp(FirstPlace)).Log();
        var (logit, logSlopeOfMixture) = _mixture.Apply(rise + logOffset, parameters);
        var (firstLogit, _) = _mixture.Apply(Tensor.Full(moved.Shape, FirstPlace), parameters);

        // The probability of the own side, and how much of it lies further from the threshold than x does; F and 1 - F, or the other way round.
        var side = (logOdds * sign).Clamp(-MostLogOdds, MostLogOdds);
        var logFurther = (Tensor.Min(moved, _thresholds).LogSigmoid() - _thresholds.LogSigmoid()) * isBelow + ((-logit).LogSigmoid() - (-firstLogit).LogSigmoid()) * isAbove;
        var logBeyond = side.LogSigmoid() + logFurther;
        var logRest = ((-side).Sigmoid() - side.Sigmoid() * logFurther.ExpM1()).Log();

        var logHazard = (-moved).LogSigmoid() * isBelow + (logSlopeOfMixture + logit.LogSigmoid() + moved.LogSigmoid() - logOffset + LogStretch) * isAbove;
        return (sign * (logBeyond - logRest), logHazard - logRest);
    }

    // t + o and the mixtures.
    private (Tensor LogOdds, Tensor Parameters) Parts(Tensor moved, Tensor outputs)
    {
        var perColumn = outputs.Reshape(moved.Length, outputs.Columns / MovedColumns);
        return (perColumn[.., ..1].Reshape(moved.Shape) + _thresholds, perColumn[.., 1..]);
    }

    private (Tensor IsBelow, Tensor IsAbove) Sides(Tensor moved)
    {
        Tensor isBelow = Tensor.Zeros(moved.Shape), isAbove = Tensor.Zeros(moved.Shape);
        Span<Real> x = moved.AsSpan(), below = isBelow.AsSpan(), above = isAbove.AsSpan(), thresholds = _thresholds.AsSpan();
        for (int i = 0; i < x.Length; i++)
            (x[i] <= thresholds[i % thresholds.Length] ? below : above)[i] = 1;
        return (isBelow, isAbove);
    }

    // The x at which logit F(x) = y.
    private Tensor Solve(Tensor y, Tensor outputs)
    {
        var (logOdds, parameters) = Parts(y, outputs);
        var firstLogits = _mixture.Apply(Tensor.Full(y.Shape, FirstPlace), parameters).Value;
        Tensor x = Tensor.Zeros(y.Shape), targets = Tensor.Zeros(y.Shape);
        Span<Real> values = x.AsSpan(), given = y.AsSpan(), odds = logOdds.AsSpan(), thresholds = _thresholds.AsSpan(), first = firstLogits.AsSpan(), inner = targets.AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            // Above, 1 - F = (1 - p) (1 - M(w))/(1 - M(w0)).
            if (given[i] > Bounded(odds[i]))
                inner[i] = (Real)(-LogitOf(LogSigmoid(-given[i]) - LogSigmoid(-Bounded(odds[i])) + LogSigmoid(-first[i])));
        }
        var places = _mixture.Solve(targets, parameters).AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            double t = thresholds[i % thresholds.Length];
            values[i] = (Real)(given[i] > Bounded(odds[i])
                ? InverseSoftplus(Softplus(places[i]) - LogStretch + Softplus(t))
                : LogitOf(LogSigmoid(given[i]) - LogSigmoid(Bounded(odds[i])) + LogSigmoid(t)));
        }
        return x;
    }

    private static double Bounded(double logOdds) => Math.Clamp(logOdds, -MostLogOdds, MostLogOdds);

    private static double Softplus(double x) => Math.Max(x, 0) + Elementary.LogOnePlus(Math.Exp(-Math.Abs(x)));

    private static double InverseSoftplus(double y) => y + Elementary.LogOneMinusExp(y);

    private static double LogSigmoid(double x) => -Softplus(-x);

    // log(q/(1 - q)) of log q.
    private static double LogitOf(double logProbability) => logProbability - Elementary.LogOneMinusExp(-logProbability);
}
