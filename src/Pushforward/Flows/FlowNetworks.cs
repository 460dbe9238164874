using Pushforward.Bijectors;

namespace Pushforward.Flows;

/// <summary>The couplings of a flow in which odd and even columns take turns, and the sizes of their networks.</summary>
internal static class FlowNetworks
{
    /// <summary>The columns that drive coupling i; the even ones move first, driven by the odd.</summary>
    public static CouplingSplit Turn(int i) => i % 2 == 0 ? CouplingSplit.Odd : CouplingSplit.Even;

    /// <summary>What coupling i is called.</summary>
    public static string Name(int i) => $"coupling.{i}";

    /// <summary>What the network of coupling i is called that all its pixels share.</summary>
    public static string NeighborsName(int i) => $"{Name(i)}.neighbors";

    /// <summary>The networks of so many couplings.</summary>
    public static IEnumerable<(string Name, int[] Sizes)> ByTurns(int couplings, int columns, IReadOnlyList<int> hidden, int outputsPerColumn) =>
        Enumerable.Range(0, couplings).Select(i =>
        {
            var (still, moved) = Turn(i).Count(columns);
            return (Name(i), (int[])[still, .. hidden, moved * outputsPerColumn]);
        });
}
