using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

/// <summary>
/// Compares gradients with differences of the function itself. Four points, f' = (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h)))/(12 h) with
/// h = 1e-4, have a truncation error of the order of h⁴ = 1e-16 and a rounding error of 1e-16/h = 1e-12 relative to f, so 1e-6 asks for six
/// correct digits and leaves as many to spare.
/// </summary>
internal static class GradientCheck
{
    public const double Step = 1e-4;

    public const double Tolerance = 1e-6;

    /// <summary>Below this, an error counts absolutely: a gradient that cancels to zero has no relative error.</summary>
    private const double Floor = 1e-3;

    /// <summary>Checks the gradient of a function of a point.</summary>
    public static void Check(string name, double[] point, IReadOnlyList<double> gradient, Func<double[], double> function)
    {
        Assert.Equal(point.Length, gradient.Count);
        for (int i = 0; i < point.Length; i++)
        {
            double expected = Difference(point, i, function);
            double error = Math.Abs(gradient[i] - expected) / Math.Max(Floor, Math.Max(Math.Abs(gradient[i]), Math.Abs(expected)));
            // A NaN fails too.
            Assert.True(error < Tolerance, $"{name}, element {i} at {point[i]}: gradient {gradient[i]:R}, difference {expected:R}, relative error {error:E2}");
        }
    }

    /// <summary>Checks the gradients of a model's loss with respect to all its parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="loss">Computes the loss from them; the same each time it is called.</param>
    public static void CheckParameters(ParameterSet parameters, Func<Tensor> loss)
    {
        var tape = new Tape(new TapeOptions { Poison = true });
        using (tape.Record())
            tape.Backward(loss());
        foreach (var parameter in parameters)
        {
            var values = parameter;
            Check(parameter.Name, parameter.Values.ToArray(), parameter.Gradient.ToArray(), point =>
            {
                point.CopyTo(values.Values);
                using (tape.Evaluate())
                    return loss().ToScalar();
            });
        }
    }

    private static double Difference(double[] point, int i, Func<double[], double> function)
    {
        double At(double offset)
        {
            double kept = point[i];
            point[i] = kept + offset;
            double value = function(point);
            point[i] = kept;
            return value;
        }
        double difference = (8 * (At(Step) - At(-Step)) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
        _ = At(0);
        return difference;
    }
}
