using Pushforward.Distributions;
using Pushforward.Numerics.Random;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Samples;

/// <summary>The law of a ratio of two measurements with errors: its median and interval, and that it has no mean.</summary>
public static class RatioSample
{
    /// <summary>Computes and prints it.</summary>
    public static Law Run()
    {
        var effect = Of(new Normal(3, 0.5));
        var dose = Of(new Normal(5, 1));
        var ratio = effect / dose;

        var law = ratio.Law;
        Console.WriteLine($"median {law.Quantile(0.5):F4}, 95% between {law.Quantile(0.025):F4} and {law.Quantile(0.975):F4}");
        Console.WriteLine($"P(ratio > 1) = {law.ComplementaryCdf(1):E6}, mean {law.Mean}");

        // (effect + dose) / dose is another law: dose is the same variable in both places.
        Console.WriteLine($"median of (effect + dose) / dose {((effect + dose) / dose).Law.Quantile(0.5):F4}");
        Console.WriteLine($"simulation agrees with p = {ratio.Verify(100_000, new RandomStream(seed: 0, "verify")).PValue:F2}");
        return law;
    }
}
