using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Expressions;
using Pushforward.Numerics.Random;

namespace Pushforward.Cli.Verbs;

/// <summary><c>discrete EXPR --bits 0110</c> or <c>--levels 2041</c>: an invertible map: where a row goes, where it comes from, and whether the map is a bijection.</summary>
internal static class DiscreteVerb
{
    private static readonly Argument<string> Expression = new("EXPR")
    {
        Description = "A map, e.g. \"chain(not, shift(1), xor(0110))\"; a chain applies its first part first, bits count from 0 at the left, permute(2,0,1) "
            + "puts the third bit first. On bits there are: " + string.Join("; ", BitBijectionReader.Signatures) + ". On levels: " + string.Join("; ", LevelBijectionReader.Signatures),
    };

    private static readonly Option<string?> Bits = new("--bits") { Description = "The row of bits to map", HelpName = "0110" };

    private static readonly Option<string?> Levels = new("--levels") { Description = "The row of levels to map, a digit each", HelpName = "2041" };

    public static Command Create()
    {
        var command = new Command("discrete", "Map a row of bits, or of levels, through an invertible map, and check that it is one") { Expression, Bits, Levels };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string expression = parse.GetRequiredValue(Expression);
        var random = new RandomStream(session.Seed, "discrete");
        var found = (parse.GetValue(Bits), parse.GetValue(Levels)) switch
        {
            ({ } bits, null) => OfBits(expression, bits, random),
            (null, { } levels) => OfLevels(expression, levels, random),
            _ => throw new ArgumentException("discrete: expected a row to map, either --bits, e.g. --bits 0110, or --levels, e.g. --levels 2041."),
        };
        string how = found.States is { } states ? $"all {states} states" : "1000 random rows there and back";
        session.Print($"map        {found.Name}");
        session.Print($"forward    {found.Forward}");
        session.Print($"inverse    {found.Inverse}");
        session.Print($"bijective  {(found.Failure is null ? "yes" : "no")} ({how})");
        session.PrintJson(new JsonObject
        {
            ["map"] = found.Name,
            ["forward"] = found.Forward,
            ["inverse"] = found.Inverse,
            ["bijective"] = found.Failure is null,
            ["checked"] = how,
        });
        if (found.Failure is not null)
            session.Say(found.Failure);
    }

    private static Answer OfBits(string expression, string bits, RandomStream random)
    {
        ulong[] row = BitText.Read("--bits", bits), back = [.. row];
        var map = BitBijectionReader.Read(expression);
        map.Forward(row, bits.Length);
        map.Inverse(back, bits.Length);
        return new(
            map.Name, BitText.Of(row, bits.Length), BitText.Of(back, bits.Length), StateTable.Check(map, bits.Length, random),
            bits.Length <= StateTable.MostColumns ? 1 << bits.Length : null);
    }

    private static Answer OfLevels(string expression, string text, RandomStream random)
    {
        int wrong = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (text.Length == 0 || wrong >= 0)
            throw new ArgumentException($"--levels: expected a digit for each column, got {(text.Length == 0 ? "none" : $"'{text[wrong]}' at place {wrong + 1}")}.");
        byte[] row = [.. text.Select(c => (byte)(c - '0'))], back = [.. row];
        var map = LevelBijectionReader.Read(expression);
        map.Forward(row, row.Length);
        map.Inverse(back, row.Length);
        int levels = map.Levels!.Value;
        return new(map.Name, Text(row), Text(back), LevelStates.Check(map, levels, row.Length, random), LevelStates.Count(levels, row.Length));
    }

    // Levels beyond 9, which a row that is typed cannot have, would blur into each other.
    private static string Text(byte[] row) => string.Join(row.Max() > 9 ? "," : "", row);

    private sealed record Answer(string Name, string Forward, string Inverse, string? Failure, int? States);
}
