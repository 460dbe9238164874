using Pushforward.Bijectors;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Samples;

/// <summary>y = x³ for x > 0: inverse y^(1/3), log f' = log 3 + 2 log x.</summary>
public sealed class Cube : ElementwiseBijector
{
    public override string Name => "cube";

    public override Domain Domain => Domain.Positive;

    public override Domain Range => Domain.Positive;

    protected override Tensor Function(Tensor x) => x * x * x;

    protected override Tensor InverseFunction(Tensor y) => y.Pow(1.0 / 3);

    protected override Tensor LogSlope(Tensor x, Tensor y) => x.Log().Affine(2, Math.Log(3));
}

/// <summary>Has a bijector of one's own checked.</summary>
public static class BijectorSample
{
    /// <summary>Checks it and prints what was found.</summary>
    public static BijectorReport Run()
    {
        var report = BijectorChecker.Check(new Cube(), [[0.5, 2, 1.5], [0.1, 3, 0.7]]);
        Console.WriteLine(report);
        report.ThrowIfFailed();
        return report;
    }
}
