namespace Pushforward.RandomVariables.Engine;

/// <summary>A function of one variable.</summary>
internal sealed class MapNode : Node
{
    private MapNode(ElementaryMap map, Node child)
        : base(HashCode.Combine(map.Name, child), [child]) => Map = map;

    public ElementaryMap Map { get; }

    public static Node Of(ElementaryMap map, Node child)
    {
        if (child is not ConstantNode constant)
            return new MapNode(map, child);
        double value = constant.Value < map.Domain.Lower || constant.Value > map.Domain.Upper ? double.NaN : map.Value(constant.Value);
        return double.IsFinite(value)
            ? new ConstantNode(value)
            : throw new ArgumentException($"{map.Name} of {Number(constant.Value)} is not a finite number.");
    }

    public override Node With(IReadOnlyList<Node> children) => Of(Map, children[0]);

    public override double Evaluate(ReadOnlySpan<double> operands) => Map.Value(operands[0]);

    // Maps with parameters carry them in their names, except the rectifier's slope; functions given by a caller are the same object.
    protected override bool SameOperation(Node other)
    {
        var that = ((MapNode)other).Map;
        return ReferenceEquals(that, Map) || (that.GetType() == Map.GetType() && Map is not PiecewiseMonotoneMap && that.Name == Map.Name
            && (Map as LeakyRectifierMap)?.Slope == (that as LeakyRectifierMap)?.Slope);
    }

    protected override string Describe() => Map switch
    {
        PowerMap { Power: not 0.5 } => $"{Enclosed(Children[0])}{Map.Name}",
        LeakyRectifierMap { Slope: not 0 } leaky => $"leaky-relu({Children[0]}, {Number(leaky.Slope)})",
        _ => $"{Map.Name}({Children[0]})",
    };
}
