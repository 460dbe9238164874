using System.Numerics;

namespace Pushforward.RandomVariables.Engine;

/// <summary>Distinct parts in the order of their first appearance, and what was added up for each: coefficients of a sum's terms, powers of a product's factors.</summary>
/// <typeparam name="T">A number; sums that overflow it throw.</typeparam>
internal sealed class Tally<T>
    where T : INumber<T>
{
    private readonly Dictionary<Node, int> _index = [];
    private readonly List<Node> _parts = [];
    private readonly List<T> _sums = [];

    /// <summary>The parts.</summary>
    public IReadOnlyList<Node> Parts => _parts;

    /// <summary>What was added up for each.</summary>
    public IReadOnlyList<T> Sums => _sums;

    /// <summary>Adds a number to a part's.</summary>
    public void Add(Node part, T number)
    {
        if (_index.TryGetValue(part, out int at))
        {
            _sums[at] = checked(_sums[at] + number);
            return;
        }
        _index.Add(part, _parts.Count);
        _parts.Add(part);
        _sums.Add(number);
    }
}
