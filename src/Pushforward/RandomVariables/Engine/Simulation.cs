using Pushforward.Numerics.Random;

namespace Pushforward.RandomVariables.Engine;

/// <summary>Draws from an expression by drawing its base variables and evaluating it: no law but those of the base variables is used.</summary>
internal static class Simulation
{
    /// <summary>Independent draws of the expression.</summary>
    public static double[] Draw(Node node, int count, RandomStream random)
    {
        var values = new Dictionary<Node, double[]>();
        int next = 0;
        return Values(node);

        double[] Values(Node part)
        {
            if (values.TryGetValue(part, out var known))
                return known;
            var operands = part.Children.Select(Values).ToArray();
            var result = new double[count];
            if (part is BaseNode variable)
            {
                // Every base variable has its own stream, in the order of first appearance.
                variable.Law.Sample(result, random.At(next++, 0));
            }
            else
            {
                Span<double> row = operands.Length <= 64 ? stackalloc double[operands.Length] : new double[operands.Length];
                for (int k = 0; k < count; k++)
                {
                    for (int j = 0; j < row.Length; j++)
                        row[j] = operands[j][k];
                    result[k] = part.Evaluate(row);
                }
            }
            return values[part] = result;
        }
    }
}
