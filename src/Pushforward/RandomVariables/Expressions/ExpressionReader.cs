namespace Pushforward.RandomVariables.Expressions;

/// <summary>
/// Reads expressions such as <c>sqrt(x^2 + y^2)</c> and <c>mixture(0.5: normal(-3,1), 0.5: normal(3,1))</c>: + and - bind least, then * and /, then a
/// sign, then ^, which groups to the right. Errors name the column.
/// </summary>
public static class ExpressionReader
{
    private const int DeepestNesting = 500;

    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <exception cref="ExpressionException">It cannot be read; the message says where and what was expected.</exception>
    public static Expression Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Parser(text, 0).ReadAll();
    }

    /// <summary>Parses what follows a place; columns are counted in the whole text, as it was typed.</summary>
    internal static Expression ReadFrom(string text, int start) => new Parser(text, start).ReadAll();

    /// <summary>Recursive descent with precedences; it stops at a depth that no stack minds.</summary>
    private sealed class Parser(string text, int start)
    {
        private readonly List<Token> _tokens = ExpressionLexer.Read(text, start);
        private int _next;
        private int _nesting;

        private Token Current => _tokens[_next];

        public Expression ReadAll()
        {
            var expression = ReadSum();
            if (Current.Kind != TokenKind.End)
                throw Error(Current, $"expected an operator or the end at column {Current.Column}, got {Current}.");
            return expression;
        }

        private Expression ReadSum()
        {
            var left = ReadProduct();
            while (Current.Is('+') || Current.Is('-'))
                left = ReadRight(left, ReadProduct);
            return left;
        }

        private Expression ReadProduct()
        {
            var left = ReadSigned();
            while (Current.Is('*') || Current.Is('/'))
                left = ReadRight(left, ReadSigned);
            return left;
        }

        private Expression ReadSigned()
        {
            if (!Current.Is('-') && !Current.Is('+'))
                return ReadPower();
            var sign = Take();
            Enter(sign);
            ExpectValue(sign);
            var operand = ReadSigned();
            _nesting--;
            return sign.Is('-') ? Checked(new NegationExpression(operand, sign.Column)) : operand;
        }

        private Expression ReadPower()
        {
            var left = ReadPrimary();
            if (!Current.Is('^'))
                return left;
            Enter(Current);
            // The exponent may carry a sign: 2^-x; and 2^3^2 is 2^(3^2).
            var power = ReadRight(left, ReadSigned);
            _nesting--;
            return power;
        }

        private BinaryExpression ReadRight(Expression left, Func<Expression> readRight)
        {
            var symbol = Take();
            ExpectValue(symbol);
            return Checked(new BinaryExpression(symbol.Text[0], left, readRight(), symbol.Column));
        }

        private Expression ReadPrimary()
        {
            var token = Take();
            switch (token.Kind)
            {
                case TokenKind.Number:
                    return new NumberExpression(token.Value, token.Column);
                case TokenKind.Name when Current.Is('('):
                    return ReadCall(token);
                case TokenKind.Name:
                    return new NameExpression(token.Text, token.Column);
                case TokenKind.Symbol when token.Is('('):
                    Enter(token);
                    var inner = ReadSum();
                    Close(token);
                    return inner;
                default:
                    throw Error(token, $"expected a value at column {token.Column}, got {token}.");
            }
        }

        private CallExpression ReadCall(Token name)
        {
            var open = Take();
            Enter(open);
            var arguments = new List<Expression>();
            if (!Current.Is(')'))
            {
                arguments.Add(ReadArgument());
                while (Current.Is(','))
                {
                    ExpectValue(Take());
                    arguments.Add(ReadArgument());
                }
            }
            Close(open);
            return Checked(new CallExpression(name.Text, arguments, name.Column));
        }

        private Expression ReadArgument()
        {
            var value = ReadSum();
            if (!Current.Is(':'))
                return value;
            ExpectValue(Take());
            return Checked(new WeightedExpression(value, ReadSum(), value.Column));
        }

        private void Close(Token open)
        {
            if (!Current.Is(')'))
                throw Error(Current, $"expected ')' at column {Current.Column} for the '(' at column {open.Column}, got {Current}.");
            _next++;
            _nesting--;
        }

        private void Enter(Token token)
        {
            if (++_nesting > DeepestNesting)
                throw TooDeep(token.Column);
        }

        // A value that is missing after an operator is reported where the operator stands, not where the text goes on.
        private void ExpectValue(Token symbol)
        {
            if (Current.Kind == TokenKind.End || Current.Is(')') || Current.Is(',') || Current.Is(':'))
                throw Error(symbol, $"expected a value at column {symbol.Column}: nothing stands after {symbol}.");
        }

        private TExpression Checked<TExpression>(TExpression expression)
            where TExpression : Expression =>
            expression.Depth <= DeepestNesting ? expression : throw TooDeep(expression.Column);

        private ExpressionException TooDeep(int column) =>
            ExpressionException.At(text, column, $"more than {DeepestNesting} levels at column {column}; give parts of it names with --let.");

        private Token Take() => _tokens[_next++];

        private ExpressionException Error(Token token, string what) => ExpressionException.At(text, token.Column, what);
    }
}
