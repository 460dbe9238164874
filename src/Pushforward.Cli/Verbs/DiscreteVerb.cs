using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.DiscreteFlows;
using Pushforward.DiscreteFlows.Expressions;
using Pushforward.Numerics.Random;

namespace Pushforward.Cli.Verbs;

/// <summary><c>discrete EXPR --bits 0110</c>: an invertible map on bits: where a row goes, where it comes from, and whether the map is a bijection.</summary>
internal static class DiscreteVerb
{
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
        ulong[] row = BitText.Read("--bits", bits), back = [.. row];
        var map = BitBijectionReader.Read(parse.GetRequiredValue(Expression));
        map.Forward(row, bits.Length);
        map.Inverse(back, bits.Length);
        string? failure = StateTable.Check(map, bits.Length, new RandomStream(session.Seed, "discrete"));
        string how = bits.Length <= StateTable.MostColumns ? $"all {1 << bits.Length} states" : "1000 random rows there and back";

        session.Print($"map        {map.Name}");
        session.Print($"forward    {BitText.Of(row, bits.Length)}");
        session.Print($"inverse    {BitText.Of(back, bits.Length)}");
        session.Print($"bijective  {(failure is null ? "yes" : "no")} ({how})");
        session.PrintJson(new JsonObject
        {
            ["map"] = map.Name,
            ["forward"] = BitText.Of(row, bits.Length),
            ["inverse"] = BitText.Of(back, bits.Length),
            ["bijective"] = failure is null,
            ["checked"] = how,
        });
        if (failure is not null)
            session.Say(failure);
    }
}
