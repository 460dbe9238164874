namespace Pushforward.RandomVariables.Engine;

/// <summary>constant + sum of coefficient * term, the terms distinct and neither sums nor constants.</summary>
internal sealed class SumNode : Node
{
    private SumNode(IReadOnlyList<Node> terms, double[] coefficients, double constant)
        : base(HashCode.Combine(constant, HashOf(terms, k => coefficients[k])), terms) => (Coefficients, Constant) = (coefficients, constant);

    public IReadOnlyList<double> Coefficients { get; }

    public double Constant { get; }

    /// <summary>The normal form of a linear combination.</summary>
    public static Node Of(IReadOnlyList<(double Coefficient, Node Term)> parts, double constant = 0)
    {
        var tally = new Tally<double>();
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
                    tally.Add(term, coefficient);
                    break;
            }
        }

        foreach (var (coefficient, term) in parts)
            Add(coefficient, term);
        var (terms, coefficients) = (tally.Parts, tally.Sums);
        if (!double.IsFinite(constant) || coefficients.Any(c => !double.IsFinite(c)))
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

    protected override bool IsCommutative => true;

    protected override bool SameOperation(Node other) => ((SumNode)other).Constant == Constant;

    protected override double Attached(int operand) => Coefficients[operand];

    protected override string Describe()
    {
        var parts = Coefficients.Zip(Children, (c, term) => c == 1 ? term.ToString() : c == -1 ? $"-{Enclosed(term)}" : $"{Number(c)}*{Enclosed(term)}");
        return string.Join(" + ", Constant == 0 ? parts : parts.Append(Number(Constant))).Replace("+ -", "- ", StringComparison.Ordinal);
    }
}
