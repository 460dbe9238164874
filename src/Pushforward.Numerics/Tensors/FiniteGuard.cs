using System.Numerics;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors;

/// <summary>Finds NaN and infinity before they spread. <see cref="TapeOptions.CheckFinite"/> does so after every operation.</summary>
public static class FiniteGuard
{
    /// <summary>Where the first NaN or infinity is; -1 if all are finite.</summary>
    /// <param name="values">Where to look.</param>
    public static int IndexOfNonFinite(ReadOnlySpan<Real> values)
    {
        // x - x is 0 for finite x and NaN otherwise; a block's sum tells whether to look closer.
        var lanes = MemoryMarshal.Cast<Real, Vector<Real>>(values);
        int i = 0;
        for (; i < lanes.Length; i++)
        {
            if (!Vector.EqualsAll(lanes[i] - lanes[i], Vector<Real>.Zero))
                break;
        }
        for (i *= Vector<Real>.Count; i < values.Length; i++)
        {
            if (!Real.IsFinite(values[i]))
                return i;
        }
        return -1;
    }

    /// <summary>Throws if a tensor holds NaN or infinity.</summary>
    /// <param name="values">Where to look.</param>
    /// <param name="name">What the message calls it, e.g. "loss of batch 12".</param>
    /// <exception cref="NumericalException">An element is NaN or infinite.</exception>
    public static void Check(Tensor values, string name)
    {
        var span = values.AsSpan();
        int bad = IndexOfNonFinite(span);
        if (bad < 0)
            return;
        var shape = values.Shape;
        string place = shape.Rank == 2 ? $"row {bad / shape.Columns}, column {bad % shape.Columns}" : $"element {bad}";
        throw new NumericalException(
            $"{name} {shape}: {place} is {span[bad]}; expected finite numbers. Lower the rate, clip the gradients or check the data.");
    }

    /// <summary>Throws if a parameter or its gradient holds NaN or infinity, naming the parameter.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="NumericalException">An element is NaN or infinite.</exception>
    public static void Check(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var parameter in parameters)
        {
            int bad = IndexOfNonFinite(parameter.Values);
            if (bad >= 0)
            {
                throw new NumericalException(
                    $"parameter '{parameter.Name}' {parameter.Shape}: element {bad} is {parameter.Values[bad]}. Go back to the last " +
                    "good state and lower the rate.");
            }
            bad = IndexOfNonFinite(parameter.Gradient);
            if (bad >= 0)
            {
                throw new NumericalException(
                    $"gradient of parameter '{parameter.Name}' {parameter.Shape}: element {bad} is {parameter.Gradient[bad]}. Lower the " +
                    "rate, clip the gradients or check the batch.");
            }
        }
    }
}
