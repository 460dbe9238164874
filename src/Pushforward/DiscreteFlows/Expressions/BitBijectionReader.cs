using Pushforward.Data;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.DiscreteFlows.Expressions;

/// <summary>
/// Reads maps on bits as the command line writes them: <c>chain(not, shift(1), xor(0110))</c>. A chain applies its first part first; bits are written
/// from the left, column 0 first; permute(2,0,1) puts the third bit first.
/// </summary>
public static class BitBijectionReader
{
    private static readonly MapReader<ulong> Reader = new("bits", new(StringComparer.Ordinal)
    {
        ["not"] = new("not", 0, 0, _ => new Not()),
        ["xor"] = new("xor(0110)", 1, 1, a => new Not([.. Bits(a[0])])),
        ["shift"] = new("shift(1)", 1, 1, a => new Rotate(MapForms.Whole(a[0], int.MinValue))),
        ["permute"] = new("permute(2,0,1)", 1, int.MaxValue, a => new Permute([.. a.Select(value => MapForms.Whole(value, 0))])),
        ["linear"] = new("linear(110, 010, 001)", 1, int.MaxValue, a => new LinearMap(Matrix(a))),
        ["coupling"] = new("coupling(01--, 2, 3): flips bits 2 and 3 where the others read 01", 2, int.MaxValue, Coupling),
        ["swap"] = new("swap(-1--, 0, 2): exchanges bits 0 and 2 where bit 1 is 1", 3, 3, Swap),
    });

    /// <summary>How each map is written, for help and messages.</summary>
    public static IReadOnlyList<string> Signatures => Reader.Signatures;

    /// <summary>Reads a map.</summary>
    /// <param name="text">The expression.</param>
    /// <exception cref="ExpressionException">It is no invertible map; the message says where and why.</exception>
    public static DiscreteBijection<ulong> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Reader.Read(text);
    }

    private static bool[] Bits(string word) => [.. word.Select((c, i) => c switch
    {
        '0' => false,
        '1' => true,
        _ => throw new ArgumentException($"expected bits, 0 or 1, got '{c}' at place {i + 1} of {word}."),
    })];

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
        int[] targets = [.. arguments.Skip(1).Select(word => MapForms.Whole(word, 0))];
        if (inputs.Length > 20 || targets.Length > 63)
            throw new ArgumentException($"expected at most 20 bits that are asked and 63 that are flipped, got {inputs.Length} and {targets.Length}.");
        var table = new ulong[1 << inputs.Length];
        table[entry] = (1UL << targets.Length) - 1;
        return new XorCoupling(new TableFunction(columns, inputs, targets, table));
    }

    private static TreePermutation Swap(IReadOnlyList<string> arguments)
    {
        var (columns, inputs, entry) = Pattern(arguments[0]);
        var tree = MapForms.Path(inputs, i => (entry >> i & 1) != 0);
        return new TreePermutation(columns, [MapForms.Whole(arguments[1], 0), MapForms.Whole(arguments[2], 0)], tree, [0, 1, 2, 3, 0, 2, 1, 3]);
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
}
