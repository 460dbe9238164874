using Pushforward.Bijectors;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Tests.Bijectors;

public class LogisticMixtureCouplingTests
{
    [Fact]
    public void The_way_back_is_found_where_newtons_steps_go_to_and_fro()
    {
        // From a flow of digits: a bend of logit F between two components. For values near -0.56 Newton's steps approach two points, one on either side, and never the root.
        float[] outputs = [1.8798f, 1.2845f, -0.5489f, -4.4621f, -1.2319f, -0.4469f, -2.0436f, -0.0505f, -0.4358f, -2.1001f, -1.8576f, 1.2266f];
        var coupling = new LogisticMixtureCoupling(2, CouplingSplit.First, still => Tensor.From([.. Enumerable.Repeat(outputs, still.Rows).SelectMany(row => row)], still.Rows, outputs.Length));
        const int Rows = 4000;
        float[] points = [.. Enumerable.Range(0, 2 * Rows).Select(i => i % 2 == 0 ? 0 : -3 + 6f * i / (2 * Rows))];
        var y = coupling.Forward(Tensor.From(points, Rows, 2));
        float[] back = coupling.Inverse(y).AsSpan().ToArray();
        for (int i = 0; i < points.Length; i++)
        {
            // The slope is 0.8 at the least, and single precision good to some 1e-6 of values below 8.
            Assert.Equal(points[i], back[i], 1e-5);
        }
    }
}
