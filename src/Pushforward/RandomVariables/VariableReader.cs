using Pushforward.RandomVariables.Expressions;

namespace Pushforward.RandomVariables;

/// <summary>
/// Reads functions of random variables, <c>sqrt(x^2 + y^2)</c> with <c>x=uniform(0,1)</c> and <c>y=uniform(0,1)</c>. A name stands for the same variable
/// wherever it appears; every law written out is a fresh, independent one.
/// </summary>
public sealed class VariableReader
{
    private static readonly Dictionary<string, Func<RandomVariable, RandomVariable>> Functions = new(StringComparer.Ordinal)
    {
        ["sqrt"] = RandomVariable.Sqrt,
        ["exp"] = RandomVariable.Exp,
        ["log"] = RandomVariable.Log,
        ["abs"] = RandomVariable.Abs,
        ["sin"] = RandomVariable.Sin,
        ["cos"] = RandomVariable.Cos,
        ["atan"] = RandomVariable.Atan,
        ["tanh"] = RandomVariable.Tanh,
        ["relu"] = RandomVariable.Relu,
    };

    private readonly Dictionary<string, RandomVariable> _variables = new(StringComparer.Ordinal);

    /// <summary>How each function is written, for help and messages.</summary>
    public static IReadOnlyList<string> Signatures { get; } =
        ["+ - * / ^", "min(x, y, ...)", "max(x, y, ...)", .. Functions.Keys.Select(name => $"{name}(x)"), "leaky-relu(x, slope)"];

    /// <summary>Gives a variable a name, from <c>name=law</c> or <c>name=expression</c> of names given before.</summary>
    /// <param name="text">For example <c>x=uniform(0,1)</c>.</param>
    /// <exception cref="ExpressionException">It cannot be read, or the name is taken.</exception>
    public void Let(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            throw ExpressionException.At(text, 1, "expected name=law, as in x=uniform(0,1).");
        string name = text[..equals].Trim();
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw ExpressionException.At(text, 1, $"'{name}' is no name; expected letters, digits and _, a letter first.");
        if (name is "pi" or "e" || LawReader.IsLaw(name) || IsFunction(name))
            throw ExpressionException.At(text, 1, $"'{name}' has a meaning already; choose another name.");
        var expression = ExpressionReader.ReadFrom(text, equals + 1);
        var variable = expression is CallExpression law && LawReader.IsLaw(law.Name)
            ? RandomVariable.Of(LawReader.Build(law, text), name)
            : Build(expression, text);
        if (!_variables.TryAdd(name, variable))
            throw ExpressionException.At(text, 1, $"'{name}' is given twice; choose another name.");
    }

    /// <summary>Reads an expression of the names given so far.</summary>
    /// <param name="text">For example <c>sqrt(x^2 + y^2)</c>.</param>
    /// <exception cref="ExpressionException">It cannot be read, or uses what is not known; the message names the column.</exception>
    public RandomVariable Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Build(ExpressionReader.Read(text), text);
    }

    /// <summary>Reads a number, which may be written as 2*pi or 1/3.</summary>
    /// <param name="text">The number.</param>
    public static double ReadNumber(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LawReader.Constant(ExpressionReader.Read(text), text);
    }

    private static bool IsFunction(string name) => name is "min" or "max" or "leaky-relu" || Functions.ContainsKey(name);

    private RandomVariable Build(Expression expression, string text) => expression switch
    {
        NumberExpression number => RandomVariable.Constant(number.Value),
        NameExpression name => Variable(name, text),
        NegationExpression negation => -Build(negation.Operand, text),
        BinaryExpression binary => Combine(binary, text),
        CallExpression call => Call(call, text),
        _ => throw ExpressionException.At(
            text, expression.Column, $"unexpected weight at column {expression.Column}; 'weight: law' belongs inside mixture(...)."),
    };

    private RandomVariable Variable(NameExpression name, string text)
    {
        if (_variables.TryGetValue(name.Name, out var variable))
            return variable;
        return name.Name switch
        {
            "pi" => RandomVariable.Constant(Math.PI),
            "e" => RandomVariable.Constant(Math.E),
            _ => throw ExpressionException.At(
                text, name.Column, $"'{name.Name}' at column {name.Column} is not known; give it a law first, as in {name.Name}=normal(0,1). {Known()}"),
        };
    }

    private RandomVariable Combine(BinaryExpression binary, string text)
    {
        var left = Build(binary.Left, text);
        var right = Build(binary.Right, text);
        return binary.Operator switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            _ => RandomVariable.Pow(left, right),
        };
    }

    private RandomVariable Call(CallExpression call, string text)
    {
        if (LawReader.IsLaw(call.Name))
            return RandomVariable.Of(LawReader.Build(call, text));
        if (!IsFunction(call.Name))
        {
            throw ExpressionException.At(
                text, call.Column, $"'{call.Name}' at column {call.Column} is no function; expected one of {string.Join(", ", Signatures)}, or a law.");
        }
        switch (call.Name)
        {
            case "min" or "max":
                RequireArguments(call, text, 2, int.MaxValue);
                return call.Arguments.Select(argument => Build(argument, text)).Aggregate(call.Name == "min" ? RandomVariable.Min : RandomVariable.Max);
            case "leaky-relu":
                RequireArguments(call, text, 2, 2);
                return RandomVariable.LeakyRelu(Build(call.Arguments[0], text), LawReader.Constant(call.Arguments[1], text));
            default:
                RequireArguments(call, text, 1, 1);
                return Functions[call.Name](Build(call.Arguments[0], text));
        }
    }

    private static void RequireArguments(CallExpression call, string text, int least, int most)
    {
        if (call.Arguments.Count >= least && call.Arguments.Count <= most)
            return;
        string expected = (least, most) switch
        {
            (1, 1) => "1 value",
            (_, int.MaxValue) => $"at least {least} values",
            _ => $"{least} values",
        };
        throw ExpressionException.At(text, call.Column, $"{call.Name} at column {call.Column} takes {expected}, got {call.Arguments.Count}.");
    }

    private string Known() => _variables.Count == 0 ? "No names are given." : $"Given are {string.Join(", ", _variables.Keys)}.";
}
