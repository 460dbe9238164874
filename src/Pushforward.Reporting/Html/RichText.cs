using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Html;

/// <summary>
/// Running text with a little emphasis, escaped piece by piece: a string is one, and pieces add up, e.g.
/// <c>"Fitted by " + RichText.Code("fit mixture") + "."</c>
/// </summary>
public sealed class RichText
{
    private readonly string _markup, _plain;

    private RichText(string markup, string plain) => (_markup, _plain) = (markup, plain);

    /// <summary>No text.</summary>
    public static RichText Empty { get; } = new("", "");

    /// <summary>Plain text.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static implicit operator RichText(string text) => FromString(text);

    /// <summary>One text after another.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second; no space is put between.</param>
    public static RichText operator +(RichText left, RichText right) => Add(left, right);

    /// <summary>Plain text.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static RichText FromString(string text) => new(Markup.Escape(text), text ?? "");

    /// <summary>One text after another.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second; no space is put between.</param>
    public static RichText Add(RichText left, RichText right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left._markup + right._markup, left._plain + right._plain);
    }

    /// <summary>Text of importance.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static RichText Strong(string text) => Wrapped("strong", text);

    /// <summary>Stressed text.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static RichText Emphasis(string text) => Wrapped("em", text);

    /// <summary>Text as it is typed, e.g. a command or an option.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static RichText Code(string text) => Wrapped("code", text);

    /// <summary>A mathematical symbol.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static RichText Variable(string text) => Wrapped("var", text);

    /// <summary>A small text below the line, e.g. an index.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static RichText Subscript(string text) => Wrapped("sub", text);

    /// <summary>A small text above the line, e.g. an exponent.</summary>
    /// <param name="text">Any text; it is escaped.</param>
    public static RichText Superscript(string text) => Wrapped("sup", text);

    /// <summary>A formula with indices and exponents, as in μ_{kd}^{x_d}.</summary>
    /// <param name="formula">An index follows _, an exponent ^; braces hold more than one character.</param>
    /// <exception cref="ArgumentException">A brace is not closed, or nothing follows _ or ^.</exception>
    public static RichText Math(string formula)
    {
        ArgumentNullException.ThrowIfNull(formula);
        return new(MathText.ToMarkup(formula), formula);
    }

    /// <summary>A link to a section of the same page: a report points to nothing outside itself.</summary>
    /// <param name="text">What is shown.</param>
    /// <param name="sectionId">The section's id.</param>
    public static RichText Link(string text, string sectionId) =>
        new(new Markup().Element("a", text, ("href", "#" + sectionId)).ToString(), text);

    /// <summary>The text without its emphasis.</summary>
    public override string ToString() => _plain;

    internal string ToMarkup() => _markup;

    private static RichText Wrapped(string element, string text) => new(new Markup().Element(element, text).ToString(), text);
}
