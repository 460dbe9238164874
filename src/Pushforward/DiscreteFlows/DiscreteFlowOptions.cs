namespace Pushforward.DiscreteFlows;

/// <summary>Which layers a search looks for.</summary>
public enum DiscreteFlowMethod
{
    /// <summary>Permutations for rows of up to 128 columns, sorted for longer ones.</summary>
    Auto,

    /// <summary>The best linear map over GF(2), and nothing else.</summary>
    Linear,

    /// <summary>Every column flipped where a tree over those before it, in one of several orders, says one; layer after layer.</summary>
    Flips,

    /// <summary>The same with slots, which lay bits of like certainty together.</summary>
    Sorted,

    /// <summary>A few columns at a time permuted by a tree over all others, the most gainful first.</summary>
    Permutations,

    /// <summary>Single columns flipped by tables of up to four others, many searches side by side; for rows of up to 20 columns.</summary>
    Couplings,

    /// <summary>Half of the columns flipped where a small network over the other half says one; layer after layer.</summary>
    Denoising,
}

/// <summary>How a discrete flow is searched for.</summary>
public sealed record DiscreteFlowOptions
{
    /// <summary>Searches for couplings that are led side by side.</summary>
    internal const int SearchesTogether = 200;

    /// <summary>Which layers.</summary>
    public DiscreteFlowMethod Method { get; init; }

    /// <summary>Layers at the most; null for what suits the method.</summary>
    public int? Layers { get; init; }

    /// <summary>Proposals that a layer is the best of, or searches led side by side for couplings; null for what suits the method.</summary>
    public int? Proposals { get; init; }

    /// <summary>Questions from a tree's root to its leaves at the most.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Nats of training likelihood that a question must bring; null for what suits the method. More makes smaller trees.</summary>
    public double? SplitGain { get; init; }

    /// <summary>Rows of a tree's leaf at the least; null for what suits the method.</summary>
    public int? LeafRows { get; init; }

    /// <summary>How many lines and columns away a pixel may lie that a tree asks for when it first reads an image.</summary>
    public int Window { get; init; } = 7;

    /// <summary>Columns that <see cref="DiscreteFlowMethod.Permutations"/> permutes at a time, from 1 to 4; null for what suits the columns.</summary>
    public int? Block { get; init; }

    /// <summary>Hidden units of a network of <see cref="DiscreteFlowMethod.Denoising"/>.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Epochs a network of <see cref="DiscreteFlowMethod.Denoising"/> is trained.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Components of the base; 1 is independent columns.</summary>
    public int Components { get; init; } = 1;

    /// <summary>Minutes after which no layer is begun; null for no limit.</summary>
    public double? Minutes { get; init; }

    /// <summary>The seed of orders, blocks and first weights.</summary>
    public long Seed { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Enum.IsDefined(Method), "method", "one of auto, linear, flips, sorted, permutations, couplings, denoising", Method);
        Require(Layers is null or >= 0, "layers", "a whole number of at least 0", Layers!);
        Require(Proposals is null or >= 1, "proposals", "a whole number of at least 1", Proposals!);
        Require(Depth is >= 0 and <= 64, "depth", "a whole number from 0 to 64", Depth);
        Require(SplitGain is null or (>= 0 and < double.PositiveInfinity), "split-gain", "a finite number of at least 0", SplitGain!);
        Require(LeafRows is null or >= 1, "leaf-rows", "a whole number of at least 1", LeafRows!);
        Require(Window >= 1, "window", "a whole number of at least 1", Window);
        Require(Block is null or (>= 1 and <= 4), "block", "a whole number from 1 to 4", Block!);
        Require(Hidden is >= 1 and <= 4096, "hidden", "a whole number from 1 to 4096", Hidden);
        Require(Epochs >= 1, "epochs", "a whole number of at least 1", Epochs);
        Require(Components >= 1, "components", "a whole number of at least 1", Components);
        Require(Minutes is null or (> 0 and < double.PositiveInfinity), "minutes", "a finite number greater than 0", Minutes!);
    }

    /// <summary>The options with everything that the data decide decided.</summary>
    /// <param name="columns">Columns of a row.</param>
    internal DiscreteFlowOptions Resolve(int columns)
    {
        var method = Method != DiscreteFlowMethod.Auto ? Method : columns <= 128 ? DiscreteFlowMethod.Permutations : DiscreteFlowMethod.Sorted;
        bool images = columns > 128;
        return this with
        {
            Method = method,
            Layers = Layers ?? method switch
            {
                DiscreteFlowMethod.Linear => 1,
                DiscreteFlowMethod.Permutations or DiscreteFlowMethod.Couplings => 600,
                _ => images && method != DiscreteFlowMethod.Denoising ? 2 : 12,
            },
            Proposals = Proposals ?? method switch
            {
                DiscreteFlowMethod.Linear or DiscreteFlowMethod.Denoising => 1,
                DiscreteFlowMethod.Permutations => 40,
                DiscreteFlowMethod.Couplings => SearchesTogether,
                _ => images ? 1 : 20,
            },
            SplitGain = SplitGain ?? (method == DiscreteFlowMethod.Permutations ? 25 : images ? 8 : 3),
            LeafRows = LeafRows ?? (method != DiscreteFlowMethod.Permutations ? 8 : columns <= 32 ? 10 : 30),
            Block = Block ?? (columns <= 32 ? 3 : 2),
        };
    }

    private static void Require(bool holds, string name, string expected, object got)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name}: expected {expected}, got {got}."));
    }
}
