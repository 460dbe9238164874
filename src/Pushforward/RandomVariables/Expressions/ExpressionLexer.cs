using System.Globalization;

namespace Pushforward.RandomVariables.Expressions;

internal enum TokenKind
{
    Number,
    Name,
    Symbol,
    End,
}

/// <summary>A piece of the text.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, double Value, int Column)
{
    public bool Is(char symbol) => Kind == TokenKind.Symbol && Text[0] == symbol;

    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}

/// <summary>Cuts an expression into numbers, names and symbols.</summary>
internal static class ExpressionLexer
{
    private const int LongestText = 100_000;
    private const int LongestNumber = 100;
    private const string Symbols = "+-*/^(),:";

    // A hyphen between letters is a minus, save in these.
    private static readonly string[] HyphenatedNames = ["leaky-relu", "chi-squared", "student-t", "sinh-arcsinh"];

    public static List<Token> Read(string text, int start)
    {
        if (text.Length > LongestText)
            throw ExpressionException.At(text, 1, $"{text.Length} characters; expected an expression of at most {LongestText}.");
        var tokens = new List<Token>();
        int at = start;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }
            int end = at + 1;
            if (char.IsAsciiDigit(c) || c == '.')
            {
                end = EndOfNumber(text, at);
                tokens.Add(new Token(TokenKind.Number, text[at..end], NumberAt(text, at, end), at + 1));
            }
            else if (char.IsAsciiLetter(c))
            {
                end = EndOfName(text, at);
                tokens.Add(new Token(TokenKind.Name, text[at..end], 0, at + 1));
            }
            else if (Symbols.Contains(c))
            {
                tokens.Add(new Token(TokenKind.Symbol, text[at..end], 0, at + 1));
            }
            else
            {
                throw ExpressionException.At(text, at + 1, $"unexpected character '{c}' at column {at + 1}; expected a number, a name, or one of + - * / ^ ( ) , :");
            }
            at = end;
        }
        tokens.Add(new Token(TokenKind.End, "", 0, text.Length + 1));
        return tokens;
    }

    private static int EndOfNumber(string text, int at)
    {
        at = SkipDigits(text, at);
        if (at < text.Length && text[at] == '.')
            at = SkipDigits(text, at + 1);
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            int exponent = at + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                at = SkipDigits(text, exponent);
        }
        return at;
    }

    private static int SkipDigits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at;
    }

    private static double NumberAt(string text, int start, int end)
    {
        if (end - start > LongestNumber)
            throw ExpressionException.At(text, start + 1, $"a number of {end - start} characters at column {start + 1}; expected at most {LongestNumber}.");
        var digits = text.AsSpan(start, end - start);
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw ExpressionException.At(text, start + 1, $"'{digits}' at column {start + 1} is not a number.");
        if (!double.IsFinite(value))
            throw ExpressionException.At(text, start + 1, $"{digits} at column {start + 1} is beyond the largest number, 1.8e308.");
        return value;
    }

    private static int EndOfName(string text, int start)
    {
        foreach (string name in HyphenatedNames)
        {
            int end = start + name.Length;
            if (string.CompareOrdinal(text, start, name, 0, name.Length) == 0 && (end == text.Length || !IsNamePart(text[end])))
                return end;
        }
        int at = start;
        while (at < text.Length && IsNamePart(text[at]))
            at++;
        return at;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
