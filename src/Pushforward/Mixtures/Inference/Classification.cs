namespace Pushforward.Mixtures.Inference;

/// <summary>
/// How surely rows are told apart: who is assigned to which component (the modal one), and how often that is wrong, by the model's own
/// account (Vermunt 2010; Celeux &amp; Soromenho 1996 for the entropy).
/// </summary>
public sealed class Classification
{
    private Classification(int[] modal, double[] certainty, double[,] table, double entropy, double total)
    {
        (Modal, Certainty, Table, Entropy, TotalWeight) = (modal, certainty, table, entropy, total);
        double correct = 0;
        for (int k = 0; k < table.GetLength(0); k++)
            correct += table[k, k];
        ErrorRate = Math.Max(0, 1 - correct / total);
    }

    /// <summary>The component of the highest posterior probability. Shape [rows].</summary>
    public IReadOnlyList<int> Modal { get; }

    /// <summary>That probability. Shape [rows].</summary>
    public IReadOnlyList<double> Certainty { get; }

    /// <summary>Rows expected to belong to component k (first index) and assigned to j (second): sum_n w_n r_nk [modal_n = j].</summary>
    public double[,] Table { get; }

    /// <summary>-sum_n w_n sum_k r_nk log r_nk: 0 when no row is in doubt.</summary>
    public double Entropy { get; }

    /// <summary>Sum of the rows' weights, N.</summary>
    public double TotalWeight { get; }

    /// <summary>The share of rows expected to be assigned to a component they do not belong to: 1 - sum_n w_n max_k r_nk / N.</summary>
    public double ErrorRate { get; }

    /// <summary>1 - entropy / (N log K), the entropy R-squared: 1 when no row is in doubt, 0 when every row is as likely in any component. 1 for K = 1.</summary>
    public double EntropyRSquared => Table.GetLength(0) == 1 ? 1 : 1 - Entropy / (TotalWeight * Math.Log(Table.GetLength(0)));

    /// <summary>Of responsibilities.</summary>
    /// <param name="responsibilities">r_nk, row-major. Shape [rows, components].</param>
    /// <param name="components">K.</param>
    /// <param name="weights">How often each row counts; null for once.</param>
    public static Classification Of(ReadOnlySpan<double> responsibilities, int components, double[]? weights = null)
    {
        int rows = responsibilities.Length / components;
        var (modal, certainty) = (new int[rows], new double[rows]);
        var tally = new ClassificationTally(components);
        for (int n = 0; n < rows; n++)
        {
            var row = responsibilities.Slice(n * components, components);
            modal[n] = tally.Add(row, weights?[n] ?? 1);
            certainty[n] = row[modal[n]];
        }
        return new Classification(modal, certainty, tally.Table, tally.Entropy, tally.TotalWeight);
    }
}
