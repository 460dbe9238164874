using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The law of X + Y for independent X and Y: densities are convolved, a density and an atom give the density moved to the atom and weighted by it, two atoms
/// an atom.
/// </summary>
internal static class SumOperation
{
    /// <summary>Adds two independent variables.</summary>
    public static Measure Add(Measure x, Measure y, Workload work)
    {
        var densities = new List<(LocalDensity, double)>();
        if (x.Density is { } f && y.Density is { } g)
            densities.Add((new Convolution(f, g, work), 1));
        Shift(x, y, densities);
        Shift(y, x, densities);
        var atoms = from a in x.Atoms from b in y.Atoms select new Atom(a.Location + b.Location, a.Probability * b.Probability);
        return Measure.Create(densities, atoms);
    }

    /// <summary>The sum of n independent copies, by doubling.</summary>
    public static Measure Repeat(Measure x, int count, Workload work)
    {
        Measure? sum = null;
        var power = x;
        for (int n = count; n > 0; n >>= 1)
        {
            if ((n & 1) == 1)
                sum = sum is null ? power : Add(sum, power, work);
            if (n > 1)
                power = Add(power, power, work);
        }
        return sum!;
    }

    private static void Shift(Measure x, Measure y, List<(LocalDensity, double)> densities)
    {
        if (x.Density is not { } density)
            return;
        foreach (var atom in y.Atoms)
            MapOperation.Branches(density, new AffineMap(1, atom.Location), densities, [], atom.Probability);
    }
}
