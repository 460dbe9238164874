using Pushforward.Numerics.Tensors;
using Pushforward.TestSupport;

namespace Pushforward.Numerics.Float64.Tests;

public class EngineDocumentTests
{
    [Fact]
    public void The_worked_example_of_the_engine_page_is_the_code_tested_here()
    {
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "engine.md"));
        string source = File.ReadAllText(Path.Combine(
            SharedData.RepositoryRoot, "tests", "Pushforward.Numerics.Float64.Tests", "CumulativeSum.cs"));
        Assert.Contains(source[source.IndexOf("internal sealed class", StringComparison.Ordinal)..].TrimEnd(), page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worked_example_has_the_right_gradient()
    {
        double[] point = [.. Enumerable.Range(0, 21).Select(i => Math.Sin(i))];
        Tensor Loss(Tensor x) => CumulativeSum.Apply(x).Square().Sum();
        var tape = new Tape(new TapeOptions { Poison = true, MinimumParallelElements = 0 });
        using (tape.Record())
        {
            var x = tape.Variable(Tensor.From(point, 3, 7));
            tape.Backward(Loss(x));
            GradientCheck.Check("cumulative sum", point, x.Gradient.ToArray(), p => Loss(Tensor.From(p, 3, 7)).ToScalar());
        }
    }
}
