using System.Globalization;
using System.Runtime.CompilerServices;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>What bijectors are made from: numbers, checked and turned into tensors that outlive every step.</summary>
internal static class Given
{
    public static double Finite(double value, string bijector, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        double.IsFinite(value) ? value : throw Wrong(value, "a finite number", bijector, parameter);

    public static double Positive(double value, string bijector, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        value > 0 && double.IsFinite(value) ? value : throw Wrong(value, "a finite number greater than 0", bijector, parameter);

    public static double NonZero(double value, string bijector, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        value != 0 && double.IsFinite(value) ? value : throw Wrong(value, "a finite number other than 0", bijector, parameter);

    /// <summary>Whether it can be divided by in the precision of the engine.</summary>
    public static double Normal(double value, string bijector, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        Real.IsNormal((Real)value) ? value : throw Wrong(value, "a finite number other than 0 within the range of single precision", bijector, parameter);

    public static int AtLeast(int minimum, int value, string bijector, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        value >= minimum ? value : throw new ArgumentException($"{parameter}: expected at least {minimum}, got {value} ({bijector}).");

    /// <summary>One number for all columns, as a scalar, or one for each, as a vector.</summary>
    public static Tensor Row(ReadOnlySpan<double> values) => Wrap(values, values.Length == 1 ? Shape.Scalar : Shape.Vector(values.Length));

    public static Tensor Matrix(double[,] values)
    {
        var flat = new double[values.Length];
        Buffer.BlockCopy(values, 0, flat, 0, values.Length * sizeof(double));
        return Wrap(flat, Shape.Matrix(values.GetLength(0), values.GetLength(1)));
    }

    /// <summary>"name(1,-2.5)", as the command line writes it.</summary>
    public static string Call(string name, params ReadOnlySpan<double> values)
    {
        var texts = new string[values.Length];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = values[i].ToString("R", CultureInfo.InvariantCulture);
        return $"{name}({string.Join(",", texts)})";
    }

    public static Tensor Wrap(ReadOnlySpan<double> values, Shape shape)
    {
        var converted = new Real[values.Length];
        for (int i = 0; i < converted.Length; i++)
            converted[i] = (Real)values[i];
        return Tensor.Wrap(converted, shape);
    }

    private static ArgumentException Wrong(double value, string expected, string bijector, string parameter) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{parameter}: expected {expected}, got {value:R} ({bijector}, parameter '{parameter}')."));
}
