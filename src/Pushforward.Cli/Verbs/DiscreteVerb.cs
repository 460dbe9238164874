using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Expressions;
using Pushforward.Numerics.Random;

namespace Pushforward.Cli.Verbs;

/// <summary><c>discrete EXPR --bits 0110</c>: an invertible map on bits: where a row goes, where it comes from, and whether the map is a bijection.</summary>
internal static class DiscreteVerb
{
    private const int MostBits = 100_000;

    private static readonly Argument<string> Expression = new("EXPR")
    {
        Description = "A map, e.g. \"chain(not, shift(1), xor(0110))\"; a chain applies its first part first, bits count from 0 at the left, permute(2,0,1) "
            + "puts the third bit first. There are: " + string.Join("; ", BitBijectionReader.Signatures),
    };

    private static readonly Option<string> Bits = new("--bits") { Description = "The row to map", HelpName = "0110", Required = true };

    public static Command Create()
    {
        var command = new Command("discrete", "Map a row of bits through an invertible map, and check that it is one") { Expression, Bits };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string bits = parse.GetRequiredValue(Bits);
        ulong[] row = Packed(bits), back = [.. row];
        var map = BitBijectionReader.Read(parse.GetRequiredValue(Expression));
        map.Forward(row, bits.Length);
        map.Inverse(back, bits.Length);
        string? failure = StateTable.Check(map, bits.Length, new RandomStream(session.Seed, "discrete"));
        string how = bits.Length <= StateTable.MostColumns ? $"all {1 << bits.Length} states" : "1000 random rows there and back";

        session.Print($"map        {map.Name}");
        session.Print($"forward    {Text(row, bits.Length)}");
        session.Print($"inverse    {Text(back, bits.Length)}");
        session.Print($"bijective  {(failure is null ? "yes" : "no")} ({how})");
        session.PrintJson(new JsonObject
        {
            ["map"] = map.Name,
            ["forward"] = Text(row, bits.Length),
            ["inverse"] = Text(back, bits.Length),
            ["bijective"] = failure is null,
            ["checked"] = how,
        });
        if (failure is not null)
            session.Say(failure);
    }

    private static ulong[] Packed(string bits)
    {
        if (bits.Length is 0 or > MostBits)
            throw new ArgumentException($"--bits: expected 1 to {MostBits} bits, got {bits.Length}.");
        var row = new ulong[PackedBits.Words(bits.Length)];
        for (int c = 0; c < bits.Length; c++)
        {
            if (bits[c] is not ('0' or '1'))
                throw new ArgumentException($"--bits: expected 0 or 1, got '{bits[c]}' at place {c + 1}.");
            row[c >> 6] |= (ulong)(bits[c] - '0') << (c & 63);
        }
        return row;
    }

    private static string Text(ulong[] row, int columns) => string.Create(columns, row, static (text, words) =>
    {
        for (int c = 0; c < text.Length; c++)
            text[c] = (char)('0' + (int)(words[c >> 6] >> (c & 63) & 1));
    });
}
