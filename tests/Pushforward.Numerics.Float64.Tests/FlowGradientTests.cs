using Pushforward.Bijectors;
using Pushforward.Distributions.Vectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

/// <summary>Every bijector with parameters can be trained: gradients of a likelihood through its inverse and its log-det agree with differences.</summary>
public class FlowGradientTests
{
    private const int Features = 4;

    public static TheoryData<string> Names { get; } =
        ["shift", "scale", "triangular", "affine", "additive", "affine coupling", "spline", "mixture", "hurdle", "autoregressive", "act-norm"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_the_likelihood_agree_with_differences(string name)
    {
        var random = new RandomStream(5, "weights");
        var set = new ParameterSet();
        Bijector bijector = name switch
        {
            "shift" => new Shift(set, "p", Features),
            "scale" => new Scale(set, "p", Features),
            "triangular" => new TriangularAffine(set, "p", Features),
            "affine" => new LuAffine(set, "p", Features, random),
            "additive" => new AdditiveCoupling(set, "p", Features, CouplingSplit.Odd, [3], random),
            "affine coupling" => new AffineCoupling(set, "p", Features, CouplingSplit.Even, [3], random),
            "spline" => new SplineCoupling(set, "p", Features, CouplingSplit.First, [3], random, bins: 3),
            "mixture" => new LogisticMixtureCoupling(set, "p", Features, CouplingSplit.Leading(2, 1), [3], random, components: 3),
            "hurdle" => new HurdleCoupling(set, "p", Features, CouplingSplit.Leading(2, 2), [-0.4, 0.3], [3], random, components: 3),
            "autoregressive" => new MaskedAutoregressive(set, "p", Features, [5], random),
            _ => new ActNorm(set, "p", Features),
        };
        foreach (var parameter in set)
        {
            foreach (ref double value in parameter.Values)
                value += 0.3 * random.NextNormal();
        }
        var law = new TransformedLaw(new StandardLogisticRows(Features), bijector);
        var y = Tensor.Normal(3, Features, new RandomStream(6, "data"));
        GradientCheck.CheckParameters(set, () => -law.LogProb(y).Mean());
    }
}
