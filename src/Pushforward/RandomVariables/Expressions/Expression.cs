namespace Pushforward.RandomVariables.Expressions;

/// <summary>A node of a parsed expression.</summary>
/// <param name="Column">Where it begins in the text, from 1.</param>
public abstract record Expression(int Column)
{
    /// <summary>How many nodes deep it is; a leaf is 1.</summary>
    public abstract int Depth { get; }
}

/// <summary>A literal number.</summary>
/// <param name="Value">Finite.</param>
/// <param name="Column">Where it begins in the text, from 1.</param>
public sealed record NumberExpression(double Value, int Column) : Expression(Column)
{
    /// <inheritdoc/>
    public override int Depth => 1;
}

/// <summary>The name of a variable or a constant.</summary>
/// <param name="Name">As written.</param>
/// <param name="Column">Where it begins in the text, from 1.</param>
public sealed record NameExpression(string Name, int Column) : Expression(Column)
{
    /// <inheritdoc/>
    public override int Depth => 1;
}

/// <summary>A function or a law applied to arguments.</summary>
/// <param name="Name">Of the function or law.</param>
/// <param name="Arguments">In order.</param>
/// <param name="Column">Where it begins in the text, from 1.</param>
public sealed record CallExpression(string Name, IReadOnlyList<Expression> Arguments, int Column) : Expression(Column)
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + (Arguments.Count == 0 ? 0 : Arguments.Max(argument => argument.Depth));
}

/// <summary>A value with its sign changed.</summary>
/// <param name="Operand">The value.</param>
/// <param name="Column">Where it begins in the text, from 1.</param>
public sealed record NegationExpression(Expression Operand, int Column) : Expression(Column)
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + Operand.Depth;
}

/// <summary>Two values joined by an operator.</summary>
/// <param name="Operator">One of + - * / ^.</param>
/// <param name="Left">What stands before it.</param>
/// <param name="Right">What stands after it.</param>
/// <param name="Column">Where the operator stands in the text, from 1.</param>
public sealed record BinaryExpression(char Operator, Expression Left, Expression Right, int Column) : Expression(Column)
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + Math.Max(Left.Depth, Right.Depth);
}

/// <summary>An argument with a weight, as in mixture(0.3: normal(0,1), ...).</summary>
/// <param name="Weight">What stands before the colon.</param>
/// <param name="Value">What stands after it.</param>
/// <param name="Column">Where it begins in the text, from 1.</param>
public sealed record WeightedExpression(Expression Weight, Expression Value, int Column) : Expression(Column)
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + Math.Max(Weight.Depth, Value.Depth);
}
