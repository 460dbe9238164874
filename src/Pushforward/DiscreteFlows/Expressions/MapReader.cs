using System.Globalization;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.DiscreteFlows.Expressions;

/// <summary>How a map is written, and made of its arguments.</summary>
internal sealed record MapForm<T>(string Signature, int Fewest, int Most, Func<IReadOnlyList<string>, DiscreteBijection<T>> Create)
    where T : unmanaged;

/// <summary>Reads maps within maps: <c>chain(a, b(1), invert(c))</c>.</summary>
/// <typeparam name="T">What a row is stored in.</typeparam>
/// <param name="states">What the maps are on, for messages.</param>
/// <param name="forms">The maps there are beside chain and invert.</param>
internal sealed class MapReader<T>(string states, Dictionary<string, MapForm<T>> forms)
    where T : unmanaged
{
    public IReadOnlyList<string> Signatures { get; } = [.. forms.Values.Select(form => form.Signature), "invert(map)", "chain(map, ...)"];

    /// <exception cref="ExpressionException">It is no invertible map; the message says where and why.</exception>
    public DiscreteBijection<T> Read(string text)
    {
        int at = 0;
        var map = ReadMap(text, ref at, 0);
        Skip(text, ref at);
        return at == text.Length ? map : throw Wrong(text, at, $"expected the end, got '{text[at]}'");
    }

    // Words of bits such as 0110 and 01-- are no numbers, so this reads letters itself instead of through the reader of arithmetic.
    private DiscreteBijection<T> ReadMap(string text, ref int at, int depth)
    {
        const int deepest = 200;
        Skip(text, ref at);
        int start = at;
        while (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '-'))
            at++;
        string name = text[start..at];
        if (depth > deepest)
            throw Wrong(text, start, $"maps within maps deeper than {deepest}");
        bool hasArguments = Take(text, ref at, '(');
        if (name is "chain" or "invert")
        {
            if (!hasArguments)
                throw Wrong(text, start, $"{name} takes {(name == "chain" ? "maps" : "a map")} in parentheses");
            var parts = new List<DiscreteBijection<T>>();
            do
                parts.Add(ReadMap(text, ref at, depth + 1));
            while (Take(text, ref at, ','));
            Close(text, ref at, start);
            if (name == "invert" && parts.Count != 1)
                throw Wrong(text, start, $"invert takes one map, got {parts.Count}");
            return Made(text, start, name, () => name == "chain" ? new Chain<T>(parts) : new Invert<T>(parts[0]));
        }
        if (!forms.TryGetValue(name, out var form))
            throw Wrong(text, start, $"{(name.Length == 0 ? "this" : $"'{name}'")} is not a map on {states}; expected one of {string.Join("; ", Signatures)}");
        var arguments = new List<string>();
        if (hasArguments)
        {
            do
                arguments.Add(Word(text, ref at));
            while (Take(text, ref at, ','));
            Close(text, ref at, start);
        }
        if (arguments.Count < form.Fewest || arguments.Count > form.Most)
            throw Wrong(text, start, $"{name} takes {(form.Most == 0 ? "nothing" : $"{form.Fewest}{(form.Most == form.Fewest ? "" : " or more")}")}, {form.Signature}, got {arguments.Count}");
        return Made(text, start, name, () => form.Create(arguments));
    }

    private static DiscreteBijection<T> Made(string text, int start, string name, Func<DiscreteBijection<T>> create)
    {
        try
        {
            return create();
        }
        catch (ArgumentException error)
        {
            // The runtime adds the parameter's name, which the one who types an expression does not know.
            string reason = error.ParamName is null ? error.Message : error.Message.Replace($" (Parameter '{error.ParamName}')", "");
            throw ExpressionException.At(text, start + 1, $"{name} at column {start + 1}: {reason}", error);
        }
    }

    private static string Word(string text, ref int at)
    {
        Skip(text, ref at);
        int start = at;
        while (at < text.Length && text[at] is not (',' or '(' or ')') && !char.IsWhiteSpace(text[at]))
            at++;
        return at > start ? text[start..at] : throw Wrong(text, start, "expected a number or bits");
    }

    private static bool Take(string text, ref int at, char symbol)
    {
        Skip(text, ref at);
        if (at >= text.Length || text[at] != symbol)
            return false;
        at++;
        return true;
    }

    private static void Close(string text, ref int at, int start)
    {
        if (!Take(text, ref at, ')'))
            throw Wrong(text, Math.Min(at, text.Length), $"expected ) for what begins at column {start + 1}");
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private static ExpressionException Wrong(string text, int at, string what) => ExpressionException.At(text, at + 1, $"{what}, at column {at + 1}.");
}

/// <summary>Reads the arguments of maps.</summary>
internal static class MapForms
{
    /// <exception cref="ArgumentException">It is no whole number, or less than it may be.</exception>
    public static int Whole(string word, int least) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value > int.MinValue
            ? value
            : throw new ArgumentException($"expected a whole number{(least == 0 ? " from 0" : "")}, got '{word}'.");

    /// <summary>A tree that asks one question after another: permutation 1 where all answers suit, permutation 0 (as a rule one that leaves all alone) elsewhere.</summary>
    public static BitTree Path(IReadOnlyList<int> questions, Func<int, bool> wanted)
    {
        int[] nodes = new int[2 * questions.Count + 1], values = new int[nodes.Length];
        Array.Fill(nodes, -1);
        int at = 0;
        for (int i = 0; i < questions.Count; i++)
        {
            (nodes[at], values[at]) = (questions[i], 2 * i + 1);
            at = 2 * i + (wanted(i) ? 2 : 1);
        }
        values[at] = 1;
        return new BitTree(nodes, values);
    }
}
