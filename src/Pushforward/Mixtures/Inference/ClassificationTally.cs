using System.Numerics.Tensors;

namespace Pushforward.Mixtures.Inference;

/// <summary>The sums of a <see cref="Classification"/>, row by row.</summary>
internal sealed class ClassificationTally(int components)
{
    private double _entropy;

    /// <summary>sum_n w_n r_nk [modal_n = j]. Shape [components, components].</summary>
    public double[,] Table { get; } = new double[components, components];

    /// <summary>-sum_n w_n sum_k r_nk log r_nk.</summary>
    public double Entropy => Math.Max(0, _entropy);

    /// <summary>sum_n w_n.</summary>
    public double TotalWeight { get; private set; }

    /// <summary>Adds a row, and returns its modal component.</summary>
    /// <param name="posterior">r_nk. Shape [components].</param>
    /// <param name="weight">How often it counts.</param>
    public int Add(ReadOnlySpan<double> posterior, double weight)
    {
        int modal = TensorPrimitives.IndexOfMax(posterior);
        TotalWeight += weight;
        for (int k = 0; k < posterior.Length; k++)
        {
            Table[k, modal] += weight * posterior[k];
            _entropy -= posterior[k] > 0 ? weight * posterior[k] * Math.Log(posterior[k]) : 0;
        }
        return modal;
    }
}
