using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Autoencoders;

public class LatentSpaceTests
{
    private static readonly VaeOptions Small = new()
    {
        Architecture = new() { Hidden = [12], Latent = 3 },
        ScoreSamples = 5,
        Training = new() { Epochs = 6, BatchSize = 20, AverageDecay = 0.9, Rate = 0.01, Patience = 0, Seed = 4 },
    };

    [Fact]
    public void The_divergence_of_its_coordinates_is_that_of_the_bound_over_the_same_rows()
    {
        var (model, data) = Fit(Small);
        var space = LatentSpace.OfHeldOut(model, data);
        // Training held out the same 20 of 120 rows, by the same seed.
        Assert.Equal((20, DataSplit.Validation), (space.Rows, space.Split));
        Assert.Equal(model.Provenance.Figures[DataSplit.Validation].Elbo!.Divergence, space.Usage.Divergence.Sum(), 1e-4);
        Assert.Equal(model.Usage.Divergence, space.Usage.Divergence);
        int[] order = space.Coordinates();
        Assert.Equal([0, 1, 2], order.Order());
        Assert.True(space.Usage.Divergence[order[0]] >= space.Usage.Divergence[order[1]] && space.Usage.Divergence[order[1]] >= space.Usage.Divergence[order[2]]);
        // One label a row, that of the row: class 0 has a bar of ink, class 1 a bar of paper.
        Assert.All(Enumerable.Range(0, space.Rows), n => Assert.Equal(space.Labels.Span[n] == 0, space.Row(n).Average() < 0.5));
    }

    [Fact]
    public void A_marginal_of_the_aggregate_posterior_is_a_density_around_the_codes()
    {
        var (model, data) = Fit(Small);
        var space = LatentSpace.OfHeldOut(model, data);
        // By the rectangle rule over ten deviations and more, with steps well below the least deviation of these codes.
        const double Step = 0.002;
        double[] places = [.. Enumerable.Range(-10_000, 20_001).Select(i => i * Step)];
        double[] density = [.. places.Select(z => space.MarginalDensity(1, z))];
        Assert.Equal(1, density.Sum() * Step, 1e-6);
        Assert.Equal(Enumerable.Range(0, space.Rows).Average(n => (double)space.Mean(n)[1]), places.Zip(density, (z, p) => z * p).Sum() * Step, 1e-5);
    }

    [Fact]
    public void Codes_are_decoded_as_the_model_decodes_them()
    {
        var (model, data) = Fit(Small with { Conditional = true });
        var space = LatentSpace.OfHeldOut(model, data);
        float[] asZero = space.Decode(space.Mean(0), [0]), asOne = space.Decode(space.Mean(0), [1]);
        Assert.Equal(16, asZero.Length);
        Assert.All(asZero, mean => Assert.InRange(mean, 0, 1));
        Assert.True(asZero.Average() < asOne.Average());
        Assert.Equal([space.Labels.Span[3], space.Labels.Span[3]], space.ClassesOf(3, 2)!);
        Assert.Contains("whole rows of 3", Assert.Throws<ArgumentException>(() => space.Decode(new float[4])).Message);
        Assert.Contains("one for each of 2 codes", Assert.Throws<ArgumentException>(() => space.Decode(new float[6], [1])).Message);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        var (model, _) = Fit(Small);
        Assert.Contains("16 columns", Assert.Throws<InvalidDataException>(() => LatentSpace.OfHeldOut(model, BarImages.Draw(60, 3))).Message);
    }

    [Fact]
    public void Two_coordinates_are_their_own_plane_and_one_lies_on_a_line()
    {
        var plane = LatentPlane.Of([1, 2, 3, 4], 2);
        Assert.Equal([1, 3], plane.X);
        Assert.Equal([2, 4], plane.Y);
        Assert.Equal((1, false), (plane.VarianceShare, plane.IsPrincipal));
        Assert.Equal([0, 0], LatentPlane.Of([5, 6], 1).Y);
        Assert.Throws<ArgumentException>(() => LatentPlane.Of([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => LatentPlane.Of([], 2));
    }

    [Fact]
    public void More_are_laid_out_along_the_directions_in_which_they_vary_most()
    {
        // Variances 9, 4 and 0.01 along axes that are turned by 30 degrees in the plane of the first two.
        var random = new RandomStream(1, "codes");
        var noise = new double[3 * 4000];
        random.FillNormal(noise);
        var (sine, cosine) = Math.SinCos(Math.PI / 6);
        float[] codes = [.. Enumerable.Range(0, 4000).SelectMany(n =>
        {
            double a = 3 * noise[3 * n], b = 2 * noise[3 * n + 1], c = 0.1 * noise[3 * n + 2];
            return new[] { (float)(cosine * a - sine * b), (float)(c + 7), (float)(sine * a + cosine * b) };
        })];
        var plane = LatentPlane.Of(codes, 3);
        Assert.True(plane.IsPrincipal);
        // Standard errors of these variances are sqrt(2/4000) of them: five are 11%.
        Assert.Equal(9, plane.X.Average(x => x * x), 1.0);
        Assert.Equal(4, plane.Y.Average(y => y * y), 0.45);
        Assert.Equal(0, plane.X.Average(), 1e-9);
        Assert.InRange(plane.VarianceShare, 0.999, 0.9995);
    }

    private static (VaeModel Model, ImageDataset Data) Fit(VaeOptions options)
    {
        var data = BarImages.Draw(120, 4);
        var training = new VaeTraining(data, options);
        return (training.Finish(training.Run()), data);
    }
}
