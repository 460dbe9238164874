using Pushforward.Data;

namespace Pushforward.Mixtures;

/// <summary>The law of a column within a component.</summary>
public enum MixtureEmission
{
    /// <summary>Bernoulli where every column has two levels, else categorical; a no and a yes beside something else are refused as slips of the pen.</summary>
    Auto,

    /// <summary>Bernoulli; columns of more levels are refused.</summary>
    Bernoulli,

    /// <summary>Categorical, with any number of levels a column.</summary>
    Categorical,
}

/// <summary>What an emission means for the data.</summary>
public static class MixtureEmissions
{
    /// <summary>How many levels the columns of a table may have.</summary>
    /// <param name="emission">The law.</param>
    public static ColumnLevelLimit Levels(this MixtureEmission emission) => emission switch
    {
        MixtureEmission.Bernoulli => ColumnLevelLimit.Two,
        MixtureEmission.Categorical => ColumnLevelLimit.Any,
        _ => ColumnLevelLimit.Plausible,
    };

    /// <summary>Whether columns so laid out get Bernoulli laws.</summary>
    internal static bool IsBernoulli(this MixtureEmission emission, BitLayout layout) =>
        emission == MixtureEmission.Bernoulli || (emission == MixtureEmission.Auto && !layout.Levels.ContainsAnyExcept(2));
}
