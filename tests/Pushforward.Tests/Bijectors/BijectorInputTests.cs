using Pushforward.Bijectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Tests.Bijectors;

/// <summary>What bijectors refuse, and the worked example of docs/flows.md.</summary>
public class BijectorInputTests
{
    private static readonly RandomStream Random = new(1, "weights");

    public static TheoryData<Func<object?>, string> Mistakes => new()
    {
        { () => new AdditiveCoupling(1, CouplingSplit.Even, x => x), "expected at least 2 columns to split, one to move and one to drive it, got 1" },
        { () => new AffineCoupling(new ParameterSet(), "m", 0, CouplingSplit.First, [4], Random), "one to move and one to drive it, got 0" },
        { () => new AffineCoupling(4, CouplingSplit.First, x => x, logScaleBound: 0), "greater than 0, got 0" },
        { () => new AdditiveCoupling(4, CouplingSplit.Leading(3, 2), x => x), "at least 5 columns, of which first 3 drive the next 2, got 4" },
        { () => CouplingSplit.Leading(0, 2), "still: expected at least 1, got 0" },
        { () => new LogisticMixtureCoupling(4, CouplingSplit.First, x => x, components: 0), "at least 1, got 0" },
        { () => new LogisticMixtureCoupling(4, CouplingSplit.First, x => x, logScaleBound: double.NaN), "greater than 0, got NaN" },
        { () => new HurdleCoupling(4, CouplingSplit.First, x => x, [0, 0], components: 0), "at least 1, got 0" },
        { () => new HurdleCoupling(4, CouplingSplit.First, x => x, [0, 0, 0]), "a threshold for each of the 2 columns that move, got 3" },
        { () => new HurdleCoupling(4, CouplingSplit.First, x => x, [0, double.NaN]), "threshold: expected a finite number, got NaN" },
        { () => new HurdleCoupling(4, CouplingSplit.First, x => x, [0, 0], logScaleBound: -2), "greater than 0, got -2" },
        { () => new Marginals(new double[0, 4]), "columns: expected at least 1, got 0" },
        { () => new Marginals(new double[,] { { 0.5, 0 } }), "mass: expected a finite number greater than 0, got 0" },
        { () => new Marginals(new double[,] { { 1, 1 } }).Forward(Tensor.From([1f], 1, 1)), "values between 0 and 1, ends excluded, got 1" },
        { () => new OnColumns(new Exp(), 4, 3, 2), "features: expected at least 5, got 4" },
        { () => new OnColumns(new Scale(1, 2), 4, 0, 3), "works on 2 values and was given 3 columns" },
        { () => new OnColumns(new Log(), 3, 1, 1).Forward(Tensor.From([1f, 0f, 1f], 1, 3)), "log: expected finite values greater than 0, got 0" },
        { () => new SplineCoupling(4, CouplingSplit.First, x => x, bins: 1), "at least 2, got 1" },
        { () => new SplineCoupling(4, CouplingSplit.First, x => x, bound: -1), "greater than 0, got -1" },
        { () => new AdditiveCoupling(5, CouplingSplit.First, x => x).Forward(Tensor.Zeros(2, 5)), "expected the network to give [2, 2], got [2, 3]" },
        { () => new AdditiveCoupling(4, CouplingSplit.First, x => x).Forward(Tensor.Zeros(2, 5)), "expected rows of 4 values, got 5" },
        { () => new MaskedAutoregressive(new ParameterSet(), "m", 0, [4], Random), "at least 1, got 0" },
        { () => new MaskedAutoregressive(new ParameterSet(), "m", 2, [0], Random), "at least 1, got 0" },
        { () => { new ActNorm(new ParameterSet(), "n", 2).Initialize(Tensor.Zeros(1, 2)); return null; }, "at least 2 rows" },
        { () => new LeakyRelu(0), "greater than 0, got 0" },
        { () => new LeakyRelu(double.NaN), "greater than 0, got NaN" },
        { () => new Scale(), "at least one number" },
        { () => new Scale(1, 0), "other than 0" },
        { () => new Shift(double.PositiveInfinity), "finite number" },
        { () => new Permute(0, 0), "0 twice" },
        { () => new Permute(-1, 0), "got -1 at place 1" },
        { () => new TriangularAffine(new double[,] { { 1, 2 }, { 3, 4 } }), "zeros above the diagonal" },
        { () => new TriangularAffine(new double[,] { { 1, 0 } }), "square matrix" },
        { () => new LuAffine(new double[,] { { 1, 2 }, { 2, 4 } }), "singular" },
        { () => new LuAffine(new double[,] { { 1, double.NaN }, { 2, 4 } }), "row 1, column 2" },
        { () => new LuAffine(new double[,] { { 1, 2 }, { 3, 4 } }, 1), "expected 2 shifts" },
        { () => new Chain(new Permute(0, 1), new Permute(2, 0, 1)), "works on 2 values" },
        { () => new Logit().Forward(Tensor.Full(Shape.Matrix(1, 2), 1)), "between 0 and 1, ends excluded, got 1 (row 0, value 1)" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_named(Func<object?> mistake, string says) =>
        Assert.Contains(says, Assert.ThrowsAny<ArgumentException>(mistake).Message);

    [Fact]
    public void A_coupling_of_dense_layers_begins_at_the_identity()
    {
        var x = Tensor.Normal(3, 5, new RandomStream(2, "x"));
        foreach (var bijector in new Bijector[]
        {
            new AdditiveCoupling(new ParameterSet(), "m", 5, CouplingSplit.Odd, [6], Random),
            new AffineCoupling(new ParameterSet(), "m", 5, CouplingSplit.Odd, [6], Random),
            new SplineCoupling(new ParameterSet(), "m", 5, CouplingSplit.Odd, [6], Random),
            new MaskedAutoregressive(new ParameterSet(), "m", 5, [6], Random),
        })
        {
            // The spline's equal pieces of slope one give back x after some roundings.
            Assert.Equal(x.AsSpan().ToArray(), bijector.Forward(x).AsSpan().ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void Act_norm_brings_back_data_with_mean_0_and_deviation_1()
    {
        var norm = new ActNorm(new ParameterSet(), "n", 2);
        norm.Initialize(Tensor.From([1f, 5, 3, 5, 5, 5], 3, 2));
        // Deviation of 1, 3, 5 is √(8/3); the constant column counts as 1e-3.
        var back = norm.Inverse(Tensor.From([1f, 5, 3, 5.001f], 2, 2)).AsSpan().ToArray();
        Assert.Equal([-2 / Math.Sqrt(8.0 / 3), 0, 0, 1], back.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void The_worked_example_of_the_documentation_passes_the_checker()
    {
        var report = BijectorChecker.Check(new Cube(), [[0.5, 2, 1.5], [0.1, 3, 0.7]]).ThrowIfFailed();
        Assert.StartsWith("cube: passed", report.ToString());
    }

    /// <summary>y = x³ for x > 0: inverse y^(1/3), log f' = log 3 + 2 log x.</summary>
    public sealed class Cube : ElementwiseBijector
    {
        public override string Name => "cube";

        public override Domain Domain => Domain.Positive;

        public override Domain Range => Domain.Positive;

        protected override Tensor Function(Tensor x) => x * x * x;

        protected override Tensor InverseFunction(Tensor y) => y.Pow(1.0 / 3);

        protected override Tensor LogSlope(Tensor x, Tensor y) => x.Log().Affine(2, Math.Log(3));
    }
}
