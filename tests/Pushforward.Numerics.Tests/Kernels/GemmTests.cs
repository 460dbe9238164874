using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tests.Kernels;

/// <summary>The tests marked <c>Rerun=Kernels</c> are run again by <see cref="InstructionSetTests"/> with instruction sets switched off.</summary>
[Trait("Rerun", "Kernels")]
public class GemmTests
{
    private static readonly ThreadTeam Alone = new(1);

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void Every_size_from_1_to_257_in_every_dimension_is_within_the_rounding_bound(GemmLayout layout)
    {
        // Two permutations of 1..257 (257 is prime) pair each size of m with another of n and of k.
        for (int size = 1; size <= 257; size++)
        {
            var product = new GemmReference(layout, size, 1 + size * 101 % 257, 1 + size * 59 % 257, size % 3, new System.Random(size));
            foreach (var kernel in GemmMicroKernel.Supported)
                product.Check(product.Multiply(kernel, Alone));
        }
    }

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void Every_remainder_of_a_tile_is_within_the_rounding_bound(GemmLayout layout)
    {
        for (int m = 1; m <= 26; m++)
        {
            for (int n = 1; n <= 34; n++)
            {
                int k = 1 + (m * 7 + n * 5) % 19;
                var product = new GemmReference(layout, m, n, k, (m + n) % 2 * 3, new System.Random(m * 100 + n));
                foreach (var kernel in GemmMicroKernel.Supported)
                    product.Check(product.Multiply(kernel, Alone, accumulate: true), accumulate: true);
            }
        }
    }

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void Long_sums_cross_blocks_of_depth_within_the_rounding_bound(GemmLayout layout)
    {
        foreach (var (m, n, k) in new[] { (13, 33, 511), (5, 37, 2049), (1, 9, 3000), (14, 1, 3000), (270, 20, 600), (3, 40, 4100) })
        {
            var product = new GemmReference(layout, m, n, k, 1, new System.Random(k));
            foreach (var kernel in GemmMicroKernel.Supported)
            {
                product.Check(product.Multiply(kernel, Alone));
                product.Check(product.Multiply(kernel, Alone, accumulate: true, bias: true), accumulate: true, bias: true);
            }
        }
    }

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void Bias_and_activation_are_applied_once_to_the_finished_sum(GemmLayout layout)
    {
        var activations = new (Activation Name, Func<double, double> Function)[]
        {
            (Activation.None, x => x), (Activation.Relu, x => Math.Max(x, 0)), (Activation.LeakyRelu, x => x > 0 ? x : GemmReference.Slope * x),
            (Activation.Tanh, Math.Tanh), (Activation.Elu, x => x > 0 ? x : Math.Exp(x) - 1), (Activation.Sigmoid, x => 1 / (1 + Math.Exp(-x))),
            (Activation.Softplus, x => Math.Log(1 + Math.Exp(x))),
        };
        foreach (var (m, n, k) in new[] { (25, 70, 300), (1, 70, 30), (25, 1, 30), (7, 50, 0) })
        {
            var product = new GemmReference(layout, m, n, k, 2, new System.Random(m));
            foreach (var kernel in GemmMicroKernel.Supported)
            {
                foreach (var (name, function) in activations)
                {
                    // 4 units in the last place: what Elementwise documents for its functions, and the rounding of the slope.
                    product.Check(product.Multiply(kernel, Alone, true, true, name), true, true, function, activationUlps: 4);
                    product.Check(product.Multiply(kernel, Alone, false, true, name), false, true, function, activationUlps: 4);
                }
            }
        }
    }

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void Results_are_the_same_bits_for_any_number_of_threads(GemmLayout layout)
    {
        using ThreadTeam two = new(2), three = new(3), eight = new(8);
        var teams = new[] { two, three, eight };
        foreach (var (m, n, k) in new[] { (128, 512, 300), (300, 100, 257), (103, 99, 101), (1, 1100, 1000), (1100, 1, 1000), (700, 40, 2100), (600, 70, 512) })
        {
            var product = new GemmReference(layout, m, n, k, 0, new System.Random(m));
            foreach (var kernel in GemmMicroKernel.Supported)
            {
                float[] alone = product.Multiply(kernel, Alone, bias: true, activation: Activation.Sigmoid);
                foreach (var team in teams)
                {
                    float[] together = product.Multiply(kernel, team, bias: true, activation: Activation.Sigmoid);
                    Assert.True(alone.AsSpan().SequenceEqual(together), $"{layout} {m} x {n} x {k}: {team.Size} threads give other bits than one.");
                }
            }
        }
    }

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void Chunks_that_do_not_fit_the_packing_buffers_give_the_same_product(GemmLayout layout)
    {
        // More columns, and more rows, than are packed at once at this depth; several blocks of rows under the same panels of B; more of C than a cache holds.
        foreach (var (m, n, k) in new[] { (3, 4200, 2048), (530, 5, 2048), (600, 70, 512), (515, 530, 30) })
        {
            var product = new GemmReference(layout, m, n, k, 0, new System.Random(n));
            foreach (var kernel in GemmMicroKernel.Supported)
                product.Check(product.Multiply(kernel, Alone));
        }
    }

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void Not_a_number_and_infinity_reach_their_row_and_column_and_no_other(GemmLayout layout)
    {
        var product = new GemmReference(layout, 14, 35, 40, 0, new System.Random(1));
        product.A[layout == GemmLayout.TN ? 3 * product.LdA + 13 : 13 * product.LdA + 3] = float.NaN;
        product.B[layout == GemmLayout.NT ? 34 * product.LdB + 5 : 5 * product.LdB + 34] = float.PositiveInfinity;
        foreach (var kernel in GemmMicroKernel.Supported)
        {
            float[] c = product.Multiply(kernel, Alone);
            for (int i = 0; i < 14; i++)
            {
                for (int j = 0; j < 35; j++)
                {
                    float value = c[i * product.LdC + j];
                    Assert.True(i == 13 ? float.IsNaN(value) : j == 34 ? float.IsInfinity(value) : float.IsFinite(value), $"[{i}, {j}] is {value}");
                }
            }
        }
    }

    [Fact]
    public async Task Callers_on_several_threads_and_parts_of_a_team_may_multiply_at_once()
    {
        var product = new GemmReference(GemmLayout.NN, 128, 96, 130, 0, new System.Random(1));
        using var team = new ThreadTeam(2);
        float[] expected = product.Multiply(GemmMicroKernel.Current, Alone);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
                Assert.Equal(expected, product.Multiply(GemmMicroKernel.Current, team));
        })));
        team.Run(6, _ => Assert.Equal(expected, product.Multiply(GemmMicroKernel.Current, team)));
    }

    [Theory]
    [InlineData(0, 3, 2)]
    [InlineData(3, 0, 2)]
    [InlineData(3, 4, 0)]
    [InlineData(0, 0, 0)]
    public void Empty_products_are_zero_or_leave_what_was_accumulated(int m, int n, int k)
    {
        float[] c = [.. Enumerable.Repeat(5f, m * n)];
        Gemm.Multiply(GemmLayout.NN, m, n, k, new float[m * k], k, new float[k * n], n, c, n, accumulate: true);
        Assert.All(c, value => Assert.Equal(5f, value));
        Gemm.Multiply(GemmLayout.NN, m, n, k, new float[m * k], k, new float[k * n], n, c, n);
        Assert.All(c, value => Assert.Equal(0f, value));
    }

    [Fact]
    public void A_warm_product_allocates_nothing()
    {
        var product = new GemmReference(GemmLayout.NT, 128, 256, 100, 0, new System.Random(1));
        float[] c = new float[128 * 256];
        using var team = new ThreadTeam(2);
        void Multiply() => Gemm.Multiply(GemmLayout.NT, 128, 256, 100, product.A, 100, product.B, 100, c, 256, false,
            new GemmEpilogue<float>(product.Bias, Activation.Relu), team);
        for (int i = 0; i < 3; i++)
            Multiply();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            Multiply();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(GemmLayout.NN)]
    [InlineData(GemmLayout.NT)]
    [InlineData(GemmLayout.TN)]
    public void The_float64_product_agrees_with_the_reference(GemmLayout layout)
    {
        foreach (var (m, n, k) in new[] { (1, 1, 1), (3, 5, 7), (17, 33, 65), (8, 1, 9), (1, 8, 9), (4, 4, 0), (71, 45, 40) })
        {
            var product = new GemmReference(layout, m, n, k, 2, new System.Random(m));
            double[] Wide(float[] values) => [.. values.Select(value => (double)value)];
            double[] c = Wide(product.Before);
            Gemm.Multiply(layout, m, n, k, Wide(product.A), product.LdA, Wide(product.B), product.LdB, c, product.LdC, true,
                new GemmEpilogue<double>(Wide(product.Bias), Activation.Tanh));
            var narrow = new GemmReference(layout, m, n, k, 2, new System.Random(m));
            float[] rounded = [.. c.Select(value => (float)value)];
            for (int i = 0; i < m - 1; i++)
                rounded.AsSpan(i * product.LdC + n, 2).Fill(-7777);
            narrow.Check(rounded, true, true, Math.Tanh, activationUlps: 1);
        }
    }

    [Fact]
    public void Wrong_arguments_are_named_with_what_was_expected()
    {
        float[] two = new float[2], six = new float[6];
        string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;

        Assert.Contains("m = -1", Message(() => Gemm.Multiply(GemmLayout.NN, -1, 1, 1, two, 1, two, 1, two, 1)));
        Assert.Contains("lda in Gemm: expected at least 3", Message(() => Gemm.Multiply(GemmLayout.NN, 2, 1, 3, six, 2, six, 1, six, 1)));
        Assert.Contains("A in Gemm: [2, 3] with lda = 3 needs 6", Message(() => Gemm.Multiply(GemmLayout.NN, 2, 1, 3, two, 3, six, 1, six, 1)));
        Assert.Contains("B in Gemm: [3, 2]", Message(() => Gemm.Multiply(GemmLayout.NN, 2, 2, 3, six, 3, two, 2, six, 2)));
        Assert.Contains("ldb in Gemm: expected at least 3", Message(() => Gemm.Multiply(GemmLayout.NT, 2, 2, 3, six, 3, six, 2, six, 2)));
        Assert.Contains("C in Gemm: [2, 2]", Message(() => Gemm.Multiply(GemmLayout.NN, 2, 2, 3, six, 3, six, 2, two, 2)));
        Assert.Contains("bias in Gemm: expected one value per column of C, 2, got 6", Message(() =>
            Gemm.Multiply(GemmLayout.NN, 2, 2, 3, six, 3, six, 2, six, 2, false, new GemmEpilogue<float>(six))));
        Assert.Contains("layout in Gemm", Message(() => Gemm.Multiply((GemmLayout)9, 1, 1, 1, two, 1, two, 1, two, 1)));
        // Sizes whose product overflows an int are refused, not read.
        Assert.Contains("needs 4611686014132420609", Message(() =>
            Gemm.Multiply(GemmLayout.NN, int.MaxValue, int.MaxValue, int.MaxValue, two, int.MaxValue, two, int.MaxValue, two, int.MaxValue)));
    }
}
