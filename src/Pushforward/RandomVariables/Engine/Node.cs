using System.Collections.Immutable;
using System.Globalization;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// An expression over independent base variables, kept in a normal form: sums of distinct terms with coefficients, products of distinct factors with whole
/// powers, functions of one variable, minima and maxima. Equal expressions are equal objects to <see cref="object.Equals(object?)"/>.
/// </summary>
internal abstract class Node : IEquatable<Node>
{
    private const int DeepestNesting = 500;
    private const int LongestText = 120;
    private readonly int _hash;
    private string? _text;

    protected Node(int hash, IReadOnlyList<Node> children)
    {
        _hash = hash;
        Children = children;
        Variables = children.Count switch
        {
            0 => [],
            1 => children[0].Variables,
            _ => [.. children.SelectMany(child => child.Variables).Distinct()],
        };
        Depth = children.Count == 0 ? 0 : 1 + children.Max(child => child.Depth);
        if (Depth > DeepestNesting)
            throw new ArgumentException($"The expression is nested more than {DeepestNesting} deep. Compute the law of a part and use it as a variable of its own.");
    }

    /// <summary>The operands.</summary>
    public IReadOnlyList<Node> Children { get; }

    /// <summary>The base variables that appear.</summary>
    public ImmutableHashSet<BaseNode> Variables { get; protected init; }

    /// <summary>The longest way to a base variable.</summary>
    public int Depth { get; }

    /// <summary>The same expression with other operands.</summary>
    public abstract Node With(IReadOnlyList<Node> children);

    /// <summary>The value, given the operands'.</summary>
    public abstract double Evaluate(ReadOnlySpan<double> operands);

    /// <summary>Whether the order of the operands, which are distinct then, does not matter.</summary>
    protected virtual bool IsCommutative => false;

    /// <summary>What sets this node apart from others of its type with the same operands.</summary>
    protected abstract bool SameOperation(Node other);

    /// <summary>The coefficient or power that an operand has.</summary>
    protected virtual double Attached(int operand) => 1;

    protected abstract string Describe();

    /// <summary>The expression with parts of it replaced.</summary>
    public Node Substitute(Dictionary<Node, Node> values)
    {
        if (values.TryGetValue(this, out var value))
            return value;
        var children = Children.Select(child => child.Substitute(values)).ToList();
        return children.SequenceEqual(Children, ReferenceEqualityComparer.Instance) ? this : With(children);
    }

    /// <summary>How often a part appears.</summary>
    public int Appearances(Node part) => Equals(part) ? 1 : Children.Sum(child => child.Appearances(part));

    public bool SharesVariables(Node other) => Variables.Overlaps(other.Variables);

    public bool Equals(Node? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || other._hash != _hash || other.GetType() != GetType() || other.Children.Count != Children.Count)
            return false;
        return SameOperation(other) && SameOperands(other);
    }

    public sealed override bool Equals(object? obj) => Equals(obj as Node);

    public sealed override int GetHashCode() => _hash;

    public sealed override string ToString()
    {
        if (_text is null)
        {
            string text = Describe();
            _text = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "...");
        }
        return _text;
    }

    /// <summary>A hash of the operands that does not depend on their order.</summary>
    protected static int HashOf(IReadOnlyList<Node> operands, Func<int, double> attached)
    {
        int sum = operands.Count;
        for (int k = 0; k < operands.Count; k++)
            sum = unchecked(sum + HashCode.Combine(operands[k], attached(k)));
        return sum;
    }

    protected static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    protected static string Enclosed(Node node) => node is SumNode ? $"({node})" : node.ToString();

    private bool SameOperands(Node other)
    {
        for (int k = 0; k < Children.Count; k++)
        {
            int at = Children[k].Equals(other.Children[k]) ? k : IsCommutative ? other.IndexOf(Children[k]) : -1;
            if (at < 0 || Attached(k) != other.Attached(at))
                return false;
        }
        return true;
    }

    private int IndexOf(Node operand)
    {
        for (int k = 0; k < Children.Count; k++)
        {
            if (Children[k].Equals(operand))
                return k;
        }
        return -1;
    }
}
