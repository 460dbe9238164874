using System.Globalization;
using System.Text;

namespace Pushforward.Reporting.Formatting;

/// <summary>
/// Writes elements of XML that HTML parsers read alike: every text and attribute is escaped here and nowhere else, and characters that
/// XML forbids become U+FFFD.
/// </summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();

    /// <summary>Characters written so far.</summary>
    public int Length => _text.Length;

    /// <summary>Text that is safe between tags and inside quoted attributes.</summary>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var escaped = new StringBuilder(text.Length + 8);
        // EnumerateRunes turns lone surrogates into U+FFFD.
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case '\t' or '\n': escaped.Append((char)rune.Value); break;
                // A bare carriage return would be normalized away by a parser; C0, C1 and non-characters are not XML, or not text.
                case '\r': escaped.Append('\n'); break;
                case < 0x20 or (>= 0x7F and <= 0x9F) or 0xFFFE or 0xFFFF: escaped.Append('\uFFFD'); break;
                default: escaped.Append(rune); break;
            }
        }
        return escaped.ToString();
    }

    /// <summary>A coordinate: at most two decimals, no exponent, no negative zero.</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(value, 2) + 0.0;
        return rounded.ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>Opens an element; attributes whose value is null are left out.</summary>
    public Markup Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag(name, attributes);
        _text.Append('>');
        return this;
    }

    /// <summary>An element without content.</summary>
    public Markup Empty(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag(name, attributes);
        _text.Append("/>");
        return this;
    }

    /// <summary>An element that holds only text.</summary>
    public Markup Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(name, attributes);
        return Text(text).Close(name);
    }

    /// <summary>Closes an element.</summary>
    public Markup Close(string name)
    {
        _text.Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>Escaped text.</summary>
    public Markup Text(string text)
    {
        _text.Append(Escape(text));
        return this;
    }

    /// <summary>Markup that was made by this class already, or a constant of this assembly.</summary>
    public Markup Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>A line break in the source, for people who read it.</summary>
    public Markup NewLine()
    {
        _text.Append('\n');
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Tag(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
                _text.Append(' ').Append(attribute).Append("=\"").Append(Escape(value)).Append('"');
        }
    }
}
