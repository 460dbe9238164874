using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// A coupling: y1 = x1, y2 = g(x2; m(x1)), where g maps each column of x2 by itself, invertibly, and m is any network. The inverse needs only m, not its inverse: x1 = y1,
/// x2 = g^-1(y2; m(y1)). The Jacobian is triangular, so log|det J| is the sum of g's log-slopes (Dinh, Krueger &amp; Bengio 2014, arXiv:1410.8516).
/// </summary>
public abstract class Coupling : Bijector
{
    private readonly Func<Tensor, Tensor> _network;
    private readonly CouplingSplit _split;
    private readonly int _outputsPerColumn;

    /// <summary>Makes a coupling around a network.</summary>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="outputsPerColumn">How many numbers g needs for each column it moves.</param>
    /// <param name="network">m: from [rows, still columns] to [rows, moved columns x outputsPerColumn].</param>
    /// <exception cref="ArgumentException">The features do not split.</exception>
    protected Coupling(int features, CouplingSplit split, int outputsPerColumn, Func<Tensor, Tensor> network)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(split);
        (StillColumns, MovedColumns) = split.Count(features);
        (Features, _split, _outputsPerColumn, _network) = (features, split, outputsPerColumn, network);
    }

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <summary>How many columns stay.</summary>
    public int StillColumns { get; }

    /// <summary>How many columns move.</summary>
    public int MovedColumns { get; }

    /// <summary>A network of dense layers for a coupling, whose output begins at zero.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns of the coupling.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="outputsPerColumn">How many numbers it gives for each column that moves.</param>
    /// <param name="hidden">The sizes of its hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    protected internal static Func<Tensor, Tensor> Dense(
        ParameterSet parameters, string name, int features, CouplingSplit split, int outputsPerColumn, IReadOnlyList<int> hidden, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(split);
        var (still, moved) = split.Count(features);
        return new Mlp(
            parameters, name, [still, .. hidden, moved * outputsPerColumn], Activation.Relu, random, startAtZero: true).Forward;
    }

    /// <summary>y2 = g(x2; m) and the log-slopes log|dy2/dx2|, column by column.</summary>
    /// <param name="moved">x2, [rows, moved columns].</param>
    /// <param name="outputs">m, [rows, moved columns x outputs per column].</param>
    /// <returns>[rows, moved columns] both; the log-slope a scalar [] where all columns of all rows have the same.</returns>
    protected abstract (Tensor Value, Tensor LogSlope) Move(Tensor moved, Tensor outputs);

    /// <summary>x2 = g^-1(y2; m) and the log-slopes log|dx2/dy2|, column by column.</summary>
    /// <param name="moved">y2, [rows, moved columns].</param>
    /// <param name="outputs">m, [rows, moved columns x outputs per column].</param>
    /// <returns>[rows, moved columns] both; the log-slope a scalar [] where all columns of all rows have the same.</returns>
    protected abstract (Tensor Value, Tensor LogSlope) MoveBack(Tensor moved, Tensor outputs);

    /// <summary>
    /// x2 = g^-1(y2) from an x2 near it, for a g that has no inverse to be written down: one Newton step by tensor operations rounds off what is left and carries the gradients
    /// of the implicit function.
    /// </summary>
    /// <param name="near">Where numbers without gradients have led.</param>
    /// <param name="moved">y2.</param>
    /// <param name="g">g and its log-slopes.</param>
    private protected static (Tensor Value, Tensor LogSlope) Solved(Tensor near, Tensor moved, Func<Tensor, (Tensor Value, Tensor LogSlope)> g)
    {
        var (value, logSlope) = g(near);
        var x = near + (moved - value) * (-logSlope).Exp().Detach();
        return (x, -g(x).LogSlope);
    }

    /// <inheritdoc/>
    protected sealed override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        var (still, moved) = _split.Divide(x);
        var (y, logSlope) = Move(moved, Outputs(still));
        return (_split.Join(x, still, y), LogDet(logSlope));
    }

    /// <inheritdoc/>
    protected sealed override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        var (still, moved) = _split.Divide(y);
        var (x, logSlope) = MoveBack(moved, Outputs(still));
        return (_split.Join(y, still, x), LogDet(logSlope));
    }

    /// <summary>Some rows back and others on, by one pass of the network: x2 = g^-1(y2; m(x1)), and y2' = g(x2'; m(x1)) with its log-slopes.</summary>
    /// <param name="still">x1, [rows, still columns].</param>
    /// <param name="back">y2, [rows, moved columns].</param>
    /// <param name="on">x2', [rows, moved columns].</param>
    /// <returns>[rows, moved columns] each; the log-slope a scalar [] where all are the same.</returns>
    internal (Tensor Back, Tensor There, Tensor LogSlope) BothWays(Tensor still, Tensor back, Tensor on)
    {
        var outputs = Outputs(still);
        var (there, logSlope) = Move(on, outputs);
        return (MoveBack(back, outputs).Value, there, logSlope);
    }

    private Tensor LogDet(Tensor logSlope) => logSlope.Shape.Rank == 0 ? logSlope * MovedColumns : logSlope.SumOverColumns();

    private Tensor Outputs(Tensor still)
    {
        var outputs = _network(still);
        var expected = Shape.Matrix(still.Rows, MovedColumns * _outputsPerColumn);
        return outputs.Shape == expected
            ? outputs
            : throw new ArgumentException($"{Name}: expected the network to give {expected}, got {outputs.Shape}.");
    }
}
