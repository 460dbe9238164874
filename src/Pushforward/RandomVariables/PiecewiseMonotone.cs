namespace Pushforward.RandomVariables;

/// <summary>One strictly monotone, smooth branch of a function of one variable.</summary>
/// <param name="Lower">The lower end of the branch; may be -infinity.</param>
/// <param name="Upper">The upper end; may be +infinity.</param>
/// <param name="Function">h on [Lower, Upper], with limits at the ends (infinite ones included).</param>
/// <param name="Inverse">The x in [Lower, Upper] with h(x) = z.</param>
/// <param name="Derivative">h'.</param>
public sealed record MonotoneBranch(
    double Lower, double Upper, Func<double, double> Function, Func<double, double> Inverse, Func<double, double> Derivative);

/// <summary>
/// A function given by monotone branches that together cover the support of the variable it is applied to. Its results are as precise as the inverses:
/// where h' vanishes or is infinite at the end of a branch the inverse near there should be well conditioned.
/// </summary>
public sealed class PiecewiseMonotone
{
    /// <summary>Collects branches.</summary>
    /// <param name="name">What the function is called in expressions.</param>
    /// <param name="branches">Adjoining branches in ascending order; at least one.</param>
    /// <exception cref="ArgumentException">Branches are missing, empty, or do not adjoin.</exception>
    public PiecewiseMonotone(string name, params IReadOnlyList<MonotoneBranch> branches)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Count == 0)
            throw new ArgumentException($"{name}: expected at least one branch, got none.", nameof(branches));
        for (int k = 0; k < branches.Count; k++)
        {
            if (!(branches[k].Lower < branches[k].Upper) || (k > 0 && branches[k - 1].Upper != branches[k].Lower))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{name}, branch {k + 1}: expected an interval that begins where the branch before ends, got [{branches[k].Lower:R}, {branches[k].Upper:R}]."), nameof(branches));
            }
        }
        (Name, Branches) = (name, branches);
    }

    /// <summary>What the function is called.</summary>
    public string Name { get; }

    /// <summary>The branches, ascending and adjoining.</summary>
    public IReadOnlyList<MonotoneBranch> Branches { get; }

    /// <summary>h(x); NaN outside all branches.</summary>
    /// <param name="x">Where.</param>
    public double Evaluate(double x) => BranchAt(x, 1)?.Function(x) ?? double.NaN;

    internal MonotoneBranch? BranchAt(double x, int side)
    {
        var (first, last) = (Branches[0], Branches[^1]);
        if (x < first.Lower || x > last.Upper)
            return null;
        return side > 0 ? Branches.LastOrDefault(branch => branch.Lower <= x && x < branch.Upper) ?? last
            : Branches.FirstOrDefault(branch => branch.Lower < x && x <= branch.Upper) ?? first;
    }
}
