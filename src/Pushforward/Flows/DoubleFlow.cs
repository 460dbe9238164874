extern alias float64;

using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;
using Wide = float64::Pushforward.Flows;
using WideData = float64::Pushforward.Data;
using WideKernels = float64::Pushforward.Numerics.Kernels;
using WideTensors = float64::Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// A trained flow computed in double, by the same sources: with codes in double the way back leads to where they come from. In single precision it need not: where a map is all but
/// flat, codes of different values are the same number.
/// </summary>
internal sealed class DoubleFlow
{
    private readonly Wide.Flow _flow;
    private readonly WideTensors.Tape _tape = new();

    private DoubleFlow(Wide.Flow flow) => _flow = flow;

    /// <summary>The flow with its parameters as they are now.</summary>
    /// <param name="flow">The flow in single precision.</param>
    /// <param name="options">What it was made by.</param>
    public static DoubleFlow Of(Flow flow, FlowOptions options)
    {
        var columns = flow.Start.Columns;
        var start = new Wide.FlowStart(new Wide.ColumnMoments(columns.Means, columns.Deviations))
        {
            Frequencies = flow.Start.Frequencies,
            Image = flow.Start.Image is { } image ? new WideData.ImageShape(image.Height, image.Width) : null,
        };
        var wide = Wide.FlowConfig.Read(options.Kind, FlowConfig.Write(options)).Create(start);
        foreach (var parameter in flow.Parameters)
        {
            var values = wide.Parameters[parameter.Name].Values;
            for (int i = 0; i < values.Length; i++)
                values[i] = parameter.Values[i];
        }
        return new DoubleFlow(wide);
    }

    /// <summary>h = f^-1(x).</summary>
    /// <param name="x">Points, row-major. Shape [rows, columns].</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="codes">Becomes h. Same shape.</param>
    public void Encode(ReadOnlySpan<float> x, int columns, Span<double> codes)
    {
        for (int i = 0; i < x.Length; i++)
            codes[i] = x[i];
        Map(codes, columns, _flow.Encode);
    }

    /// <summary>x = f(h).</summary>
    /// <param name="rows">h, row-major; becomes x. Shape [rows, columns].</param>
    /// <param name="columns">How many columns.</param>
    public void Decode(Span<double> rows, int columns) => Map(rows, columns, _flow.Decode);

    private void Map(Span<double> rows, int columns, Func<WideTensors.Tensor, WideTensors.Tensor> map)
    {
        WideKernels.ThreadTeam.SetSharedSize(ThreadTeam.Shared.Size);
        try
        {
            using var _ = _tape.Evaluate();
            map(WideTensors.Tensor.From(rows, rows.Length / columns, columns)).AsSpan().CopyTo(rows);
        }
        catch (float64::Pushforward.Numerics.NumericalException error)
        {
            // The same failure by another type: exit codes know the single-precision one.
            throw new NumericalException(error.Message, error);
        }
    }
}
