using Pushforward.Numerics;
using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// Evaluates an expression of one variable beside a place c: its value at c + v, the exact increment h(c + v) - h(c) by difference formulas
/// (e^a expm1(d), log1p(d / a), ...), its derivative, and its Taylor coefficients at c.
/// </summary>
internal sealed class Expansion
{
    private const int Order = 14;
    private readonly Node _inner;
    private readonly List<Node> _program = []; // operands before what uses them
    private readonly List<int[]> _operands = []; // where in the program the operands of each node stand
    private readonly List<(int First, int Second)> _breaks = [];
    private readonly Dictionary<Node, int> _index = [];

    public Expansion(Node node, Node inner)
    {
        _inner = inner;
        Plan(node);
        PlanBreaks();
    }

    /// <summary>How many functions of the variable there are whose roots are kinks or poles; the last is the slope, whose roots are critical points.</summary>
    public int BreakCount => _breaks.Count + 1;

    /// <summary>Value, increment and slope at c + v.</summary>
    public Increment At(double c, double v)
    {
        int count = _program.Count;
        Span<Increment> values = count <= 32 ? stackalloc Increment[count] : new Increment[count];
        Run(c, v, values);
        return values[^1];
    }

    /// <summary>The functions at x whose roots are kinks, poles or critical points.</summary>
    public void Breaks(double x, Span<double> functions)
    {
        int count = _program.Count;
        Span<Increment> values = count <= 32 ? stackalloc Increment[count] : new Increment[count];
        Run(x, 0, values);
        for (int k = 0; k < _breaks.Count; k++)
        {
            var (first, second) = _breaks[k];
            functions[k] = values[first].Total - (second < 0 ? 0 : values[second].Total);
        }
        functions[_breaks.Count] = values[^1].Slope;
    }

    /// <summary>The Taylor coefficients at c.</summary>
    public double[] Taylor(double c)
    {
        var series = new double[_program.Count][];
        for (int k = 0; k < series.Length; k++)
            series[k] = TaylorOf(_program[k], c, series);
        return series[^1];
    }

    private void Plan(Node node)
    {
        if (_index.ContainsKey(node))
            return;
        if (!node.Equals(_inner))
        {
            foreach (var child in node.Children)
                Plan(child);
        }
        _index.Add(node, _program.Count);
        _operands.Add(node.Equals(_inner) ? [] : [.. node.Children.Select(child => _index[child])]);
        _program.Add(node.Equals(_inner) ? _inner : node);
    }

    private void Run(double c, double v, Span<Increment> values)
    {
        for (int k = 0; k < values.Length; k++)
            values[k] = ReferenceEquals(_program[k], _inner) ? new Increment(c, v, c + v, 1) : Step(_program[k], _operands[k], values);
    }

    private static Increment Step(Node node, int[] operands, ReadOnlySpan<Increment> values)
    {
        switch (node)
        {
            case ConstantNode constant:
                return new Increment(constant.Value, 0, constant.Value, 0);
            case SumNode sum:
                double start = sum.Constant, delta = 0, slope = 0, total = sum.Constant;
                for (int k = 0; k < sum.Children.Count; k++)
                {
                    ref readonly var term = ref values[operands[k]];
                    start += sum.Coefficients[k] * term.Start;
                    delta += sum.Coefficients[k] * term.Delta;
                    slope += sum.Coefficients[k] * term.Slope;
                    total += sum.Coefficients[k] * term.Total;
                }
                return new Increment(start, delta, double.IsFinite(start + delta) ? start + delta : total, slope);
            case ProductNode product:
                return Product(product, operands, values);
            case ExtremeNode extreme:
                var outermost = values[operands[0]];
                foreach (int k in operands)
                    outermost = extreme.IsMaximum == values[k].Total > outermost.Total ? values[k] : outermost;
                return outermost;
            case MapNode map:
                return Map(map.Map, values[operands[0]]);
            default:
                throw new NotSupportedException(node.GetType().Name);
        }
    }

    private static Increment Product(ProductNode node, int[] operands, ReadOnlySpan<Increment> values)
    {
        double start = 1, total = 1, logRatio = 0, slope = 0;
        for (int k = 0; k < node.Children.Count; k++)
        {
            ref readonly var factor = ref values[operands[k]];
            int power = node.Powers[k];
            if (power == 0)
                continue;
            start *= Math.Pow(factor.Start, power);
            double raised = Math.Pow(factor.Total, power);
            // (f g)' = f' g + f g'
            slope = slope * raised + total * power * Math.Pow(factor.Total, power - 1) * factor.Slope;
            total *= raised;
            logRatio += factor.Delta / factor.Start > -1 ? power * Elementary.LogOnePlus(factor.Delta / factor.Start) : double.NaN;
        }
        double delta = double.IsFinite(logRatio) && double.IsFinite(start) && start != 0 ? start * Elementary.ExpMinusOne(logRatio) : total - start;
        return new Increment(start, delta, total, slope);
    }

    private static Increment Map(ElementaryMap map, in Increment x)
    {
        double total = map.Value(x.Total), start = map.Value(x.Start);
        double slope = Math.Exp(map.LogSlope(x.Total, 0)) * x.Slope;
        double delta;
        switch (map)
        {
            case ExpMap:
                delta = start * Elementary.ExpMinusOne(x.Delta);
                break;
            case LogAbsoluteMap:
                delta = Elementary.LogOnePlus(x.Delta / x.Start);
                break;
            case PowerMap power:
                delta = x.Start == 0 ? total : start * Elementary.ExpMinusOne(power.Power * Elementary.LogOnePlus(x.Delta / x.Start));
                slope *= power.Power < 0 ^ (x.Total < 0 && Math.IEEERemainder(power.Power, 2) == 0) ? -1 : 1;
                break;
            case SineMap { Name: "sin" }:
                delta = 2 * Math.Cos(x.Start + x.Delta / 2) * Math.Sin(x.Delta / 2);
                slope = Math.Cos(x.Total) * x.Slope;
                break;
            case SineMap:
                delta = -2 * Math.Sin(x.Start + x.Delta / 2) * Math.Sin(x.Delta / 2);
                slope = -Math.Sin(x.Total) * x.Slope;
                break;
            case AtanMap:
                double t = x.Delta / (1 + x.Start * x.Total);
                delta = 1 + x.Start * x.Total > 0 ? Math.Atan(t) : total - start;
                break;
            case TanhMap:
                double d = Math.Tanh(x.Delta);
                delta = d * (1 - start * start) / (1 + start * d);
                break;
            case AbsoluteMap:
                delta = Math.Sign(x.Start) * Math.Sign(x.Total) < 0 ? total - start : (x.Start + x.Total < 0 ? -1 : 1) * x.Delta;
                slope = (x.Total < 0 ? -1 : 1) * x.Slope;
                break;
            case LeakyRectifierMap leaky:
                bool below = x.Start + x.Total < 0;
                delta = Math.Sign(x.Start) * Math.Sign(x.Total) < 0 ? total - start : (below ? leaky.Slope : 1) * x.Delta;
                slope = (below ? leaky.Slope : 1) * x.Slope;
                break;
            default:
                throw new NumericalException($"{map.Name} cannot be used of a variable that appears again elsewhere in the expression.");
        }
        return new Increment(start, delta, total, slope);
    }

    private void PlanBreaks()
    {
        for (int at = 0; at < _program.Count; at++)
        {
            int[] operands = _operands[at];
            switch (_program[at])
            {
                case var node when ReferenceEquals(node, _inner):
                    break;
                case MapNode { Map: AbsoluteMap or LeakyRectifierMap or LogAbsoluteMap or PowerMap }:
                    _breaks.Add((operands[0], -1));
                    break;
                case ProductNode product:
                    for (int k = 0; k < operands.Length; k++)
                    {
                        if (product.Powers[k] < 0)
                            _breaks.Add((operands[k], -1));
                    }
                    break;
                case ExtremeNode:
                    for (int k = 1; k < operands.Length; k++)
                    {
                        for (int j = 0; j < k; j++)
                            _breaks.Add((operands[j], operands[k]));
                    }
                    break;
            }
        }
    }

    private double[] TaylorOf(Node node, double c, double[][] series)
    {
        var result = new double[Order + 1];
        if (node.Equals(_inner))
        {
            (result[0], result[1]) = (c, 1);
            return result;
        }
        switch (node)
        {
            case ConstantNode constant:
                result[0] = constant.Value;
                return result;
            case SumNode sum:
                result[0] = sum.Constant;
                for (int k = 0; k < sum.Children.Count; k++)
                {
                    var term = series[_index[sum.Children[k]]];
                    for (int i = 0; i <= Order; i++)
                        result[i] += sum.Coefficients[k] * term[i];
                }
                return result;
            case ProductNode product:
                result[0] = 1;
                for (int k = 0; k < product.Children.Count; k++)
                    result = TaylorSeries.Multiply(result, TaylorSeries.Power(series[_index[product.Children[k]]], product.Powers[k]));
                return result;
            case ExtremeNode extreme:
                var operands = extreme.Children.Select(child => series[_index[child]]);
                return extreme.IsMaximum ? operands.MaxBy(operand => operand[0])! : operands.MinBy(operand => operand[0])!;
            case MapNode map:
                return TaylorSeries.Apply(map.Map, series[_index[map.Children[0]]]);
            default:
                throw new NotSupportedException(node.GetType().Name);
        }
    }
}

/// <summary>h(c), h(c + v) - h(c), h(c + v) and h'(c + v).</summary>
internal readonly record struct Increment(double Start, double Delta, double Total, double Slope);
