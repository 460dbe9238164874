namespace Pushforward.Divergences.Projections;

/// <summary>A stationary point of a function of two parameters.</summary>
/// <param name="Parameters">Where.</param>
/// <param name="Value">The function there.</param>
/// <param name="Kind">By the signs of the eigenvalues of the Hessian.</param>
internal sealed record StationaryPoint((double First, double Second) Parameters, double Value, StationaryKind Kind);

/// <summary>
/// Newton's method for stationary points of a smooth function over a family's parameters, with derivatives by central differences of fourth order in the
/// family's own coordinates: errors of some 1e-11, far below what is asked of the minima.
/// </summary>
/// <param name="family">Gives the coordinates.</param>
/// <param name="function">What is made stationary.</param>
internal sealed class StationarySearch(ProjectionFamily family, Func<(double First, double Second), double> function)
{
    private const double Step = 3e-3;
    private const double LongestMove = 0.7;
    private const double Converged = 1e-9;
    private const int MaximumSteps = 50;

    private readonly record struct Local(double Value, double GradientU, double GradientV, double Uu, double Uv, double Vv)
    {
        public bool IsFinite => double.IsFinite(Value + GradientU + GradientV + Uu + Uv + Vv);

        public double SmallestEigenvalue => 0.5 * (Uu + Vv - Math.Sqrt((Uu - Vv) * (Uu - Vv) + 4 * Uv * Uv));

        public double LargestEigenvalue => 0.5 * (Uu + Vv + Math.Sqrt((Uu - Vv) * (Uu - Vv) + 4 * Uv * Uv));

        // -(H + shift)^-1 g.
        public (double U, double V) Newton(double shift)
        {
            double a = Uu + shift, b = Vv + shift, determinant = a * b - Uv * Uv;
            return ((-b * GradientU + Uv * GradientV) / determinant, (-a * GradientV + Uv * GradientU) / determinant);
        }
    }

    /// <summary>The minimum that descent from a start reaches; null where it leaves the family or does not settle.</summary>
    public StationaryPoint? Descend((double First, double Second) start)
    {
        var at = start;
        for (int i = 0; i < MaximumSteps; i++)
        {
            var local = Expand(at);
            if (!local.IsFinite)
                return null;
            // A Hessian that is not positive is shifted until it is, so that the move goes down.
            double shift = Math.Max(0, 1e-3 * Math.Abs(local.LargestEigenvalue) - local.SmallestEigenvalue);
            var (u, v) = Limit(local.Newton(local.SmallestEigenvalue > 0 ? 0 : shift + 1e-3));
            double scale = 1;
            var next = family.Move(at, u, v);
            // At the floor of rounding the value no longer tells: a full Newton move is right there.
            bool near = Math.Abs(u) + Math.Abs(v) < 1e-5;
            while (!near && scale > 1e-6 && !(function(next) < local.Value))
            {
                scale *= 0.5;
                next = family.Move(at, scale * u, scale * v);
            }
            if (scale <= 1e-6)
                return null;
            at = next;
            if (scale * (Math.Abs(u) + Math.Abs(v)) < Converged)
                return Classify(at);
        }
        return null;
    }

    /// <summary>The stationary point of any kind that Newton's method reaches; null where it does not settle.</summary>
    public StationaryPoint? Solve((double First, double Second) start)
    {
        var at = start;
        for (int i = 0; i < MaximumSteps; i++)
        {
            var local = Expand(at);
            if (!local.IsFinite)
                return null;
            var (u, v) = Limit(local.Newton(0));
            at = family.Move(at, u, v);
            if (Math.Abs(u) + Math.Abs(v) < Converged)
                return Classify(at);
        }
        return null;
    }

    private StationaryPoint? Classify((double First, double Second) at)
    {
        var local = Expand(at);
        if (!local.IsFinite || Math.Abs(local.GradientU) + Math.Abs(local.GradientV) > 1e-6)
            return null;
        var kind = local.SmallestEigenvalue > 0 ? StationaryKind.Minimum
            : local.LargestEigenvalue > 0 ? StationaryKind.Saddle : StationaryKind.Maximum;
        return new StationaryPoint(at, local.Value, kind);
    }

    private static (double U, double V) Limit((double U, double V) move)
    {
        double length = Math.Max(Math.Abs(move.U), Math.Abs(move.V));
        return length <= LongestMove ? move : (move.U * (LongestMove / length), move.V * (LongestMove / length));
    }

    private Local Expand((double First, double Second) at)
    {
        double F(int i, int j) => function(family.Move(at, i * Step, j * Step));
        double center = function(at);
        double u1 = F(1, 0), u2 = F(-1, 0), u3 = F(2, 0), u4 = F(-2, 0);
        double v1 = F(0, 1), v2 = F(0, -1), v3 = F(0, 2), v4 = F(0, -2);
        double cross = F(1, 1) - F(1, -1) - F(-1, 1) + F(-1, -1);
        return new Local(
            center,
            (8 * (u1 - u2) - (u3 - u4)) / (12 * Step),
            (8 * (v1 - v2) - (v3 - v4)) / (12 * Step),
            (16 * (u1 + u2) - (u3 + u4) - 30 * center) / (12 * Step * Step),
            cross / (4 * Step * Step),
            (16 * (v1 + v2) - (v3 + v4) - 30 * center) / (12 * Step * Step));
    }
}
