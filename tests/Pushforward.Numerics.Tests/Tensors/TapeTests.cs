using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

public class TapeTests
{
    private static ParameterSet OneWeight(out Tensor weight)
    {
        var parameters = new ParameterSet();
        weight = parameters.Add("weight", Shape.Matrix(2, 3), Initialization.Constant(0.5));
        return parameters;
    }

    [Fact]
    public void Records_only_what_depends_on_a_tracked_tensor()
    {
        OneWeight(out var weight);
        var tape = new Tape();
        using (tape.Record())
        {
            var x = Tensor.Full(Shape.Matrix(4, 2), 1).Exp() + 1;
            Assert.Equal(0, tape.RecordedOperations);
            Assert.False(x.IsTracked);
            var y = x.MatMul(weight);
            Assert.Equal(1, tape.RecordedOperations);
            Assert.True(y.IsTracked);
            Assert.False(y.Detach().Exp().IsTracked);
            Assert.Equal(1, tape.RecordedOperations);
        }
    }

    [Fact]
    public void Evaluation_and_computing_without_a_tape_give_the_recorded_values_and_record_nothing()
    {
        var model = new TinyNice(8, 5, 3, new RandomStream(1, "weights"));
        var x = Tensor.Normal(4, 8, new RandomStream(1, "x"));
        var tape = new Tape();
        float[] recorded, evaluated;
        using (tape.Record())
            recorded = model.LogProb(x).AsSpan().ToArray();
        using (tape.Evaluate())
        {
            evaluated = model.LogProb(x).AsSpan().ToArray();
            Assert.Equal(0, tape.RecordedOperations);
        }
        Assert.Equal(recorded, evaluated);
        Assert.Equal(recorded, model.LogProb(x).AsSpan().ToArray());
    }

    [Fact]
    public void A_tensor_used_after_its_step_is_an_error_that_says_so()
    {
        var tape = new Tape();
        Tensor old, kept;
        using (tape.Record())
        {
            old = Tensor.Full(Shape.Vector(3), 2);
            kept = old.Clone();
        }
        // Until the next step begins, what the last one computed can be read.
        Assert.Equal(2, old.AsSpan()[1]);
        using (tape.Record())
        {
            string message = Assert.Throws<InvalidOperationException>(() => old.Exp()).Message;
            Assert.Contains("after its tape was reset", message, StringComparison.Ordinal);
            Assert.Contains("Clone", message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => old.AsSpan()[0]);
            Assert.Equal(2, kept.AsSpan()[1]);
            Assert.Contains("outlived", old.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_span_read_after_its_step_is_poisoned()
    {
        var tape = new Tape(new TapeOptions { Poison = true });
        using (tape.Record())
        {
            var span = Tensor.Full(Shape.Vector(300_000), 2).AsSpan();
            var next = Tensor.Full(Shape.Vector(5), 2).AsSpan();
            Assert.Equal(2, span[299_999]);
            tape.Record_ends_and_begins_again();
            Assert.All(span.ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(next.ToArray(), value => Assert.True(float.IsNaN(value)));
        }
    }

    public static TheoryData<string> Names { get; } = [.. OpCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operation_writes_every_element_of_its_result_and_gradients(string name)
    {
        // In a poisoned arena whatever was left out is NaN. The threshold sends even small work through the threads.
        using var team = new ThreadTeam(2);
        var op = OpCase.All[name];
        var (result, gradients) = op.Differentiate(op.Inputs(), new TapeOptions { Poison = true, CheckFinite = true, Team = team, MinimumParallelElements = 0 });
        var (plain, plainGradients) = op.Differentiate(op.Inputs(), new TapeOptions { Poison = false });
        Assert.Equal(plain, result);
        Assert.Equal(plainGradients, gradients);
    }

    [Fact]
    public void Gradients_of_parameters_that_the_loss_does_not_depend_on_are_zero()
    {
        var parameters = OneWeight(out var weight);
        var unused = parameters.Add("unused", Shape.Vector(3), Initialization.Zero);
        var tape = new Tape();
        using (tape.Record())
            tape.Backward((weight * unused).Sum());
        Assert.All(parameters["unused"].Gradient.ToArray(), g => Assert.Equal(1, g));
        using (tape.Record())
            tape.Backward(weight.Sum());
        Assert.All(parameters["unused"].Gradient.ToArray(), g => Assert.Equal(0, g));
        Assert.All(parameters["weight"].Gradient.ToArray(), g => Assert.Equal(1, g));
    }

    [Fact]
    public void Backward_replaces_gradients_unless_asked_to_accumulate()
    {
        var parameters = OneWeight(out var weight);
        var tape = new Tape();
        foreach (var (accumulate, expected) in new[] { (false, 1f), (false, 1f), (true, 2f), (true, 3f), (false, 1f) })
        {
            using (tape.Record())
                tape.Backward(weight.Sum(), accumulate);
            Assert.All(parameters.Gradients[..6].ToArray(), g => Assert.Equal(expected, g));
        }
    }

    [Fact]
    public void Backward_can_be_run_again_and_from_another_loss_of_the_same_step()
    {
        var parameters = OneWeight(out var weight);
        var tape = new Tape();
        using (tape.Record())
        {
            var h = Tensor.Full(Shape.Matrix(1, 2), 1).Linear(weight, Tensor.Zeros(Shape.Vector(3)), Activation.Tanh);
            var (first, second) = (h.Sum(), h.Square().Sum());
            tape.Backward(first);
            float[] once = parameters.Gradients.ToArray();
            tape.Backward(second);
            Assert.NotEqual(once, parameters.Gradients.ToArray());
            tape.Backward(first);
            Assert.Equal(once, parameters.Gradients.ToArray());
        }
    }

    [Fact]
    public void Misuse_is_an_error_with_a_remedy()
    {
        OneWeight(out var weight);
        var tape = new Tape();
        Assert.Throws<InvalidOperationException>(() => tape.Variable(Tensor.Zeros(1, 1)));
        using (tape.Record())
        {
            Assert.Throws<InvalidOperationException>(() => { tape.Record(); });
            var vector = weight.Exp();
            Assert.Contains("[2, 3]", Assert.Throws<InvalidOperationException>(() => tape.Backward(vector)).Message, StringComparison.Ordinal);
            var untracked = Tensor.Scalar(1);
            Assert.Contains("not recorded", Assert.Throws<InvalidOperationException>(() => tape.Backward(untracked)).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => _ = untracked.Gradient.Length);

            var inner = new Tape();
            using (inner.Record())
            {
                Assert.Contains("another tape", Assert.Throws<InvalidOperationException>(() => vector.Exp()).Message, StringComparison.Ordinal);
                Assert.False(vector.Detach().Exp().IsTracked);
            }
        }
        using (tape.Evaluate())
            Assert.Throws<InvalidOperationException>(() => tape.Variable(Tensor.Zeros(1, 1)));
    }

    [Fact]
    public void Checking_names_the_operation_that_made_the_first_number_that_is_not_finite()
    {
        var parameters = OneWeight(out var weight);
        weight.AsSpan()[4] = -1;
        var tape = new Tape(new TapeOptions { CheckFinite = true });
        using (tape.Record())
        {
            string message = Assert.Throws<NumericalException>(() => weight.Log().Sum()).Message;
            Assert.Contains("Log [2, 3]: element 4 is NaN", message, StringComparison.Ordinal);
            Assert.Contains("-1 to 0.5", message, StringComparison.Ordinal);
        }
        weight.AsSpan()[4] = 0;
        using (tape.Record())
        {
            var loss = weight.Sqrt().Sum();
            Assert.Contains("gradient of Sqrt", Assert.Throws<NumericalException>(() => tape.Backward(loss)).Message, StringComparison.Ordinal);
        }
        Assert.Contains("'weight'", Assert.Throws<NumericalException>(() => FiniteGuard.Check(parameters)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_flow_through_views_of_parameters_also_after_the_set_has_grown()
    {
        var parameters = OneWeight(out var weight);
        var lastRow = weight[1.., ..];
        parameters.Add("later", Shape.Matrix(100, 100), Initialization.Zero);
        weight.AsSpan()[5] = 7;
        Assert.Equal(7, lastRow.AsSpan()[2]);
        var tape = new Tape();
        using (tape.Record())
            tape.Backward(lastRow.Square().Sum());
        Assert.Equal([0, 0, 0, 1, 1, 14], parameters["weight"].Gradient.ToArray());
    }
}

internal static class TapeExtensions
{
    /// <summary>Ends the step under way and begins the next, as the next iteration of a training loop does.</summary>
    public static void Record_ends_and_begins_again(this Tape tape)
    {
        tape.Leave();
        _ = tape.Record();
    }
}
