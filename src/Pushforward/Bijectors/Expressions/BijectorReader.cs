using System.Globalization;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Bijectors.Expressions;

/// <summary>
/// Reads bijectors as the command line writes them: <c>leaky-relu(0.1)</c>, <c>chain(permute(2,0,1), leaky-relu(0.1), scale(2,3,4))</c>. A chain applies
/// its first part first; permute(2,0,1) puts the third value first; matrices are read row by row.
/// </summary>
public static class BijectorReader
{
    private static readonly Dictionary<string, Form> Forms = new(StringComparer.Ordinal)
    {
        ["shift"] = new("shift(b, ...)", 1, int.MaxValue, p => new Shift(p)),
        ["scale"] = new("scale(s, ...)", 1, int.MaxValue, p => new Scale(p)),
        ["triangular"] = new("triangular(a11, a21,a22, ...)", 1, int.MaxValue, p => new TriangularAffine(Triangle(p))),
        ["affine"] = new("affine(a11,a12, a21,a22, ...)", 1, int.MaxValue, p => new LuAffine(Matrix(p))),
        ["leaky-relu"] = new("leaky-relu(slope)", 1, 1, p => new LeakyRelu(p[0])),
        ["elu"] = new("elu or elu(alpha)", 0, 1, p => p is [var alpha] ? new Elu(alpha) : new Elu()),
        ["softplus"] = new("softplus", 0, 0, _ => new Softplus()),
        ["exp"] = new("exp", 0, 0, _ => new Exp()),
        ["log"] = new("log", 0, 0, _ => new Log()),
        ["sigmoid"] = new("sigmoid", 0, 0, _ => new Sigmoid()),
        ["logit"] = new("logit", 0, 0, _ => new Logit()),
        ["tanh"] = new("tanh", 0, 0, _ => new Tanh()),
        ["power"] = new("power(p)", 1, 1, p => new Power(p[0])),
        ["reciprocal"] = new("reciprocal", 0, 0, _ => new Reciprocal()),
        ["sinh-arcsinh"] = new("sinh-arcsinh(skewness, tail-weight)", 2, 2, p => new SinhArcsinh(p[0], p[1])),
        ["permute"] = new("permute(2,0,1)", 1, int.MaxValue, p => new Permute(p.Select(Place).ToArray())),
        ["reverse"] = new("reverse", 0, 0, _ => new Reverse()),
    };

    /// <summary>How each bijector is written, for help and messages.</summary>
    public static IReadOnlyList<string> Signatures { get; } =
        [.. Forms.Values.Select(form => form.Signature), "invert(bijector)", "chain(bijector, ...)"];

    /// <summary>Reads a bijector.</summary>
    /// <param name="text">The expression; numbers may be sums and products of numbers, pi and e.</param>
    /// <exception cref="ExpressionException">It is not a bijector; the message says where and what was expected.</exception>
    public static Bijector Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Build(ExpressionReader.Read(text), text);
    }

    private static Bijector Build(Expression expression, string text)
    {
        var (name, arguments) = expression switch
        {
            CallExpression call => (call.Name, call.Arguments),
            NameExpression plain => (plain.Name, []),
            _ => ("", []),
        };
        int column = expression.Column;
        try
        {
            return name switch
            {
                "chain" when arguments.Count > 0 => new Chain([.. arguments.Select(argument => Build(argument, text))]),
                "invert" when arguments.Count == 1 => new Invert(Build(arguments[0], text)),
                "chain" or "invert" => throw ExpressionException.At(
                    text, column, $"{name} at column {column} takes {(name == "chain" ? "at least one bijector" : "one bijector")}, got {arguments.Count}."),
                _ when Forms.TryGetValue(name, out var form) => Create(name, form, arguments, text, column),
                _ => throw ExpressionException.At(
                    text, column,
                    $"{(name.Length == 0 ? "this" : $"'{name}'")} is not a bijector, at column {column}; expected one of {string.Join("; ", Signatures)}."),
            };
        }
        catch (ArgumentException error) when (error is not ExpressionException)
        {
            throw ExpressionException.At(text, column, $"{name} at column {column}: {error.Message}", error);
        }
    }

    private static Bijector Create(string name, Form form, IReadOnlyList<Expression> arguments, string text, int column)
    {
        if (arguments.Count < form.Fewest || arguments.Count > form.Most)
        {
            string takes = form.Most switch
            {
                0 => "no numbers",
                int.MaxValue => "at least one number",
                var most when most == form.Fewest => most == 1 ? "one number" : $"{most} numbers",
                _ => "at most one number",
            };
            throw ExpressionException.At(text, column, $"{name} at column {column} takes {takes}, {form.Signature}, got {arguments.Count}.");
        }
        return form.Create([.. arguments.Select(argument => LawReader.Constant(argument, text))]);
    }

    private static int Place(double value) => value is >= 0 and <= int.MaxValue && value == Math.Floor(value)
        ? (int)value
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"expected places, whole numbers from 0, got {value:R}."));

    private static double[,] Matrix(double[] values)
    {
        int n = (int)Math.Round(Math.Sqrt(values.Length));
        if (n * n != values.Length)
            throw new ArgumentException($"expected the n x n numbers of a square matrix, row by row, got {values.Length}.");
        var matrix = new double[n, n];
        for (int i = 0; i < values.Length; i++)
            matrix[i / n, i % n] = values[i];
        return matrix;
    }

    private static double[,] Triangle(double[] values)
    {
        int n = (int)Math.Round((Math.Sqrt(8.0 * values.Length + 1) - 1) / 2);
        if (n * (n + 1) / 2 != values.Length)
            throw new ArgumentException($"expected the 1 + 2 + ... + n numbers of a lower triangle, row by row, got {values.Length}.");
        var matrix = new double[n, n];
        int next = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                matrix[i, j] = values[next++];
        }
        return matrix;
    }

    /// <summary>How a bijector is written, how many numbers it takes, and how it is made from them.</summary>
    private sealed record Form(string Signature, int Fewest, int Most, Func<double[], Bijector> Create);
}
