using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>A base variable: itself and nobody else.</summary>
internal sealed class BaseNode : Node
{
    private static int _count;

    public BaseNode(Law law)
        : base(Interlocked.Increment(ref _count), [])
    {
        Law = law;
        Variables = [this];
    }

    public Law Law { get; }

    public override Node With(IReadOnlyList<Node> children) => this;

    public override double Evaluate(ReadOnlySpan<double> operands) => throw new NotSupportedException();

    protected override bool SameOperation(Node other) => false;

    protected override string Describe() => Law.Name;
}
