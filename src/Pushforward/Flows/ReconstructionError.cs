namespace Pushforward.Flows;

/// <summary>How far f(f^-1(x)) is from x, in units of x: what rounding leaves of a flow's inverse. Of gray images x is in (0, 1), and a level 1/256 wide.</summary>
/// <param name="Rows">How many rows were tried.</param>
/// <param name="Largest">The largest |f(f^-1(x)) - x| of all columns of all rows.</param>
/// <param name="Row">Its row, from 0.</param>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Mean">The mean over columns and rows.</param>
/// <param name="Beyond">How many numbers, of all columns of all rows, come back with an error above <see cref="Tolerance"/>.</param>
public sealed record ReconstructionError(int Rows, double Largest, int Row, int Column, double Mean, long Beyond)
{
    /// <summary>An error that no level of 256 would notice: a fortieth of one.</summary>
    public const double Tolerance = 1e-4;
}
