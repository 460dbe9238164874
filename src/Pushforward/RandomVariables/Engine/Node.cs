using System.Collections.Immutable;
using System.Globalization;
using Pushforward.Distributions;

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

    /// <summary>What sets this node apart from others with the same operands.</summary>
    protected abstract bool SameOperation(Node other);

    protected abstract string Describe();

    public bool SharesVariables(Node other) => Variables.Overlaps(other.Variables);

    public bool Equals(Node? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || other._hash != _hash || other.GetType() != GetType() || other.Children.Count != Children.Count)
            return false;
        for (int k = 0; k < Children.Count; k++)
        {
            if (!Children[k].Equals(other.Children[k]))
                return false;
        }
        return SameOperation(other);
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

    protected static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    protected static string Enclosed(Node node) => node is SumNode ? $"({node})" : node.ToString();
}

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

/// <summary>A number.</summary>
internal sealed class ConstantNode(double value) : Node(value.GetHashCode(), [])
{
    public double Value => value;

    public override Node With(IReadOnlyList<Node> children) => this;

    public override double Evaluate(ReadOnlySpan<double> operands) => value;

    protected override bool SameOperation(Node other) => ((ConstantNode)other).Value == value;

    protected override string Describe() => Number(value);
}

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

/// <summary>constant + sum of coefficient * term, the terms distinct and neither sums nor constants.</summary>
internal sealed class SumNode : Node
{
    private SumNode(IReadOnlyList<Node> terms, double[] coefficients, double constant)
        : base(HashOf(terms, coefficients, constant), terms) => (Coefficients, Constant) = (coefficients, constant);

    public IReadOnlyList<double> Coefficients { get; }

    public double Constant { get; }

    /// <summary>The normal form of a linear combination.</summary>
    public static Node Of(IReadOnlyList<(double Coefficient, Node Term)> parts, double constant = 0)
    {
        var terms = new List<Node>();
        var coefficients = new List<double>();
        var index = new Dictionary<Node, int>();
        void Add(double coefficient, Node term)
        {
            switch (term)
            {
                case ConstantNode number:
                    constant += coefficient * number.Value;
                    break;
                case SumNode sum:
                    constant += coefficient * sum.Constant;
                    for (int k = 0; k < sum.Children.Count; k++)
                        Add(coefficient * sum.Coefficients[k], sum.Children[k]);
                    break;
                default:
                    if (index.TryGetValue(term, out int at))
                    {
                        coefficients[at] += coefficient;
                    }
                    else
                    {
                        index.Add(term, terms.Count);
                        terms.Add(term);
                        coefficients.Add(coefficient);
                    }
                    break;
            }
        }

        foreach (var (coefficient, term) in parts)
            Add(coefficient, term);
        if (!double.IsFinite(constant) || coefficients.Exists(c => !double.IsFinite(c)))
            throw new ArgumentException("A coefficient of the expression overflows; scale the variables down.");
        var kept = Enumerable.Range(0, terms.Count).Where(k => coefficients[k] != 0).ToList();
        if (kept.Count == 0)
            return new ConstantNode(constant);
        return kept.Count == 1 && constant == 0 && coefficients[kept[0]] == 1
            ? terms[kept[0]]
            : new SumNode([.. kept.Select(k => terms[k])], [.. kept.Select(k => coefficients[k])], constant);
    }

    /// <summary>Any node as coefficients and terms.</summary>
    public static (IReadOnlyList<(double Coefficient, Node Term)> Terms, double Constant) Parts(Node node) => node switch
    {
        SumNode sum => ([.. sum.Coefficients.Zip(sum.Children)], sum.Constant),
        ConstantNode number => ([], number.Value),
        _ => ([(1, node)], 0),
    };

    public override Node With(IReadOnlyList<Node> children) => Of([.. Coefficients.Zip(children)], Constant);

    public override double Evaluate(ReadOnlySpan<double> operands)
    {
        double sum = Constant;
        for (int k = 0; k < operands.Length; k++)
            sum += Coefficients[k] * operands[k];
        return sum;
    }

    protected override bool SameOperation(Node other) =>
        other is SumNode sum && sum.Constant == Constant && sum.Coefficients.SequenceEqual(Coefficients);

    protected override string Describe()
    {
        var parts = Coefficients.Zip(Children, (c, term) => c == 1 ? term.ToString() : c == -1 ? $"-{Enclosed(term)}" : $"{Number(c)}*{Enclosed(term)}");
        return string.Join(" + ", Constant == 0 ? parts : parts.Append(Number(Constant))).Replace("+ -", "- ", StringComparison.Ordinal);
    }

    private static int HashOf(IReadOnlyList<Node> terms, double[] coefficients, double constant)
    {
        var hash = new HashCode();
        hash.Add(constant);
        for (int k = 0; k < coefficients.Length; k++)
        {
            hash.Add(coefficients[k]);
            hash.Add(terms[k]);
        }
        return hash.ToHashCode();
    }
}

/// <summary>
/// A product of distinct factors with whole powers; coefficients are pulled out into a <see cref="SumNode"/>. A factor that cancelled stays with power 0, for
/// it must not be 0 with positive probability.
/// </summary>
internal sealed class ProductNode : Node
{
    private ProductNode(IReadOnlyList<Node> factors, int[] powers)
        : base(HashOf(factors, powers), factors) => Powers = powers;

    public IReadOnlyList<int> Powers { get; }

    /// <summary>The normal form of a product of powers.</summary>
    public static Node Of(IReadOnlyList<(Node Factor, int Power)> parts)
    {
        double coefficient = 1;
        var factors = new List<Node>();
        var powers = new List<int>();
        var index = new Dictionary<Node, int>();
        void Add(Node factor, int power)
        {
            switch (factor)
            {
                case ConstantNode { Value: 0 } when power < 0:
                    throw new ArgumentException("division by zero: a denominator of the expression is the constant 0.");
                case ConstantNode number:
                    coefficient *= Math.Pow(number.Value, power);
                    break;
                case SumNode { Constant: 0, Children.Count: 1 } scaled:
                    coefficient *= Math.Pow(scaled.Coefficients[0], power);
                    Add(scaled.Children[0], power);
                    break;
                case ProductNode product:
                    for (int k = 0; k < product.Children.Count; k++)
                        Add(product.Children[k], checked(power * product.Powers[k]));
                    break;
                default:
                    if (index.TryGetValue(factor, out int at))
                    {
                        powers[at] = checked(powers[at] + power);
                    }
                    else
                    {
                        index.Add(factor, factors.Count);
                        factors.Add(factor);
                        powers.Add(power);
                    }
                    break;
            }
        }

        foreach (var (factor, power) in parts)
            Add(factor, power);
        if (!double.IsFinite(coefficient))
            throw new ArgumentException("A coefficient of the expression overflows; scale the variables down.");
        if (factors.Count == 0 || coefficient == 0)
            return new ConstantNode(coefficient);
        Node node = factors.Count == 1 && powers[0] == 1 ? factors[0] : new ProductNode(factors, [.. powers]);
        return coefficient == 1 ? node : SumNode.Of([(coefficient, node)]);
    }

    /// <summary>Any node as factors and powers.</summary>
    public static IReadOnlyList<(Node Factor, int Power)> Parts(Node node) =>
        node is ProductNode product ? [.. product.Children.Zip(product.Powers)] : [(node, 1)];

    public override Node With(IReadOnlyList<Node> children) => Of([.. children.Zip(Powers)]);

    public override double Evaluate(ReadOnlySpan<double> operands)
    {
        double product = 1;
        for (int k = 0; k < operands.Length; k++)
        {
            product *= Powers[k] switch
            {
                1 => operands[k],
                2 => operands[k] * operands[k],
                -1 => 1 / operands[k],
                0 => 1,
                _ => Math.Pow(operands[k], Powers[k]),
            };
        }
        return product;
    }

    protected override bool SameOperation(Node other) => other is ProductNode product && product.Powers.SequenceEqual(Powers);

    protected override string Describe() => string.Join(
        "*", Children.Zip(Powers, (factor, power) => power == 1 ? Enclosed(factor) : $"{Enclosed(factor)}^{power}"));

    private static int HashOf(IReadOnlyList<Node> factors, int[] powers)
    {
        var hash = new HashCode();
        for (int k = 0; k < powers.Length; k++)
        {
            hash.Add(powers[k]);
            hash.Add(factors[k]);
        }
        hash.Add(1);
        return hash.ToHashCode();
    }
}

/// <summary>A maximum or minimum of distinct expressions.</summary>
internal sealed class ExtremeNode : Node
{
    private ExtremeNode(bool isMaximum, IReadOnlyList<Node> children)
        : base(children.Aggregate(isMaximum ? 7 : 11, HashCode.Combine), children) => IsMaximum = isMaximum;

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

    protected override bool SameOperation(Node other) => other is ExtremeNode extreme && extreme.IsMaximum == IsMaximum;

    protected override string Describe() => $"{(IsMaximum ? "max" : "min")}({string.Join(", ", Children)})";
}
