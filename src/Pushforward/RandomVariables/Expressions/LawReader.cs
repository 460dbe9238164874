using System.Globalization;
using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Expressions;

/// <summary>Reads laws as the command line writes them: <c>normal(0,1)</c>, <c>mixture(0.5: normal(-3,1), 0.5: normal(3,1))</c>.</summary>
public static class LawReader
{
    private static readonly Dictionary<string, (string[] Parameters, Func<double[], Law> Create)> Laws = new(StringComparer.Ordinal)
    {
        ["uniform"] = (["a", "b"], p => new Uniform(p[0], p[1])),
        ["normal"] = (["mean", "sd"], p => new Normal(p[0], p[1])),
        ["lognormal"] = (["mu", "sigma"], p => new LogNormal(p[0], p[1])),
        ["cauchy"] = (["location", "scale"], p => new Cauchy(p[0], p[1])),
        ["exponential"] = (["rate"], p => new Exponential(p[0])),
        ["laplace"] = (["location", "scale"], p => new Laplace(p[0], p[1])),
        ["logistic"] = (["location", "scale"], p => new Logistic(p[0], p[1])),
        ["gamma"] = (["shape", "rate"], p => new Gamma(p[0], p[1])),
        ["beta"] = (["a", "b"], p => new Beta(p[0], p[1])),
        ["chi-squared"] = (["k"], p => new ChiSquared(p[0])),
        ["student-t"] = (["df"], p => new StudentT(p[0])),
        ["bernoulli"] = (["p"], p => new Bernoulli(p[0])),
    };

    /// <summary>How each law is written, for help and messages.</summary>
    public static IReadOnlyList<string> Signatures { get; } =
        [.. Laws.Select(law => Signature(law.Key)), "mixture(w: law, ...)"];

    /// <summary>Reads a law.</summary>
    /// <param name="text">For example <c>uniform(0, 2*pi)</c>; arguments may be sums and products of numbers, pi and e.</param>
    /// <exception cref="ExpressionException">It is not a law; the message says where and what was expected.</exception>
    public static Law Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Build(ExpressionReader.Read(text), text);
    }

    /// <summary>Whether a name is that of a law.</summary>
    internal static bool IsLaw(string name) => name == "mixture" || Laws.ContainsKey(name);

    internal static Law Build(Expression expression, string text)
    {
        if (expression is not CallExpression call || !IsLaw(call.Name))
        {
            string given = expression switch
            {
                CallExpression { Name: var name } => $"'{name}' is not a law",
                NameExpression { Name: var name } when IsLaw(name) => $"'{name}' lacks its parameters",
                NameExpression { Name: var name } => $"'{name}' is not a law",
                _ => "this is not a law",
            };
            throw ExpressionException.At(
                text, expression.Column, $"{given}, at column {expression.Column}; expected one of {string.Join(", ", Signatures)}.");
        }
        return call.Name == "mixture" ? BuildMixture(call, text) : BuildNamed(call, text);
    }

    private static Law BuildNamed(CallExpression call, string text)
    {
        var (parameters, create) = Laws[call.Name];
        if (call.Arguments.Count != parameters.Length)
        {
            throw ExpressionException.At(
                text,
                call.Column,
                $"{call.Name} at column {call.Column} takes {parameters.Length} number{(parameters.Length == 1 ? "" : "s")}, {Signature(call.Name)}, got {call.Arguments.Count}.");
        }
        var values = call.Arguments.Select(argument => Constant(argument, text)).ToArray();
        try
        {
            return create(values);
        }
        catch (ArgumentException error)
        {
            throw ExpressionException.At(text, call.Column, $"{call.Name} at column {call.Column}: {error.Message}", error);
        }
    }

    private static Mixture BuildMixture(CallExpression call, string text)
    {
        var parts = new List<MixturePart>();
        foreach (var argument in call.Arguments)
        {
            if (argument is not WeightedExpression weighted)
            {
                throw ExpressionException.At(
                    text, argument.Column, $"expected 'weight: law' at column {argument.Column}, as in mixture(0.5: normal(-3,1), 0.5: normal(3,1)).");
            }
            parts.Add(new MixturePart(Constant(weighted.Weight, text), Build(weighted.Value, text)));
        }
        try
        {
            return new Mixture(parts);
        }
        catch (ArgumentException error)
        {
            throw ExpressionException.At(text, call.Column, $"mixture at column {call.Column}: {error.Message}", error);
        }
    }

    /// <summary>The value of an expression in numbers, pi and e.</summary>
    internal static double Constant(Expression expression, string text)
    {
        double value = expression switch
        {
            NumberExpression number => number.Value,
            NameExpression { Name: "pi" } => Math.PI,
            NameExpression { Name: "e" } => Math.E,
            NegationExpression negation => -Constant(negation.Operand, text),
            BinaryExpression binary => Apply(binary.Operator, Constant(binary.Left, text), Constant(binary.Right, text)),
            CallExpression { Name: "sqrt", Arguments: [var operand] } => Math.Sqrt(Constant(operand, text)),
            CallExpression { Name: "log", Arguments: [var operand] } => Math.Log(Constant(operand, text)),
            CallExpression { Name: "exp", Arguments: [var operand] } => Math.Exp(Constant(operand, text)),
            _ => throw ExpressionException.At(
                text, expression.Column, $"expected a number at column {expression.Column}: parameters are numbers, pi, e, and what + - * / ^ sqrt log exp make of them."),
        };
        return double.IsFinite(value)
            ? value
            : throw ExpressionException.At(
                text, expression.Column, string.Create(CultureInfo.InvariantCulture, $"expected a finite number at column {expression.Column}, got {value:R}."));
    }

    private static double Apply(char symbol, double left, double right) => symbol switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' => left / right,
        _ => Math.Pow(left, right),
    };

    private static string Signature(string name) => $"{name}({string.Join(",", Laws[name].Parameters)})";
}
