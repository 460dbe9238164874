using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

public class OptimizerTests
{
    private const int Length = 37;

    /// <summary>One parameter that decays, one that does not and has ten times the rate; gradients the same each step.</summary>
    private static ParameterSet Make()
    {
        var parameters = new ParameterSet();
        var random = new RandomStream(1, "optimizer");
        parameters.Add("weight", Shape.Vector(Length), Initialization.Normal(random, 1));
        parameters.Add("bias", Shape.Vector(Length), Initialization.Normal(random, 1), decays: false, rateFactor: 10);
        return parameters;
    }

    private static double Gradient(int parameter, int i, int step) => Math.Sin(1 + parameter + 3 * i + 0.7 * step);

    private static void SetGradients(ParameterSet parameters, int step)
    {
        for (int p = 0; p < parameters.Count; p++)
        {
            for (int i = 0; i < Length; i++)
                parameters[p].Gradient[i] = (float)Gradient(p, i, step);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Adam_follows_its_definition_with_decay_of_weights_alone(double decay)
    {
        var parameters = Make();
        double[][] expected = [.. parameters.Select(p => p.Values.ToArray().Select(v => (double)v).ToArray())];
        var (m, v) = (new double[2, Length], new double[2, Length]);
        var adam = new Adam(parameters, new AdamOptions { Beta1 = 0.8, Beta2 = 0.9, Epsilon = 1e-6, WeightDecay = decay });
        for (int step = 1; step <= 20; step++)
        {
            SetGradients(parameters, step);
            adam.Step(0.01);
            for (int p = 0; p < 2; p++)
            {
                double rate = p == 0 ? 0.01 : 0.1;
                for (int i = 0; i < Length; i++)
                {
                    double g = Gradient(p, i, step);
                    m[p, i] = 0.8 * m[p, i] + 0.2 * g;
                    v[p, i] = 0.9 * v[p, i] + 0.1 * g * g;
                    if (p == 0)
                        expected[p][i] -= rate * decay * expected[p][i];
                    expected[p][i] -= rate * (m[p, i] / (1 - Math.Pow(0.8, step))) / (Math.Sqrt(v[p, i] / (1 - Math.Pow(0.9, step))) + 1e-6);
                }
            }
        }
        Assert.Equal(20, adam.Steps);
        AssertClose(expected, parameters);
    }

    [Fact]
    public void Gradient_descent_with_momentum_follows_its_definition()
    {
        var parameters = Make();
        double[][] expected = [.. parameters.Select(p => p.Values.ToArray().Select(v => (double)v).ToArray())];
        var velocity = new double[2, Length];
        var sgd = new SgdMomentum(parameters, momentum: 0.7, weightDecay: 0.3);
        for (int step = 1; step <= 20; step++)
        {
            SetGradients(parameters, step);
            sgd.Step(0.01);
            for (int p = 0; p < 2; p++)
            {
                double rate = p == 0 ? 0.01 : 0.1;
                for (int i = 0; i < Length; i++)
                {
                    velocity[p, i] = 0.7 * velocity[p, i] + Gradient(p, i, step);
                    expected[p][i] = expected[p][i] * (p == 0 ? 1 - rate * 0.3 : 1) - rate * velocity[p, i];
                }
            }
        }
        AssertClose(expected, parameters);
    }

    [Fact]
    public void A_restored_state_goes_on_as_if_nothing_had_happened()
    {
        var (through, stopped) = (Make(), Make());
        var first = new Adam(through);
        var second = new Adam(stopped);
        for (int step = 1; step <= 10; step++)
        {
            SetGradients(through, step);
            first.Step(0.01);
            if (step == 5)
            {
                var resumed = new Adam(stopped) { Steps = second.Steps };
                foreach (var (from, to) in second.State.Zip(resumed.State))
                {
                    Assert.Equal(from.Name, to.Name);
                    from.Values.CopyTo(to.Values);
                }
                second = resumed;
            }
            SetGradients(stopped, step);
            second.Step(0.01);
        }
        Assert.Equal(through.Values.ToArray(), stopped.Values.ToArray());
        Assert.Equal(["adam.first", "adam.second"], first.State.Select(s => s.Name));
    }

    [Fact]
    public void Adam_finds_the_minimum_of_a_quadratic()
    {
        var parameters = new ParameterSet();
        var x = parameters.Add("x", Shape.Vector(5), Initialization.Constant(3));
        var target = Tensor.From(1, -2, 0.5f, 4, 0);
        var adam = new Adam(parameters);
        var schedule = RateSchedule.Cosine(0.1, 500);
        var tape = new Tape();
        for (int step = 0; step < 500; step++)
        {
            using (tape.Record())
                tape.Backward((x - target).Square().Sum());
            adam.Step(schedule.At(step));
        }
        Assert.Equal(0, (x - target).Abs().Sum().ToScalar(), 1e-3);
    }

    [Fact]
    public void Settings_out_of_range_are_named()
    {
        var parameters = Make();
        Assert.Contains("Beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, new AdamOptions { Beta1 = 1 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, new AdamOptions { Beta2 = -0.1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, new AdamOptions { Epsilon = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, new AdamOptions { WeightDecay = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SgdMomentum(parameters, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters).Step(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters).Step(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAverage(parameters, 1));
    }

    [Fact]
    public void Schedules_take_the_values_they_are_named_for()
    {
        Assert.Equal(0.1, RateSchedule.Constant(0.1).At(1_000_000));
        var cosine = RateSchedule.Cosine(1, end: 300, begin: 100, final: 0.2);
        Assert.Equal(1, cosine.At(0));
        Assert.Equal(1, cosine.At(100));
        Assert.Equal(0.6, cosine.At(200), 12);
        Assert.Equal(0.2, cosine.At(300), 12);
        Assert.Equal(0.2, cosine.At(10_000), 12);
        var step = RateSchedule.Step(1, every: 10, factor: 0.5);
        Assert.Equal([1, 1, 0.5, 0.25], new[] { 0L, 9, 10, 25 }.Select(step.At));
        var warm = RateSchedule.Constant(1).WithWarmUp(4);
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], new[] { 0L, 1, 2, 3, 4 }.Select(warm.At));
        Assert.Equal(1, RateSchedule.Constant(1).WithWarmUp(0).At(0));
        Assert.Throws<ArgumentException>(() => RateSchedule.Cosine(1, end: 5, begin: 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => RateSchedule.Step(1, 0, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => RateSchedule.Constant(1).WithWarmUp(-1));
    }

    [Fact]
    public void An_average_follows_the_weights_and_can_be_swapped_in_and_out()
    {
        var parameters = new ParameterSet();
        var x = parameters.Add("x", Shape.Vector(20_000), Initialization.Constant(1));
        var average = new WeightAverage(parameters, 0.9);
        double expected = 1;
        for (int step = 1; step <= 100; step++)
        {
            x.AsSpan().Fill(step);
            average.Update();
            double decay = Math.Min(0.9, (1.0 + step) / (10 + step));
            expected = decay * expected + (1 - decay) * step;
        }
        average.Swap();
        Assert.All(x.AsSpan().ToArray(), value => Assert.Equal(expected, value, 1e-3));
        average.Swap();
        Assert.All(x.AsSpan().ToArray(), value => Assert.Equal(100, value));
    }

    [Fact]
    public void A_step_takes_the_new_weights_into_the_average_it_is_given()
    {
        using var team = new ThreadTeam(2);
        float[] Train(bool together)
        {
            var parameters = new ParameterSet();
            // More than a block, and parameters whose ends are no multiple of a vector.
            parameters.Add("a", Shape.Matrix(131, 257), Initialization.Normal(new RandomStream(1, "a"), 1));
            parameters.Add("b", Shape.Vector(5), Initialization.Constant(2), decays: false);
            var (adam, average) = (new Adam(parameters, team: team), new WeightAverage(parameters, 0.9, team));
            for (int step = 0; step < 5; step++)
            {
                new RandomStream(2, "gradient", step).FillNormal(parameters.Gradients);
                adam.Step(0.1, together ? average : null);
                if (!together)
                    average.Update();
            }
            Assert.Equal(5, average.Updates);
            return [.. parameters.Values, .. average.State.Values];
        }
        Assert.Equal(Train(together: false), Train(together: true));

        var other = new WeightAverage(Make(), 0.9);
        Assert.Contains("average: expected one of the parameters", Assert.Throws<ArgumentException>(() => new Adam(Make()).Step(0.1, other)).Message);
        Assert.Equal(0, other.Updates);
    }

    [Fact]
    public void Steps_of_ranges_are_the_step_of_all()
    {
        float[] Train(params int[] bounds)
        {
            var parameters = new ParameterSet();
            parameters.Add("a", Shape.Matrix(131, 257), Initialization.Normal(new RandomStream(1, "a"), 1));
            parameters.Add("b", Shape.Vector(5), Initialization.Constant(2), decays: false);
            new RandomStream(2, "gradient").FillNormal(parameters.Gradients);
            float[] all = [.. parameters.Values];
            // Every range by an optimizer of its own, as ranks have it.
            for (int i = 0; i < bounds.Length; i++)
            {
                int start = i == 0 ? 0 : bounds[i - 1];
                var copy = new ParameterSet();
                copy.Add("a", Shape.Matrix(131, 257), Initialization.Zero);
                copy.Add("b", Shape.Vector(5), Initialization.Zero, decays: false);
                parameters.Values.CopyTo(copy.Values);
                parameters.Gradients.CopyTo(copy.Gradients);
                var (adam, average) = (new Adam(copy, new AdamOptions { WeightDecay = 0.3 }), new WeightAverage(copy, 0.9));
                for (int step = 0; step < 3; step++)
                    adam.Step(0.1, average, start, bounds[i] - start);
                Assert.Equal((3L, 3L), (adam.Steps, average.Updates));
                Assert.Equal(parameters.Values[..start].ToArray(), copy.Values[..start].ToArray());
                Assert.Equal(parameters.Values[bounds[i]..].ToArray(), copy.Values[bounds[i]..].ToArray());
                copy.Values[start..bounds[i]].CopyTo(all.AsSpan(start));
                Assert.NotEqual(0, average.State.Values[start]);
            }
            return all;
        }
        // Parameters begin at multiples of 16: 33,667 elements and 13 of a gap, 5 and 11.
        const int Flat = 33_680 + 16;
        Assert.Equal(Train(Flat), Train(1, 1000, 20_000, 33_682, Flat));

        var small = new Adam(Make());
        Assert.Contains("got 97 from 0 on", Assert.Throws<ArgumentOutOfRangeException>(() => small.Step(0.1, null, 0, 97)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => small.Step(0.1, null, -1, 2));
        Assert.Equal(0, small.Steps);
    }

    private static void AssertClose(double[][] expected, ParameterSet parameters)
    {
        // Twenty steps of single precision, each with a few roundings of numbers of size one.
        for (int p = 0; p < expected.Length; p++)
        {
            for (int i = 0; i < Length; i++)
                Assert.Equal(expected[p][i], parameters[p].Values[i], 1e-5);
        }
    }
}
