namespace Pushforward.RandomVariables.Expressions;

/// <summary>An expression that cannot be read or makes no sense; the message quotes it and names the column.</summary>
public sealed class ExpressionException : ArgumentException
{
    private const int QuotedLength = 60;

    /// <summary>Creates the exception.</summary>
    public ExpressionException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and where.</param>
    public ExpressionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the one that caused it.</summary>
    /// <param name="message">What is wrong and where.</param>
    /// <param name="innerException">The cause.</param>
    public ExpressionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Where, from 1; 0 where unknown.</summary>
    public int Column { get; private init; }

    /// <summary>"`text`: what is wrong".</summary>
    internal static ExpressionException At(string text, int column, string what, Exception? cause = null) =>
        new($"`{Quote(text, column)}`: {what}", cause!) { Column = column };

    // Long expressions are quoted around the place.
    private static string Quote(string text, int column)
    {
        if (text.Length <= QuotedLength)
            return text;
        int start = Math.Clamp(column - 1 - QuotedLength / 2, 0, text.Length - QuotedLength);
        int end = start + QuotedLength;
        return (start > 0 ? "..." : "") + text[start..end] + (end < text.Length ? "..." : "");
    }
}
