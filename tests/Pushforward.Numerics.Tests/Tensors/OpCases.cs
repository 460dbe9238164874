using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;
#if REAL64
using Number = double;
#else
using Number = float;
#endif

namespace Pushforward.Numerics.Tests.Tensors;

/// <summary>
/// Every differentiable operation, with shapes that fill whole vectors and leave a remainder. Compiled twice: against the library, and in
/// the project that builds the engine in double, where each is checked against differences and against the library.
/// </summary>
public sealed class OpCase
{
    private readonly Func<Tensor[], Tensor> _apply;

    private OpCase(string name, Func<Tensor[], Tensor> apply, double low, double high, Shape[] shapes) =>
        (Name, _apply, Low, High, Shapes) = (name, apply, low, high, shapes);

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, OpCase> All { get; } = Cases().ToDictionary(c => c.Name);

    /// <summary>The operation, and what is special about the case.</summary>
    public string Name { get; }

    /// <summary>The least value an input takes.</summary>
    public double Low { get; }

    /// <summary>The greatest value an input takes.</summary>
    public double High { get; }

    /// <summary>The inputs' shapes.</summary>
    public Shape[] Shapes { get; }

    /// <summary>The operation.</summary>
    public Tensor Apply(params Tensor[] inputs) => _apply(inputs);

    /// <summary>Inputs spread over the case's range, the same in either precision.</summary>
    public double[][] Inputs(int seed = 1)
    {
        var random = new System.Random(seed);
        return [.. Shapes.Select(shape => Enumerable.Range(0, shape.Length).Select(_ => (double)(float)(Low + (High - Low) * random.NextDouble())).ToArray())];
    }

    /// <summary>A tensor of numbers given in double.</summary>
    public static Tensor Make(double[] values, Shape shape)
    {
        var tensor = Tensor.Zeros(shape);
        for (int i = 0; i < values.Length; i++)
            tensor.AsSpan()[i] = (Number)values[i];
        return tensor;
    }

    /// <summary>The result, and the gradients of Σ cos(i) result[i] with respect to each input, in double whatever the build.</summary>
    public (double[] Result, double[][] Gradients) Differentiate(double[][] inputs, TapeOptions? options = null)
    {
        var tape = new Tape(options);
        using (tape.Record())
        {
            var variables = inputs.Select((values, i) => tape.Variable(Make(values, Shapes[i]))).ToArray();
            var result = _apply(variables);
            var weights = Make([.. Enumerable.Range(0, result.Length).Select(i => Math.Cos(i))], result.Shape);
            tape.Backward((result * weights).Sum());
            return (ToDouble(result.AsSpan()), [.. variables.Select(v => ToDouble(v.Gradient))]);
        }
    }

    private static double[] ToDouble(ReadOnlySpan<Number> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return wide;
    }

    private static IEnumerable<OpCase> Cases()
    {
        var (matrix, row, column, scalar) = (Shape.Matrix(5, 19), Shape.Vector(19), Shape.Matrix(5, 1), Shape.Scalar);
        OpCase Unary(string name, Func<Tensor, Tensor> f, double low = -2, double high = 2) => new(name, x => f(x[0]), low, high, [matrix]);
        OpCase Binary(string name, Func<Tensor, Tensor, Tensor> f, Shape a, Shape b, double low = -2, double high = 2) =>
            new($"{name} {a} {b}", x => f(x[0], x[1]), low, high, [a, b]);

        yield return Unary("Exp", x => x.Exp());
        yield return Unary("ExpM1", x => x.ExpM1());
        yield return Unary("Log", x => x.Log(), 0.2, 3);
        yield return Unary("Log1p", x => x.Log1p(), -0.7, 3);
        yield return Unary("Softplus", x => x.Softplus(), -6, 6);
        yield return Unary("Sigmoid", x => x.Sigmoid(), -4, 4);
        yield return Unary("LogSigmoid", x => x.LogSigmoid(), -4, 4);
        yield return Unary("Tanh", x => x.Tanh());
        yield return Unary("Relu above", x => x.Relu(), 0.01, 2);
        yield return Unary("Relu below", x => x.Relu(), -2, -0.01);
        yield return Unary("LeakyRelu above", x => x.LeakyRelu(0.1), 0.01, 2);
        yield return Unary("LeakyRelu below", x => x.LeakyRelu(0.1), -2, -0.01);
        yield return Unary("LeakyRelu steeper below", x => x.LeakyRelu(3), -2, -0.01);
        yield return Unary("Elu above", x => x.Elu(), 0.01, 2);
        yield return Unary("Elu below", x => x.Elu(), -2, -0.01);
        yield return Unary("Square", x => x.Square());
        yield return Unary("Sqrt", x => x.Sqrt(), 0.1, 4);
        yield return Unary("Abs above", x => x.Abs(), 0.01, 2);
        yield return Unary("Abs below", x => x.Abs(), -2, -0.01);
        yield return Unary("Reciprocal", x => x.Reciprocal(), 0.3, 2);
        yield return Unary("Reciprocal below", x => 2 / x, -2, -0.3);
        yield return Unary("Pow", x => x.Pow(2.5), 0.2, 2);
        yield return Unary("Sinh", x => x.Sinh());
        yield return Unary("Asinh", x => x.Asinh());
        yield return Unary("Clamp inside", x => x.Clamp(-1, 1), -0.9, 0.9);
        yield return Unary("Clamp outside", x => x.Clamp(-1, 1), 1.1, 2);
        yield return Unary("Affine", x => (3 * -x + 1 - 2) / 4 - (5 - x * 2));

        foreach (var (a, b) in new[] { (matrix, matrix), (matrix, row), (row, matrix), (matrix, column), (column, matrix), (matrix, scalar), (scalar, matrix) })
        {
            yield return Binary("Add", (x, y) => x + y, a, b);
            yield return Binary("Subtract", (x, y) => x - y, a, b);
            yield return Binary("Multiply", (x, y) => x * y, a, b);
            yield return Binary("Divide", (x, y) => x / y, a, b, 0.5, 2);
            yield return Binary("Max", Tensor.Max, a, b);
            yield return Binary("Min", Tensor.Min, a, b);
        }
        yield return Unary("Multiply by itself", x => x * x);
        yield return Unary("Divide by itself shifted", x => x / (x + 5));

        yield return Binary("MatMul", (x, y) => x.MatMul(y), Shape.Matrix(7, 5), Shape.Matrix(5, 19));
        yield return Binary("MatMul vector", (x, y) => x.MatMul(y), Shape.Vector(5), Shape.Matrix(5, 19));
        yield return Binary("SolveTriangular lower", (x, y) => x.SolveTriangular(y), Shape.Matrix(4, 7), Shape.Matrix(7, 7), 0.5, 2);
        yield return Binary("SolveTriangular upper", (x, y) => x.SolveTriangular(y, upper: true), Shape.Matrix(4, 7), Shape.Matrix(7, 7), 0.5, 2);
        foreach (var activation in Enum.GetValues<Activation>())
        {
            yield return new(
                $"Linear {activation}", x => x[0].Linear(x[1], x[2], activation, 0.2), -1, 1, [Shape.Matrix(7, 5), Shape.Matrix(5, 19), row]);
        }
        yield return new(
            "Linear of more columns than a part", x => x[0].Linear(x[1], x[2], Activation.Tanh), -1, 1,
            [Shape.Matrix(3, 4), Shape.Matrix(4, 301), Shape.Vector(301)]);

        yield return Unary("Sum", x => x.Sum());
        yield return Unary("Mean", x => x.Mean());
        yield return Unary("SumOverColumns", x => x.SumOverColumns());
        yield return Unary("MeanOverColumns", x => x.MeanOverColumns());
        yield return Unary("SumOverRows", x => x.SumOverRows());
        yield return Unary("MeanOverRows", x => x.MeanOverRows());
        yield return Unary("LogSumExp", x => x.LogSumExp());
        yield return Unary("Softmax", x => x.Softmax());
        yield return Unary("LogSoftmax", x => x.LogSoftmax());
        yield return Unary("LayerNorm", x => x.LayerNorm());

        yield return Unary("Rows", x => x[1..3, ..]);
        yield return Unary("Columns", x => x[.., 3..14]);
        yield return Unary("Rows and columns", x => x[1..^1, ..^2]);
        yield return Unary("EvenColumns", x => x.EvenColumns());
        yield return Unary("OddColumns", x => x.OddColumns());
        yield return Unary("Overlapping views", x => x[..3, ..] * x[2.., ..] + x[1..4, ..]);
        yield return Unary("Reshape", x => x.Reshape(19, 5) * x.AsVector().Reshape(19, 5));
        yield return Unary("AsColumn", x => x * x.SumOverColumns().AsColumn());
        yield return Unary("GatherColumns", x => x.GatherColumns([18, 0, 3, 3]));
        yield return Unary("GatherFromRows", x => x.GatherFromRows([0, 18, 3, 3, 7]));
        yield return Unary("RepeatRows", x => x.RepeatRows(3));
        yield return Unary("Transpose", x => x.Transpose());
        yield return Binary("JoinColumns", Tensor.JoinColumns, matrix, Shape.Matrix(5, 3));
        yield return Binary("JoinColumns of vectors", Tensor.JoinColumns, row, Shape.Vector(4));
        yield return Binary("JoinRows", Tensor.JoinRows, matrix, Shape.Matrix(2, 19));
        yield return Binary("InterleaveColumns", Tensor.InterleaveColumns, matrix, Shape.Matrix(5, 18));
        yield return Unary("Interleave what was split", x => Tensor.InterleaveColumns(x.EvenColumns().Tanh(), x.OddColumns()));

        yield return Binary("BernoulliLogProb", (l, x) => l.BernoulliLogProb(x), matrix, matrix);
        yield return new("GaussianLogProb", x => x[0].GaussianLogProb(x[1], x[2]), -1, 1, [matrix, matrix, matrix]);
        yield return Unary("StandardNormalLogProb", x => x.StandardNormalLogProb());
        yield return Unary("StandardLogisticLogProb above", x => x.StandardLogisticLogProb(), 0.01, 9);
        yield return Unary("StandardLogisticLogProb below", x => x.StandardLogisticLogProb(), -9, -0.01);
        yield return Binary("KlToStandardNormal", Tensor.KlToStandardNormal, matrix, matrix);
        yield return new(
            "DiscretizedLogisticLogProb", x => x[0].DiscretizedLogisticLogProb(x[1], -2 - x[2]), 0.1, 0.9, [matrix, matrix, matrix]);
        yield return Binary(
            "DiscretizedLogisticLogProb at the lowest level", (m, s) => Tensor.Zeros(matrix).DiscretizedLogisticLogProb(m, s), matrix, matrix);
        yield return Binary(
            "DiscretizedLogisticLogProb at the highest level", (m, s) => Tensor.Full(matrix, 1).DiscretizedLogisticLogProb(m, s), matrix, matrix);
        yield return Binary(
            "DiscretizedLogisticLogProb of few levels", (m, s) => Tensor.Full(matrix, 0.5).DiscretizedLogisticLogProb(m, s - 1, 3), matrix, matrix);

        // Elements, components: whole vectors and a remainder, one block and several.
        foreach (var (n, k) in new[] { (19, 4), (5, 1), (301, 5), (40, 64) })
        {
            var places = Make([.. Enumerable.Range(0, k).Select(i => i - k / 2.0)], Shape.Vector(k));
            yield return new(
                $"LogisticMixture of {k} components", x => x[0].LogisticMixture(x[1], places, 3), -2, 2, [Shape.Vector(n), Shape.Matrix(n, 3 * k)]);
        }
        yield return new(
            "LogisticMixture far from every mean", x => (x[0] * 100).LogisticMixture(x[1], Make([0, 0], Shape.Vector(2)), 1), 1, 2, [Shape.Vector(9), Shape.Matrix(9, 6)]);
        yield return new(
            "LogisticMixture used twice", x => { var m = x[1] * 2; var y = x[0].LogisticMixture(m, Make([0, 1], Shape.Vector(2)), 1); return y[..1, ..].AsVector().LogisticMixture(m, Make([0, 1], Shape.Vector(2)), 1); },
            -1, 1, [Shape.Vector(9), Shape.Matrix(9, 6)]);

        yield return new(
            "Uses of one result", x => { var h = x[0].Tanh(); return h * h.SumOverRows() + h.Exp().SumOverColumns().AsColumn() - h[.., ..1]; }, -1, 1, [matrix]);
    }
}
