using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors.Ops;

namespace Pushforward.Numerics.Tensors;

// Matrix products, sums and what is built from them.
public readonly partial struct Tensor
{
    /// <summary>The matrix product.</summary>
    /// <param name="right">[columns, n].</param>
    /// <returns>[rows, n].</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public Tensor MatMul(Tensor right) => Ops.Linear.Apply(this, right, null, Activation.None, 0);

    /// <summary>f(x W + b), one pass.</summary>
    /// <param name="weight">W, [columns, n].</param>
    /// <param name="bias">b, [n].</param>
    /// <param name="activation">f.</param>
    /// <param name="slope">The slope of <see cref="Activation.LeakyRelu"/> below zero.</param>
    /// <returns>[rows, n].</returns>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    public Tensor Linear(Tensor weight, Tensor bias, Activation activation = Activation.None, double slope = 0.01) =>
        Ops.Linear.Apply(this, weight, bias.Node, activation, slope);

    /// <summary>Solves T x = y for each row y of these.</summary>
    /// <param name="triangle">T, [columns, columns], triangular with no zero on its diagonal; the other triangle is not read.</param>
    /// <param name="upper">Whether T is the upper triangle rather than the lower.</param>
    /// <returns>The rows x, same shape.</returns>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    public Tensor SolveTriangular(Tensor triangle, bool upper = false) => Ops.SolveTriangular.Apply(this, triangle, upper);

    /// <summary>The sum of all elements, a scalar.</summary>
    public Tensor Sum() => SumAll.Apply(this, 1);

    /// <summary>The mean of all elements, a scalar.</summary>
    /// <exception cref="InvalidOperationException">There are no elements.</exception>
    public Tensor Mean() => SumAll.Apply(this, 1.0 / AtLeastOne(Length));

    /// <summary>The sum of each row, over its columns.</summary>
    /// <returns>[rows].</returns>
    public Tensor SumOverColumns() => Ops.SumOverColumns.Apply(this, 1);

    /// <summary>The mean of each row, over its columns.</summary>
    /// <returns>[rows].</returns>
    /// <exception cref="InvalidOperationException">There are no columns.</exception>
    public Tensor MeanOverColumns() => Ops.SumOverColumns.Apply(this, 1.0 / AtLeastOne(Columns));

    /// <summary>The sum of each column, over its rows.</summary>
    /// <returns>[columns].</returns>
    public Tensor SumOverRows() => Ops.SumOverRows.Apply(this, 1);

    /// <summary>The mean of each column, over its rows.</summary>
    /// <returns>[columns].</returns>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public Tensor MeanOverRows() => Ops.SumOverRows.Apply(this, 1.0 / AtLeastOne(Rows));

    /// <summary>log Σ e^x of each row, without overflow; -infinity for a row without columns.</summary>
    /// <returns>[rows].</returns>
    public Tensor LogSumExp() => Ops.LogSumExp.Apply(this);

    /// <summary>e^x / Σ e^x in each row, without overflow.</summary>
    public Tensor Softmax() => Ops.Softmax.Apply(this);

    /// <summary>x - log Σ e^x in each row, without overflow.</summary>
    public Tensor LogSoftmax() => Ops.LogSoftmax.Apply(this);

    /// <summary>Each row brought to mean 0 and variance 1 (Ba, Kiros &amp; Hinton 2016, arXiv:1607.06450, without gain and bias).</summary>
    /// <param name="epsilon">Added to the variance; greater than 0.</param>
    public Tensor LayerNorm(double epsilon = 1e-5) => Ops.LayerNorm.Apply(this, epsilon);

    private int AtLeastOne(int count) => count > 0 ? count : throw new InvalidOperationException(
        $"mean: a tensor {Shape} has nothing to average.");
}
