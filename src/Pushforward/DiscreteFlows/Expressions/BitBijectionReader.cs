using System.Globalization;
using Pushforward.Data;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.DiscreteFlows.Expressions;

/// <summary>
/// Reads maps on bits as the command line writes them: <c>chain(not, shift(1), xor(0110))</c>. A chain applies its first part first; bits are written
/// from the left, column 0 first; permute(2,0,1) puts the third bit first.
/// </summary>
public static class BitBijectionReader
{
    private static readonly Dictionary<string, Form> Forms = new(StringComparer.Ordinal)
    {
        ["not"] = new("not", 0, 0, _ => new Not()),
        ["xor"] = new("xor(0110)", 1, 1, a => new Not([.. Bits(a[0])])),
        ["shift"] = new("shift(1)", 1, 1, a => new Rotate(Whole(a[0], int.MinValue))),
        ["permute"] = new("permute(2,0,1)", 1, int.MaxValue, a => new Permute([.. a.Select(value => Whole(value, 0))])),
        ["linear"] = new("linear(110, 010, 001)", 1, int.MaxValue, a => new LinearMap(Matrix(a))),
        ["coupling"] = new("coupling(01--, 2, 3): flips bits 2 and 3 where the others read 01", 2, int.MaxValue, Coupling),
        ["swap"] = new("swap(-1--, 0, 2): exchanges bits 0 and 2 where bit 1 is 1", 3, 3, Swap),
    };

    /// <summary>How each map is written, for help and messages.</summary>
    public static IReadOnlyList<string> Signatures { get; } = [.. Forms.Values.Select(form => form.Signature), "invert(map)", "chain(map, ...)"];

    /// <summary>Reads a map.</summary>
    /// <param name="text">The expression.</param>
    /// <exception cref="ExpressionException">It is no invertible map; the message says where and why.</exception>
    public static DiscreteBijection<ulong> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = 0;
        var map = ReadMap(text, ref at, 0);
        Skip(text, ref at);
        return at == text.Length ? map : throw Wrong(text, at, $"expected the end, got '{text[at]}'");
    }

    // Words of bits such as 0110 and 01-- are no numbers, so this reads letters itself instead of through the reader of arithmetic.
    private static DiscreteBijection<ulong> ReadMap(string text, ref int at, int depth)
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
            var parts = new List<DiscreteBijection<ulong>>();
            do
                parts.Add(ReadMap(text, ref at, depth + 1));
            while (Take(text, ref at, ','));
            Close(text, ref at, start);
            if (name == "invert" && parts.Count != 1)
                throw Wrong(text, start, $"invert takes one map, got {parts.Count}");
            return Made(text, start, name, () => name == "chain" ? new Chain<ulong>(parts) : new Invert<ulong>(parts[0]));
        }
        if (!Forms.TryGetValue(name, out var form))
            throw Wrong(text, start, $"{(name.Length == 0 ? "this" : $"'{name}'")} is not a map on bits; expected one of {string.Join("; ", Signatures)}");
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

    private static DiscreteBijection<ulong> Made(string text, int start, string name, Func<DiscreteBijection<ulong>> create)
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

    private static bool[] Bits(string word) => [.. word.Select((c, i) => c switch
    {
        '0' => false,
        '1' => true,
        _ => throw new ArgumentException($"expected bits, 0 or 1, got '{c}' at place {i + 1} of {word}."),
    })];

    private static int Whole(string word, int least) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value > int.MinValue
            ? value
            : throw new ArgumentException($"expected a whole number{(least == 0 ? " from 0" : "")}, got '{word}'.");

    private static BitMatrix Matrix(IReadOnlyList<string> rows)
    {
        var matrix = new BitMatrix(rows.Count, rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            bool[] bits = Bits(rows[i]);
            if (bits.Length != rows.Count)
                throw new ArgumentException($"expected a square matrix, {rows.Count} rows of as many bits; row {i + 1} has {bits.Length}.");
            for (int j = 0; j < bits.Length; j++)
                matrix[i, j] = bits[j];
        }
        return matrix;
    }

    private static XorCoupling Coupling(IReadOnlyList<string> arguments)
    {
        var (columns, inputs, entry) = Pattern(arguments[0]);
        int[] targets = [.. arguments.Skip(1).Select(word => Whole(word, 0))];
        if (inputs.Length > 20 || targets.Length > 63)
            throw new ArgumentException($"expected at most 20 bits that are asked and 63 that are flipped, got {inputs.Length} and {targets.Length}.");
        var table = new ulong[1 << inputs.Length];
        table[entry] = (1UL << targets.Length) - 1;
        return new XorCoupling(new TableFunction(columns, inputs, targets, table));
    }

    private static TreePermutation Swap(IReadOnlyList<string> arguments)
    {
        var (columns, inputs, entry) = Pattern(arguments[0]);
        // A path of questions: any answer that does not suit ends at permutation 0, which leaves both bits alone.
        int[] nodes = new int[2 * inputs.Length + 1], values = new int[nodes.Length];
        for (int i = 0, at = 0; i < inputs.Length; i++)
        {
            bool one = (entry >> i & 1) != 0;
            (nodes[at], values[at]) = (inputs[i], 2 * i + 1);
            nodes[2 * i + 1] = nodes[2 * i + 2] = -1;
            at = one ? 2 * i + 2 : 2 * i + 1;
            if (i == inputs.Length - 1)
                values[at] = 1;
        }
        if (inputs.Length == 0)
            (nodes[0], values[0]) = (-1, 1);
        return new TreePermutation(columns, [Whole(arguments[1], 0), Whole(arguments[2], 0)], new BitTree(nodes, values), [0, 1, 2, 3, 0, 2, 1, 3]);
    }

    private static (int Columns, int[] Inputs, int Entry) Pattern(string word)
    {
        var inputs = new List<int>();
        int entry = 0;
        for (int c = 0; c < word.Length; c++)
        {
            if (word[c] is not ('0' or '1' or '-'))
                throw new ArgumentException($"expected a pattern of 0, 1 and - (any), got '{word[c]}' at place {c + 1} of {word}.");
            if (word[c] == '-')
                continue;
            if (word[c] == '1' && inputs.Count < 31)
                entry |= 1 << inputs.Count;
            inputs.Add(c);
        }
        return (word.Length, [.. inputs], entry);
    }

    private sealed record Form(string Signature, int Fewest, int Most, Func<IReadOnlyList<string>, DiscreteBijection<ulong>> Create);
}
