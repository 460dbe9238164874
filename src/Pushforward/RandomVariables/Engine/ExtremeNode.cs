namespace Pushforward.RandomVariables.Engine;

/// <summary>A maximum or minimum of distinct expressions.</summary>
internal sealed class ExtremeNode : Node
{
    private ExtremeNode(bool isMaximum, IReadOnlyList<Node> children)
        : base(HashCode.Combine(isMaximum, HashOf(children, _ => 1)), children) => IsMaximum = isMaximum;

    public bool IsMaximum { get; }

    public static Node Of(bool isMaximum, IReadOnlyList<Node> operands)
    {
        var distinct = operands
            .SelectMany(node => node is ExtremeNode extreme && extreme.IsMaximum == isMaximum ? extreme.Children : [node])
            .Distinct().ToList();
        var constants = distinct.OfType<ConstantNode>().ToList();
        distinct.RemoveAll(node => node is ConstantNode);
        if (constants.Count == 0)
            return distinct.Count == 1 ? distinct[0] : new ExtremeNode(isMaximum, distinct);
        double bound = isMaximum ? constants.Max(node => node.Value) : constants.Min(node => node.Value);
        if (distinct.Count == 0)
            return new ConstantNode(bound);
        // max(x, c) = c + relu(x - c), min(x, c) = c - relu(c - x)
        int sign = isMaximum ? 1 : -1;
        var rest = distinct.Count == 1 ? distinct[0] : new ExtremeNode(isMaximum, distinct);
        var rectified = MapNode.Of(new LeakyRectifierMap(0), SumNode.Of([(sign, rest)], -sign * bound));
        return SumNode.Of([(sign, rectified)], bound);
    }

    public override Node With(IReadOnlyList<Node> children) => Of(IsMaximum, children);

    public override double Evaluate(ReadOnlySpan<double> operands)
    {
        double value = operands[0];
        foreach (double operand in operands[1..])
            value = IsMaximum ? Math.Max(value, operand) : Math.Min(value, operand);
        return value;
    }

    protected override bool IsCommutative => true;

    protected override bool SameOperation(Node other) => other is ExtremeNode extreme && extreme.IsMaximum == IsMaximum;

    protected override string Describe() => $"{(IsMaximum ? "max" : "min")}({string.Join(", ", Children)})";
}
