using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Benchmarks.Peers;

/// <summary>
/// Element-wise functions over a million floats beside TensorPrimitives and beside a copy, in one run: every round times each of them once, in an order that
/// turns, so that whatever else the machine does hits all alike. Medians, and the ratios of them.
/// </summary>
internal static class ElementwisePeer
{
    private const int Length = 1_000_000, WarmUps = 60, Rounds = 301;

    private static readonly ThreadTeam One = new(1);

    private delegate void Function(ReadOnlySpan<float> x, Span<float> y);

    public static void Run(string[] args)
    {
        var random = new System.Random(1);
        float[] x = [.. Enumerable.Range(0, Length).Select(_ => random.NextSingle() * 10 - 4)];
        float[] positive = [.. x.Select(value => Math.Abs(value) + 0.01f)];
        Console.WriteLine("microseconds      copy  TensorPrimitives  one thread  ratio     team  ratio");
        Compare("exp", x, TensorPrimitives.Exp, (x, y) => Elementwise.Exp(x, y, One), (x, y) => Elementwise.Exp(x, y));
        Compare("log", positive, TensorPrimitives.Log, (x, y) => Elementwise.Log(x, y, One), (x, y) => Elementwise.Log(x, y));
        // There is no softplus among the primitives: two calls, that overflow beyond 88.
        Compare("softplus", x, ExpThenLog1p, (x, y) => Elementwise.Softplus(x, y, One), (x, y) => Elementwise.Softplus(x, y));
        Compare("sigmoid", x, TensorPrimitives.Sigmoid, (x, y) => Elementwise.Sigmoid(x, y, One), (x, y) => Elementwise.Sigmoid(x, y));
        Compare("tanh", x, TensorPrimitives.Tanh, (x, y) => Elementwise.Tanh(x, y, One), (x, y) => Elementwise.Tanh(x, y));
    }

    private static void ExpThenLog1p(ReadOnlySpan<float> x, Span<float> y)
    {
        TensorPrimitives.Exp(x, y);
        TensorPrimitives.LogP1(y, y);
    }

    private static void Compare(string name, float[] x, Function primitives, Function alone, Function team)
    {
        var y = new float[Length];
        Function[] sides = [(x, y) => x.CopyTo(y), primitives, alone, team];
        var times = new double[sides.Length][];
        for (int side = 0; side < sides.Length; side++)
            times[side] = new double[Rounds];
        for (int round = -WarmUps; round < Rounds; round++)
        {
            for (int turn = 0; turn < sides.Length; turn++)
            {
                int side = (turn + round + WarmUps) % sides.Length;
                long start = Stopwatch.GetTimestamp();
                sides[side](x, y);
                if (round >= 0)
                    times[side][round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }
        foreach (double[] side in times)
            Array.Sort(side);
        double Median(int side) => times[side][Rounds / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-12} {Median(0),9:F0} {Median(1),17:F0} {Median(2),11:F0} {Median(1) / Median(2),6:F2} {Median(3),8:F0} {Median(1) / Median(3),6:F2}"));
    }
}
