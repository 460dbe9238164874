using System.Text;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Html;

/// <summary>Formulas as people type them: an index after _, an exponent after ^, braces around more than one character, as in μ_{kd}^{x_d}.</summary>
internal static class MathText
{
    /// <summary>The formula as markup.</summary>
    /// <exception cref="ArgumentException">A brace is not closed, or nothing follows _ or ^.</exception>
    public static string ToMarkup(string formula)
    {
        int at = 0;
        string markup = Read(formula, ref at, inBraces: false);
        return at == formula.Length ? markup : throw new ArgumentException($"formula '{formula}': the brace at {at + 1} closes none.", nameof(formula));
    }

    private static string Read(string formula, ref int at, bool inBraces)
    {
        var markup = new StringBuilder();
        while (at < formula.Length && formula[at] != '}')
        {
            char symbol = formula[at++];
            if (symbol is '_' or '^')
                markup.Append(symbol == '_' ? "<sub>" : "<sup>").Append(Group(formula, ref at)).Append(symbol == '_' ? "</sub>" : "</sup>");
            else
                markup.Append(Markup.Escape(symbol.ToString()));
        }
        if (inBraces && at++ >= formula.Length)
            throw new ArgumentException($"formula '{formula}': a brace is not closed.", nameof(formula));
        return markup.ToString();
    }

    private static string Group(string formula, ref int at)
    {
        if (at >= formula.Length)
            throw new ArgumentException($"formula '{formula}': nothing follows its last character.", nameof(formula));
        if (formula[at] != '{')
            return Markup.Escape(formula[at++].ToString());
        at++;
        return Read(formula, ref at, inBraces: true);
    }
}
