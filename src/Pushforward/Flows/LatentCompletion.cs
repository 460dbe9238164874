using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// Missing columns of a multiscale flow by their latent coordinates u. Scale by scale, coarsest first, what is missing is decoded and what is known stays:
/// x_m = g^-1(u; x_coarser), h_k = g(x_k; x_coarser), and up to a constant
/// <c>log p(u, x_k) = Σ_m log p_H(u_m) + Σ_k log p_H(h_k) + log|∂h_k/∂x_k|</c>: the prior of what is looked for, and how likely it makes what is known. Where the density of x falls
/// steeply between two levels, u hardly notices: nothing has to be climbed over on the way from paper to ink, and where u is 0 every pixel is the median of its law given the coarser ones.
/// </summary>
internal sealed class LatentCompletion : CompletionSpace
{
    /// <summary>Most of a standard logistic law, and of a normal one, lies within as much to either side of 0.</summary>
    public const double WidthOfPrior = 4;

    private readonly IReadOnlyList<FlowScale> _scales;
    private readonly Func<Tensor, Tensor> _priorLogProb;
    private readonly int[] _order, _places;
    private readonly Part[] _parts;

    /// <param name="x">The rows.</param>
    /// <param name="missing">For each column, whether it is.</param>
    /// <param name="order">Which column comes at each place: the coarsest scale first.</param>
    /// <param name="scales">The scales, the coarsest, which nothing drives, first.</param>
    /// <param name="priorLogProb">log p_H of rows: [rows, n] to [rows].</param>
    public LatentCompletion(Tensor x, bool[] missing, int[] order, IReadOnlyList<FlowScale> scales, Func<Tensor, Tensor> priorLogProb)
        : base(x, missing)
    {
        (_order, _scales, _priorLogProb) = (order, scales, priorLogProb);
        _places = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
            _places[order[place]] = place;
        _parts = [.. scales.Select(PartOf)];
        Start = Tensor.Zeros(x.Shape);
    }

    public override Tensor Start { get; }

    public override double Width => WidthOfPrior;

    public override (Tensor X, Tensor LogProb) At(Tensor numbers)
    {
        var latent = numbers.GatherColumns(_order);
        Tensor? x = null, logProb = null;
        foreach (var (part, scale) in _parts.Zip(_scales))
        {
            var own = latent[.., scale.Start..(scale.Start + scale.Count)];
            var bent = own;
            if (scale.Coupling is { } coupling)
            {
                var both = coupling.BothWays(x!.Value, own, part.KnownBent);
                bent = both.Back;
                if (part.Known.Length > 0)
                {
                    logProb = Add(logProb, _priorLogProb(both.There.GatherColumns(part.Known)));
                    logProb = Add(logProb, both.LogSlope.GatherColumns(part.Known).SumOverColumns());
                }
            }
            if (part.Missing.Length > 0)
                logProb = Add(logProb, _priorLogProb(own.GatherColumns(part.Missing)));
            var values = Choose(part.Mask, scale.Marginals.Inverse(bent), part.KnownValues);
            x = x is { } coarser ? Tensor.JoinColumns(coarser, values) : values;
        }
        return (x!.Value.GatherColumns(_places), logProb ?? Tensor.Zeros(Shape.Vector(numbers.Rows)));
    }

    private static Tensor Add(Tensor? sum, Tensor term) => sum is { } before ? before + term : term;

    private Part PartOf(FlowScale scale)
    {
        int[] columns = _order[scale.Start..(scale.Start + scale.Count)];
        var values = Known.GatherColumns(columns);
        int[] all = [.. Enumerable.Range(0, columns.Length)];
        return new Part(
            [.. all.Where(i => IsMissing[columns[i]])], [.. all.Where(i => !IsMissing[columns[i]])],
            Mask.Reshape(1, IsMissing.Length).GatherColumns(columns).AsVector(), values, scale.Marginals.Forward(values));
    }

    // Of a scale: which of its columns are missing and known, and the rows as they are and through their marginals.
    private sealed record Part(int[] Missing, int[] Known, Tensor Mask, Tensor KnownValues, Tensor KnownBent);
}
