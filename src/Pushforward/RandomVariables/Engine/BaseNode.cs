using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>A base variable: itself and nobody else.</summary>
internal sealed class BaseNode : Node
{
    private static int _count;

    public BaseNode(Law law, string? name = null)
        : base(Interlocked.Increment(ref _count), [])
    {
        (Law, Name) = (law, name);
        Variables = [this];
    }

    public Law Law { get; }

    /// <summary>What it is called, if it was given a name.</summary>
    public string? Name { get; }

    public override Node With(IReadOnlyList<Node> children) => this;

    public override double Evaluate(ReadOnlySpan<double> operands) => throw new NotSupportedException();

    protected override bool SameOperation(Node other) => false;

    protected override string Describe() => Name ?? Law.Name;
}
