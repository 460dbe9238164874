namespace Pushforward.Mixtures.Kernel;

/// <summary>A mixture's parameters as the kernel keeps them: weights [lanes] and means, in double precision.</summary>
internal sealed class LaneParameters
{
    public LaneParameters(LaneLayout layout, int columns)
    {
        Layout = layout;
        Columns = columns;
        Weights = new double[layout.Lanes];
        Means = new LaneMatrix(layout, columns);
        // Padding lanes hold a harmless probability; their weight is zero.
        Means.Values.Fill(0.5);
    }

    public LaneLayout Layout { get; }

    public int Columns { get; }

    /// <summary>pi, zero in the padding. Shape [lanes].</summary>
    public double[] Weights { get; }

    /// <summary>p(x_d = 1 | k).</summary>
    public LaneMatrix Means { get; }

    public static LaneParameters From(BernoulliMixture mixture, LaneLayout layout)
    {
        var parameters = new LaneParameters(layout, mixture.Columns);
        mixture.Weights.CopyTo(parameters.Weights);
        for (int k = 0; k < mixture.Components; k++)
        {
            var mean = mixture.Mean(k);
            for (int d = 0; d < mean.Length; d++)
                parameters.Means[d, k] = mean[d];
        }
        return parameters;
    }

    /// <summary>pi and means [components, columns] without the padding, components in order of falling weight.</summary>
    public (double[] Weights, double[] Means) SortedByWeight()
    {
        int[] order = [.. Enumerable.Range(0, Layout.Components).OrderByDescending(k => Weights[k])];
        var means = new double[checked(order.Length * Columns)];
        for (int k = 0; k < order.Length; k++)
        {
            for (int d = 0; d < Columns; d++)
                means[k * Columns + d] = Means[d, order[k]];
        }
        return (Array.ConvertAll(order, k => Weights[k]), means);
    }

    /// <summary>Parameters of their own with the same values.</summary>
    public LaneParameters Copy()
    {
        var copy = new LaneParameters(Layout, Columns);
        Weights.CopyTo(copy.Weights, 0);
        Means.Values.CopyTo(copy.Means.Values);
        return copy;
    }
}
