using System.Globalization;
using System.Text;

namespace Pushforward.Reporting.Formatting;

/// <summary>
/// How wide a text will be, without a font at hand: advances in em of DejaVu Sans, the widest of the usual system sans-serif faces, so that
/// an estimate errs towards room. What fits by these figures does not overlap in Segoe UI, San Francisco, Roboto or Helvetica either.
/// </summary>
internal static class TextMetrics
{
    private const double BoldFactor = 1.1;

    /// <summary>The width of a single line in the unit of the size.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        double em = 0;
        foreach (Rune rune in text.EnumerateRunes())
            em += Advance(rune);
        return em * size * (bold ? BoldFactor : 1);
    }

    /// <summary>The text, shortened with an ellipsis where it is too wide.</summary>
    public static string Fit(string text, double width, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
            return text;
        var kept = new StringBuilder();
        double room = width - Width("…", size, bold);
        // Whole grapheme clusters, so that no accent or emoji is cut in half.
        var clusters = StringInfo.GetTextElementEnumerator(text);
        while (clusters.MoveNext())
        {
            string cluster = clusters.GetTextElement();
            room -= Width(cluster, size, bold);
            if (room < 0)
                break;
            kept.Append(cluster);
        }
        return kept.ToString().TrimEnd() + "…";
    }

    /// <summary>The text on at most so many lines, broken at spaces; a word or a last line that is too wide ends in an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size, int maximumLines, bool bold = false)
    {
        var lines = new List<string>();
        string[] words = text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        int next = 0;
        while (next < words.Length)
        {
            if (lines.Count == maximumLines - 1)
            {
                lines.Add(Fit(string.Join(' ', words[next..]), width, size, bold));
                break;
            }
            string line = words[next++];
            while (next < words.Length && Width(line + ' ' + words[next], size, bold) <= width)
                line += ' ' + words[next++];
            lines.Add(Fit(line, width, size, bold));
        }
        return lines;
    }

    private static double Advance(Rune rune) => rune.Value switch
    {
        // Drawn as the replacement character, see Markup.Escape.
        < 0x20 or (>= 0x7F and <= 0x9F) => 1.1,
        ' ' or '\u00A0' => 0.32,
        '\u2009' or '\u202F' => 0.2,
        'i' or 'j' or 'l' or '\'' or '|' or 'I' => 0.34,
        '.' or ',' or ':' or ';' or '/' or '\\' or '!' => 0.34,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '-' or '"' => 0.42,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' or '—' => 1,
        '=' or '+' or '±' or '×' or '<' or '>' or '\u2212' or '~' => 0.84,
        >= '⁰' and <= '⁹' or '¹' or '²' or '³' or '⁻' => 0.53,
        >= '0' and <= '9' => 0.64,
        >= 'a' and <= 'z' => 0.62,
        >= 'A' and <= 'Z' => 0.78,
        < 0x300 => 0.8,
        >= 0x300 and < 0x370 => 0,
        >= 0x370 and < 0x530 => 0.8,
        _ => 1.1,
    };
}
