using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>The caller's function, inverted by the caller's inverses.</summary>
internal sealed class PiecewiseMonotoneMap(PiecewiseMonotone function) : ElementaryMap
{
    public override string Name => function.Name;

    public override Interval Domain => new(function.Branches[0].Lower, function.Branches[^1].Upper);

    public override double Value(double x) => function.Evaluate(x);

    public override double Limit(double c, int side) => function.BranchAt(c, side)?.Function(c) ?? double.NaN;

    public override IEnumerable<double> Breaks(double lower, double upper) =>
        function.Branches.Skip(1).Select(branch => branch.Lower).Where(place => place > lower && place < upper);

    public override double Displacement(double c, int side, double dz)
    {
        var branch = function.BranchAt(c, side)!;
        return branch.Inverse(branch.Function(c) + dz) - c;
    }

    public override double DisplacementFromPole(double c, int side, double z) => function.BranchAt(c, side)!.Inverse(z) - c;

    public override double PlaceNearLimit(int side, double dz)
    {
        var branch = side > 0 ? function.Branches[^1] : function.Branches[0];
        return branch.Inverse(branch.Function(side * double.PositiveInfinity) + dz);
    }

    public override double LogSlope(double c, double v)
    {
        double x = c + v;
        return Math.Log(Math.Abs(function.BranchAt(x, v >= 0 ? 1 : -1)!.Derivative(x)));
    }
}
