using System.Globalization;
using System.Text;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// An expression written with its base variables numbered by first appearance beside their laws: independent copies of one expression have the same shape.
/// </summary>
internal static class Shape
{
    /// <summary>The shape, or null if writing it takes more than so many characters or it holds a function given by the caller.</summary>
    public static string? Of(Node node, int longest)
    {
        var text = new StringBuilder();
        return Write(node, [], text, longest) ? text.ToString() : null;
    }

    private static bool Write(Node node, Dictionary<Node, int> numbers, StringBuilder text, int longest)
    {
        if (text.Length > longest)
            return false;
        switch (node)
        {
            case BaseNode variable:
                if (variable.Law is ComputedLaw)
                    return false;
                if (!numbers.TryGetValue(node, out int number))
                    numbers.Add(node, number = numbers.Count);
                text.Append('#').Append(number).Append(variable.Law.Name);
                return true;
            case ConstantNode constant:
                text.Append(CultureInfo.InvariantCulture, $"{constant.Value:R}");
                return true;
            case MapNode { Map: PiecewiseMonotoneMap }:
                return false;
            case MapNode { Map: var map }:
                text.Append(map.Name).Append(CultureInfo.InvariantCulture, $"{(map as LeakyRectifierMap)?.Slope:R}");
                break;
            case SumNode sum:
                text.Append(CultureInfo.InvariantCulture, $"+{sum.Constant:R}[{string.Join(",", sum.Coefficients.Select(c => c.ToString("R", CultureInfo.InvariantCulture)))}]");
                break;
            case ProductNode product:
                text.Append(CultureInfo.InvariantCulture, $"*[{string.Join(",", product.Powers)}]");
                break;
            case ExtremeNode extreme:
                text.Append(extreme.IsMaximum ? "max" : "min");
                break;
        }
        text.Append('(');
        foreach (var child in node.Children)
        {
            if (!Write(child, numbers, text, longest))
                return false;
            text.Append(';');
        }
        text.Append(')');
        return true;
    }
}
