using Pushforward.RandomVariables.Expressions;

namespace Pushforward.DiscreteFlows.Expressions;

/// <summary>Reads maps on levels as the command line writes them: <c>chain(modular(5, 3, 1), invert(modular(5, 2, 0)))</c>.</summary>
public static class LevelBijectionReader
{
    private static readonly MapReader<byte> Reader = new("levels", new(StringComparer.Ordinal)
    {
        ["modular"] = new("modular(5, 3, 1): y = (3 x + 1) mod 5 of every column", 3, 3, a => new ModularAffine(MapForms.Whole(a[0], 0), MapForms.Whole(a[1], int.MinValue), MapForms.Whole(a[2], int.MinValue))),
        ["levels"] = new("levels(-2, 0, 120): where column 1 is 2, column 0 goes from 0 to 1, from 1 to 2, from 2 to 0", 3, 3, Levels),
    });

    /// <summary>How each map is written, for help and messages.</summary>
    public static IReadOnlyList<string> Signatures => Reader.Signatures;

    /// <summary>Reads a map.</summary>
    /// <param name="text">The expression.</param>
    /// <exception cref="ExpressionException">It is no invertible map; the message says where and why.</exception>
    public static DiscreteBijection<byte> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Reader.Read(text);
    }

    private static LevelTreePermutation Levels(IReadOnlyList<string> arguments)
    {
        byte[] order = [.. arguments[2].Select((c, i) => Level(c, i, arguments[2]))];
        int levels = order.Length, columns = arguments[0].Length;
        var questions = new List<int>();
        for (int column = 0; column < columns; column++)
        {
            if (arguments[0][column] == '-')
                continue;
            int level = Level(arguments[0][column], column, arguments[0]);
            questions.Add(level < levels ? column * levels + level : throw new ArgumentException($"expected levels from 0 to {levels - 1}, got {level} at place {column + 1} of {arguments[0]}."));
        }
        byte[] same = [.. Enumerable.Range(0, levels).Select(level => (byte)level)];
        return new LevelTreePermutation(columns, levels, MapForms.Whole(arguments[1], 0), MapForms.Path(questions, _ => true), [.. same, .. order]);
    }

    private static byte Level(char c, int place, string word) =>
        char.IsAsciiDigit(c) ? (byte)(c - '0') : throw new ArgumentException($"expected levels from 0 to 9, got '{c}' at place {place + 1} of {word}.");
}
