namespace Pushforward.RandomVariables.Engine;

/// <summary>A number.</summary>
internal sealed class ConstantNode(double value) : Node(value.GetHashCode(), [])
{
    public double Value => value;

    public override Node With(IReadOnlyList<Node> children) => this;

    public override double Evaluate(ReadOnlySpan<double> operands) => value;

    protected override bool SameOperation(Node other) => ((ConstantNode)other).Value == value;

    protected override string Describe() => Number(value);
}
