using Pushforward.Numerics.Kernels;

namespace Pushforward.Evaluation;

/// <summary>How far the places that two sets cover are the same ones.</summary>
/// <param name="Precision">The share of samples within a neighbourhood of a real row: do samples look real?</param>
/// <param name="Recall">The share of real rows within a neighbourhood of a sample: does the model make all there is?</param>
/// <param name="Density">In how many neighbourhoods of real rows a sample lies, over k; 1 for real rows, more where samples crowd in the middle.</param>
/// <param name="Coverage">The share of real rows whose neighbourhood holds a sample.</param>
public readonly record struct ManifoldFigures(double Precision, double Recall, double Density, double Coverage);

/// <summary>
/// Real rows with the neighbourhoods that cover them: around each the ball that reaches to its k-th nearest other. Precision and recall (Kynkäänniemi et
/// al. 2019, arXiv:1904.06991) take k = 3; density and coverage (Naeem et al. 2020, arXiv:2002.09797), which outliers disturb less, k = 5.
/// </summary>
public sealed class Manifold
{
    private const int PrecisionNeighbors = 3, DensityNeighbors = 5;

    private readonly PointSet _real;
    private readonly ThreadTeam? _team;
    private readonly float[] _precisionRadii, _densityRadii;

    /// <summary>Measures the neighbourhoods.</summary>
    /// <param name="real">At least 6 rows.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public Manifold(PointSet real, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(real);
        CheckRows(real);
        (_real, _team) = (real, team);
        var neighbors = NearestNeighbors.Find(real, real, DensityNeighbors, apartFromSelf: true, team);
        (_precisionRadii, _densityRadii) = (neighbors.SquaredRadii(PrecisionNeighbors), neighbors.SquaredRadii(DensityNeighbors));
    }

    /// <summary>Compares samples with the real rows.</summary>
    /// <param name="samples">At least 6, best as many as there are real rows.</param>
    /// <exception cref="ArgumentException">There are too few, or their columns differ.</exception>
    public ManifoldFigures Compare(PointSet samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        CheckRows(samples);
        float[] sampleRadii = NearestNeighbors.Find(samples, samples, PrecisionNeighbors, apartFromSelf: true, _team).SquaredRadii(PrecisionNeighbors);

        var precise = new bool[samples.Rows];
        var density = new int[samples.Rows];
        PairwiseDistances.Visit(samples, _real, (row, first, squared) =>
        {
            for (int j = 0; j < squared.Length; j++)
            {
                precise[row] |= squared[j] <= _precisionRadii[first + j];
                density[row] += squared[j] <= _densityRadii[first + j] ? 1 : 0;
            }
        }, _team);

        var recalled = new bool[_real.Rows];
        var covered = new bool[_real.Rows];
        PairwiseDistances.Visit(_real, samples, (row, first, squared) =>
        {
            for (int j = 0; j < squared.Length; j++)
            {
                recalled[row] |= squared[j] <= sampleRadii[first + j];
                covered[row] |= squared[j] <= _densityRadii[row];
            }
        }, _team);
        return new ManifoldFigures(
            Share(precise), Share(recalled), density.Average() / DensityNeighbors, Share(covered));

        static double Share(bool[] marks) => (double)marks.Count(mark => mark) / marks.Length;
    }

    private static void CheckRows(PointSet points)
    {
        if (points.Rows <= DensityNeighbors)
            throw new ArgumentException($"neighbourhoods: expected more than {DensityNeighbors} rows, got {points.Rows}.");
    }
}
