using Pushforward.Bijectors;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// Networks that say by how many of its deviations in the data a column is to be shifted. What a flow can be is the same either way, what Adam makes of it is not: its steps
/// move each weight by about the rate. That is little where a pixel is ink or paper, and more than all there is at the edge, where a pixel has only the noise of one level: there
/// a network that speaks of gray has to be almost silent, and never is while it learns.
/// </summary>
internal static class ShiftUnits
{
    /// <summary>A network of a coupling, the last of whose outputs are shifts of the columns that move.</summary>
    /// <param name="deviations">Of every column.</param>
    /// <param name="split">Which columns move.</param>
    /// <param name="outputsPerColumn">How many numbers it gives for each; all but the last have no unit.</param>
    /// <param name="network">From [rows, still columns] to [rows, moved columns x outputs per column].</param>
    /// <returns>The same with its shifts in the units of the columns.</returns>
    public static Func<Tensor, Tensor> Of(IReadOnlyList<double> deviations, CouplingSplit split, int outputsPerColumn, Func<Tensor, Tensor> network)
    {
        var moved = split.Divide(Given.Wrap([.. deviations], Shape.Matrix(1, deviations.Count))).Moved;
        Real[] factors = [.. Enumerable.Repeat((Real)1, (outputsPerColumn - 1) * moved.Columns), .. moved.AsSpan()];
        var units = Tensor.Wrap(factors, Shape.Vector(factors.Length));
        return x => network(x) * units;
    }
}
