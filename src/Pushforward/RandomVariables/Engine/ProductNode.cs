namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// A product of distinct factors with whole powers; coefficients are pulled out into a <see cref="SumNode"/>. A factor that cancelled stays with power 0, for
/// it must not be 0 with positive probability.
/// </summary>
internal sealed class ProductNode : Node
{
    private ProductNode(IReadOnlyList<Node> factors, int[] powers)
        : base(HashOf(factors, k => powers[k]), factors) => Powers = powers;

    public IReadOnlyList<int> Powers { get; }

    /// <summary>The normal form of a product of powers.</summary>
    public static Node Of(IReadOnlyList<(Node Factor, int Power)> parts)
    {
        double coefficient = 1;
        var tally = new Tally<int>();
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
                    tally.Add(factor, power);
                    break;
            }
        }

        foreach (var (factor, power) in parts)
            Add(factor, power);
        if (!double.IsFinite(coefficient))
            throw new ArgumentException("A coefficient of the expression overflows; scale the variables down.");
        var (factors, powers) = (tally.Parts, tally.Sums);
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

    protected override bool IsCommutative => true;

    protected override bool SameOperation(Node other) => true;

    protected override double Attached(int operand) => Powers[operand];

    protected override string Describe() => string.Join(
        "*", Children.Zip(Powers, (factor, power) => power == 1 ? Enclosed(factor) : $"{Enclosed(factor)}^{power}"));
}
