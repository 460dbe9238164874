using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>Computes laws of expressions: independent parts by the operations on densities, dependent ones by rewriting, composition or conditioning.</summary>
internal sealed class Calculus(CalculusOptions options, Workload work, Calculus? around = null)
{
    private const int LargestKey = 4000;
    private readonly Dictionary<Node, Computed> _known = [];
    private readonly Dictionary<string, Computed> _byShape = [];

    /// <summary>A calculus for one value of a variable that is being integrated out: it knows what the one around it knows, and is forgotten with what it finds.</summary>
    public Calculus(Calculus around, Workload work)
        : this(around.Options, work, around) => Conditions = around.Conditions;

    public CalculusOptions Options => options;

    /// <summary>Where its work is counted.</summary>
    public Workload Work => work;

    /// <summary>How many shared variables are being integrated out around what is computed now.</summary>
    public int Conditions { get; set; }

    /// <summary>What expressions that were written anew were given as.</summary>
    public Dictionary<Node, Node> Originals { get; } = [];

    /// <summary>The law of an expression.</summary>
    public Law LawOf(Node node)
    {
        var computed = Compute(node);
        return computed.Named ?? new ComputedLaw(node.ToString(), computed.Measure);
    }

    /// <summary>The law of an expression, for use in larger ones.</summary>
    public Computed Compute(Node node)
    {
        if (Known(node) is { } known)
            return known;
        work.Add(1);
        Computed? computed = null;
        // Expressions of the same shape in variables of the same laws have the same law.
        string? shape = Shape.Of(node, LargestKey);
        if (shape is null || !_byShape.TryGetValue(shape, out computed))
        {
            computed = node switch
            {
                ConstantNode constant => new Computed(Measure.Constant(constant.Value)),
                BaseNode variable => new Computed(variable.Law),
                MapNode map => Map(map.Map, Compute(map.Children[0])),
                SumNode sum => Sum(sum),
                ProductNode product => Product(product),
                ExtremeNode extreme => Extreme(extreme),
                _ => throw new NotSupportedException(node.GetType().Name),
            };
            if (shape is not null)
                _byShape[shape] = computed;
        }
        return _known[node] = computed;
    }

    private Computed? Known(Node node) => _known.TryGetValue(node, out var computed) ? computed : around?.Known(node);

    private Computed Map(ElementaryMap map, Computed x) => Closed(() => ClosedForms.Map(map, x.Named)) ?? new(MapOperation.Apply(x.Measure, map));

    private Computed Affine(Computed x, double factor, double shift) => factor == 1 && shift == 0 ? x
        : Closed(() => ClosedForms.Affine(x.Named, factor, shift)) ?? new(MapOperation.Apply(x.Measure, new AffineMap(factor, shift)));

    private Computed Sum(SumNode node)
    {
        var parts = node.Coefficients.Zip(node.Children).Select(pair => (pair.First, Node: pair.Second)).ToList();
        var summands = new List<Computed>();
        foreach (var group in Groups(parts.ConvertAll(part => part.Node)))
        {
            summands.Add(group.Count == 1
                ? Affine(Compute(parts[group[0]].Node), parts[group[0]].First, 0)
                : group.Count == parts.Count
                    ? new Dependence(this).Compute(SumNode.Of([.. group.Select(k => (parts[k].First, parts[k].Node))]))
                    : Compute(SumNode.Of([.. group.Select(k => (parts[k].First, parts[k].Node))])));
        }
        // Equal summands by doubling; the others one after another.
        Computed? total = null;
        foreach (var equal in summands.GroupBy(summand => summand, ReferenceEqualityComparer.Instance))
        {
            var summand = (Computed)equal.Key!;
            int count = equal.Count();
            var multiple = count == 1 ? summand
                : Closed(() => ClosedForms.Repeat(summand.Named, count)) ?? new(SumOperation.Repeat(summand.Measure, count, work));
            var before = total;
            total = before is null ? multiple
                : Closed(() => ClosedForms.Add(before.Named, multiple.Named)) ?? new(SumOperation.Add(before.Measure, multiple.Measure, work));
        }
        return Affine(total!, 1, node.Constant);
    }

    private Computed Product(ProductNode node)
    {
        var parts = new List<(Node Node, int Power)>();
        for (int k = 0; k < node.Children.Count; k++)
        {
            if (node.Powers[k] != 0)
                parts.Add((node.Children[k], node.Powers[k]));
            else if (Compute(node.Children[k]).Atoms.Any(atom => atom.Location == 0))
                throw new ArgumentException($"0/0: {node.Children[k]} is divided by itself and is 0 with positive probability.");
        }
        if (parts.Count == 0)
            return new Computed(Measure.Constant(1));
        Computed? numerator = null, denominator = null;
        foreach (var group in Groups(parts.ConvertAll(part => part.Node)))
        {
            if (group.Count > 1)
            {
                var dependent = ProductNode.Of([.. group.Select(k => (parts[k].Node, parts[k].Power))]);
                var law = group.Count == node.Children.Count ? new Dependence(this).Compute(dependent) : Compute(dependent);
                numerator = Multiply(numerator, law);
                continue;
            }
            var (factor, power) = parts[group[0]];
            // A lone negative power is a map; beside other factors a division saves that step.
            bool divides = power < 0 && parts.Count > 1;
            var value = Power(Compute(factor), divides ? -power : power);
            if (divides)
                denominator = Multiply(denominator, value);
            else
                numerator = Multiply(numerator, value);
        }
        if (denominator is null)
            return numerator!;
        return numerator is null ? Power(denominator, -1)
            : Closed(() => ClosedForms.Divide(numerator.Named, denominator.Named)) ?? new(ProductOperation.Divide(numerator.Measure, denominator.Measure, work));
    }

    private Computed Power(Computed x, int power)
    {
        if (power < 0 && x.Atoms.Any(atom => atom.Location == 0))
            throw new ArgumentException("division by zero: the denominator is 0 with positive probability.");
        return power == 1 ? x : Map(new PowerMap(power), x);
    }

    private Computed Multiply(Computed? x, Computed y) => x is null ? y
        : Closed(() => ClosedForms.Multiply(x.Named, y.Named)) ?? new(ProductOperation.Multiply(x.Measure, y.Measure, work));

    private Computed Extreme(ExtremeNode node)
    {
        Computed? total = null;
        foreach (var group in Groups(node.Children))
        {
            var inner = ExtremeNode.Of(node.IsMaximum, [.. group.Select(k => node.Children[k])]);
            var value = group.Count == node.Children.Count ? new Dependence(this).Compute(inner) : Compute(inner);
            total = total is null ? value : new(node.IsMaximum
                ? ExtremeOperation.Maximum(total.Measure, value.Measure)
                : ExtremeOperation.Minimum(total.Measure, value.Measure));
        }
        return total!;
    }

    private Computed? Closed(Func<Law?> form) => options.UseClosedForms && form() is { } law ? new Computed(law) : null;

    /// <summary>Which operands hang together through shared variables.</summary>
    public static List<List<int>> Groups(IReadOnlyList<Node> nodes)
    {
        var groups = new List<List<int>>();
        for (int k = 0; k < nodes.Count; k++)
        {
            var touching = groups.FindAll(group => group.Exists(other => nodes[other].SharesVariables(nodes[k])));
            groups.RemoveAll(touching.Contains);
            groups.Add([.. touching.SelectMany(group => group), k]);
        }
        return groups;
    }
}

/// <summary>A law in the making: a named one, whose interpolants are built only if needed, or a measure.</summary>
internal sealed class Computed
{
    private readonly Lazy<Measure> _measure;

    public Computed(Law named) => (Named, _measure) = (named, new Lazy<Measure>(() =>
        named is ComputedLaw computed ? computed.Measure : Measure.Of(named)));

    public Computed(Measure measure) => _measure = new Lazy<Measure>(measure);

    public Law? Named { get; }

    public Measure Measure => _measure.Value;

    public IReadOnlyList<Atom> Atoms => Named?.Atoms ?? Measure.Atoms;
}
