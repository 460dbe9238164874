using MathNet.Numerics.LinearAlgebra;

namespace Pushforward.Autoencoders;

/// <summary>Codes in the plane: as they are where there are two coordinates, else along the two directions in which they vary most.</summary>
/// <param name="X">Along the first direction, one a row; of more than two coordinates, from the mean.</param>
/// <param name="Y">Along the second; 0 where there is but one coordinate.</param>
/// <param name="VarianceShare">The part of the codes' variance that the plane shows, from 0 to 1.</param>
/// <param name="IsPrincipal">Whether these are principal directions rather than the coordinates themselves.</param>
public sealed record LatentPlane(IReadOnlyList<double> X, IReadOnlyList<double> Y, double VarianceShare, bool IsPrincipal)
{
    // Others hardly vary: a model that uses more is not known, and the matrix stays small.
    private const int MostCoordinates = 200;

    /// <summary>Lays codes out.</summary>
    /// <param name="codes">[rows, latent].</param>
    /// <param name="latent">Coordinates of a code; at least 1.</param>
    /// <exception cref="ArgumentException">The codes do not fill whole rows, or there are none.</exception>
    public static LatentPlane Of(IReadOnlyList<float> codes, int latent)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (latent < 1 || codes.Count == 0 || codes.Count % latent != 0)
            throw new ArgumentException($"codes: expected whole rows of {latent} coordinates, at least one, got {codes.Count} numbers.", nameof(codes));
        int rows = codes.Count / latent;
        if (latent <= 2)
        {
            double[] Coordinate(int j) => [.. Enumerable.Range(0, rows).Select(n => j < latent ? (double)codes[n * latent + j] : 0)];
            return new(Coordinate(0), Coordinate(1), 1, IsPrincipal: false);
        }

        double[] means = [.. Enumerable.Range(0, latent).Select(j => Enumerable.Range(0, rows).Average(n => (double)codes[n * latent + j]))];
        double[] variances = [.. Enumerable.Range(0, latent).Select(j => Enumerable.Range(0, rows).Average(n => Math.Pow(codes[n * latent + j] - means[j], 2)))];
        int[] kept = [.. Enumerable.Range(0, latent).OrderByDescending(j => variances[j]).Take(MostCoordinates)];
        var centered = Matrix<double>.Build.Dense(rows, kept.Length, (n, j) => codes[n * latent + kept[j]] - means[kept[j]]);
        var decomposition = (centered.TransposeThisAndMultiply(centered) / rows).Evd(Symmetricity.Symmetric);
        // Eigenvalues rise.
        int last = kept.Length - 1;
        double total = variances.Sum(), shown = decomposition.EigenValues[last].Real + decomposition.EigenValues[last - 1].Real;
        return new(
            [.. centered * Pointed(decomposition.EigenVectors.Column(last))], [.. centered * Pointed(decomposition.EigenVectors.Column(last - 1))],
            total > 0 ? Math.Clamp(shown / total, 0, 1) : 1, IsPrincipal: true);
    }

    // A direction has two signs; the one is taken in which its greatest part is positive, so that pictures do not flip.
    private static Vector<double> Pointed(Vector<double> direction) => direction[direction.AbsoluteMaximumIndex()] < 0 ? -direction : direction;
}
