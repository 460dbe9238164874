namespace Pushforward.Bijectors;

/// <summary>
/// The Jacobian of a bijector from values of the map alone. Each column is the best of three differences over four sizes of step: one across the point
/// (error of order h⁴) and one to either side, for a kink within reach spoils all but one of them. Exactly on a kink both sides are right.
/// </summary>
internal sealed class NumericalJacobian
{
    // Offsets in steps; the point itself is in the middle.
    private const int Reach = 4;
    private const int Places = 2 * Reach + 1;
    private const int Sizes = 5;

    private NumericalJacobian(double[,] right, double[,] left, bool isOnKink) => (Right, Left, IsOnKink) = (right, left, isOnKink);

    /// <summary>The Jacobian, element [i, j] = dy_i/dx_j; on a kink that of its right-hand side.</summary>
    public double[,] Right { get; }

    /// <summary>The same, but on a kink that of its left-hand side.</summary>
    public double[,] Left { get; }

    /// <summary>Whether the point lies on a kink.</summary>
    public bool IsOnKink { get; }

    /// <summary>Differentiates.</summary>
    /// <param name="bijector">The map.</param>
    /// <param name="point">Where; inside the domain.</param>
    public static NumericalJacobian At(Bijector bijector, double[] point)
    {
        int n = point.Length;
        var right = new double[n, n];
        var left = new double[n, n];
        bool isOnKink = false;
        for (int j = 0; j < n; j++)
        {
            var best = new Column(double.PositiveInfinity, new double[n], null);
            // Each smaller step trades truncation for rounding; the estimates of their errors decide.
            double step = Math.Pow(BijectorCheckOptions.Epsilon, 0.2) * Math.Max(1, Math.Abs(point[j]));
            for (int size = 0; size < Sizes; size++, step /= 8)
            {
                if (Stencil(bijector, point, j, step) is { } values)
                {
                    var column = Differences(values, n, step);
                    if (column.Error < best.Error)
                        best = column;
                }
            }
            isOnKink |= best.Other is not null;
            for (int i = 0; i < n; i++)
            {
                right[i, j] = best.Slopes[i];
                left[i, j] = (best.Other ?? best.Slopes)[i];
            }
        }
        return new NumericalJacobian(right, left, isOnKink);
    }

    // The images of the point moved along coordinate j; null if the map has no value at one of them.
    private static double[][]? Stencil(Bijector bijector, double[] point, int j, double step)
    {
        var rows = new double[Places][];
        for (int k = 0; k < Places; k++)
        {
            rows[k] = (double[])point.Clone();
            rows[k][j] += (k - Reach) * step;
        }
        var outside = new OutsideRows(Places);
        var images = Rows.ToArrays(bijector.Run(Rows.ToTensor(rows), inverse: false, outside).Value);
        return outside.Any || images.Any(image => !image.All(double.IsFinite)) ? null : images;
    }

    private static Column Differences(double[][] y, int n, double h)
    {
        double[] central = new double[n], right = new double[n], left = new double[n];
        double centralError = 0, rightError = 0, leftError = 0, scale = 0, gap = 0;
        for (int i = 0; i < n; i++)
        {
            double At(int offset) => y[Reach + offset][i];
            double wide = (8 * (At(2) - At(-2)) - (At(4) - At(-4))) / (24 * h);
            central[i] = (8 * (At(1) - At(-1)) - (At(2) - At(-2))) / (12 * h);
            double OneSided(int side) =>
                side * (-25 * At(0) + 48 * At(side) - 36 * At(2 * side) + 16 * At(3 * side) - 3 * At(4 * side)) / (12 * h);
            double Coarser(int side) => side * (-11 * At(0) + 18 * At(side) - 9 * At(2 * side) + 2 * At(3 * side)) / (6 * h);
            (right[i], left[i]) = (OneSided(1), OneSided(-1));
            rightError = Math.Max(rightError, Math.Abs(right[i] - Coarser(1)));
            leftError = Math.Max(leftError, Math.Abs(left[i] - Coarser(-1)));
            gap = Math.Max(gap, Math.Abs(right[i] - left[i]));
            centralError = Math.Max(centralError, Math.Abs(central[i] - wide));
            scale = Math.Max(scale, Math.Max(Math.Abs(right[i]), Math.Abs(left[i])));
            // What rounding alone does to a difference.
            double rounding = BijectorCheckOptions.Epsilon * Math.Abs(At(0)) / h;
            (centralError, rightError, leftError) = (Math.Max(centralError, rounding), Math.Max(rightError, 8 * rounding), Math.Max(leftError, 8 * rounding));
        }
        // Sides that agree with themselves and not with each other mean a kink at the point, which a central difference averages away.
        double jump = Math.Sqrt(BijectorCheckOptions.Epsilon) * scale + 16 * (rightError + leftError);
        if (gap > jump)
        {
            return Math.Max(rightError, leftError) * 16 < gap && centralError < gap / 16
                ? new Column(Math.Max(rightError, leftError), right, left)
                : rightError < leftError ? new Column(rightError, right, null) : new Column(leftError, left, null);
        }
        return new Column(centralError, central, null);
    }

    // The slopes along one coordinate, those on the other side of a kink, and how wrong they may be.
    private readonly record struct Column(double Error, double[] Slopes, double[]? Other);
}
