using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

public class TrainingStepTests
{
    private const int Features = 96, Hidden = 128, Latent = 8, Batch = 64;

    /// <summary>Trains, with products and element-wise work large enough to be shared among the threads.</summary>
    private static float[] Train(int threads, int steps, int? checkpointAt = null)
    {
        using var team = new ThreadTeam(threads);
        var options = new TapeOptions { Team = team, MinimumParallelElements = 4096 };
        var model = new TinyVae(Features, Hidden, Latent, new RandomStream(5, "weights"));
        var adam = new Adam(model.Parameters, new AdamOptions { WeightDecay = 0.01 }, team);
        var average = new WeightAverage(model.Parameters, 0.99, team);
        var tape = new Tape(options);
        for (int step = 0; step < steps; step++)
        {
            if (step == checkpointAt)
            {
                var (values, state, steps_, averaged) =
                    (model.Parameters.Values.ToArray(), adam.State.Select(s => s.Values.ToArray()).ToArray(), adam.Steps, average.State.Values.ToArray());
                long updates = average.Updates;
                model = new TinyVae(Features, Hidden, Latent, new RandomStream(6, "other weights"));
                values.CopyTo(model.Parameters.Values);
                adam = new Adam(model.Parameters, new AdamOptions { WeightDecay = 0.01 }, team) { Steps = steps_ };
                for (int i = 0; i < state.Length; i++)
                    state[i].CopyTo(adam.State[i].Values);
                average = new WeightAverage(model.Parameters, 0.99, team) { Updates = updates };
                averaged.CopyTo(average.State.Values);
                tape = new Tape(options);
            }
            using (tape.Record())
            {
                var x = Tensor.Uniform(Batch, Features, new RandomStream(5, "data", step));
                tape.Backward(-model.Elbo(x, new RandomStream(5, "noise", step)).Mean());
            }
            model.Parameters.ClipGradientNorm(1, team);
            adam.Step(1e-3);
            average.Update();
        }
        return [.. model.Parameters.Values, .. average.State.Values];
    }

    [Fact]
    public void A_hundred_steps_give_the_same_bits_for_any_number_of_threads_and_across_a_checkpoint()
    {
        float[] expected = Train(threads: 1, steps: 100);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        foreach (int threads in new[] { 2, 3, 8 })
            Assert.Equal(expected, Train(threads, steps: 100));
        Assert.Equal(expected, Train(threads: 2, steps: 100, checkpointAt: 37));
    }

    [Fact]
    public void Ten_thousand_steps_allocate_less_than_a_kilobyte_each_and_the_arena_does_not_grow()
    {
        // One thread, so that all there is to allocate is allocated where it is counted.
        using var team = new ThreadTeam(1);
        var model = new TinyVae(6, 5, 2, new RandomStream(1, "weights"));
        var adam = new Adam(model.Parameters, team: team);
        var tape = new Tape(new TapeOptions { Team = team });
        var x = Tensor.Uniform(4, 6, new RandomStream(1, "x"));
        var noise = new RandomStream(1, "noise");
        void Step(int step)
        {
            using (tape.Record())
                tape.Backward(-model.Elbo(x, noise.At(step, 0)).Mean());
            model.Parameters.ClipGradientNorm(1, team);
            adam.Step(1e-3);
        }

        for (int step = 0; step < 10; step++)
            Step(step);
        long arena = tape.ArenaBytes, allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 10_000; step++)
            Step(step);
        Assert.Equal(arena, tape.ArenaBytes);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 10_000, 0, 1023);
    }

    [Fact]
    public void A_warm_step_on_several_threads_allocates_less_than_a_kilobyte()
    {
        using var team = new ThreadTeam(2);
        var model = new TinyVae(Features, Hidden, Latent, new RandomStream(1, "weights"));
        var adam = new Adam(model.Parameters, team: team);
        var tape = new Tape(new TapeOptions { Team = team, MinimumParallelElements = 0 });
        var x = Tensor.Uniform(Batch, Features, new RandomStream(1, "x"));
        var noise = new RandomStream(1, "noise");
        long allocated = 0;
        for (int step = 0; step < 20; step++)
        {
            if (step == 10)
                allocated = GC.GetAllocatedBytesForCurrentThread();
            using (tape.Record())
                tape.Backward(-model.Elbo(x, noise.At(step, 0)).Mean());
            adam.Step(1e-3);
        }
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 10, 0, 1023);
    }

    [Fact]
    public void Memory_is_that_of_four_arrays_of_parameters_and_the_activations()
    {
        const int Pixels = 784, Width = 512, Codes = 20, Rows = 128;
        var model = new TinyVae(Pixels, Width, Codes, new RandomStream(1, "weights"));
        var adam = new Adam(model.Parameters);
        var tape = new Tape();
        using (tape.Record())
            tape.Backward(-model.Elbo(Tensor.Uniform(Rows, Pixels, new RandomStream(1, "x")), new RandomStream(1, "noise")).Mean());
        adam.Step(1e-3);
        long held = sizeof(float) * (2L * model.Parameters.FlatLength + adam.State.Sum(s => (long)s.Values.Length)) + tape.ArenaBytes;
        long activations = Rows * (Pixels + Width + Width + 2 * Codes + 6 * Codes + Width + Width + Pixels);
        Assert.InRange(held / (sizeof(float) * (4.0 * model.Parameters.ElementCount + activations)), 1, 1.3);
    }

    [Fact]
    public void Training_a_flow_raises_the_likelihood()
    {
        var model = new TinyNice(8, 32, 4, new RandomStream(2, "weights"));
        var adam = new Adam(model.Parameters);
        var tape = new Tape();
        // Pairs of columns that determine each other up to a little noise.
        var random = new RandomStream(2, "data");
        var a = Tensor.Normal(256, 4, random);
        var x = Tensor.InterleaveColumns(a, a.Square() + 0.1 * Tensor.Normal(256, 4, random));
        double first = model.LogProb(x).Mean().ToScalar();
        for (int step = 0; step < 300; step++)
        {
            using (tape.Record())
                tape.Backward(-model.LogProb(x).Mean());
            adam.Step(3e-3);
        }
        Assert.True(model.LogProb(x).Mean().ToScalar() > first + 3);
    }
}
