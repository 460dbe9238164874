using Pushforward.Bijectors;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// Missing columns as they are, or each bent by a map of its own: y = b(x), log p(y) = log p(x) - log|det db/dx|. Of a flow that begins with <see cref="Marginals"/> these
/// have to be b, since its density of x is a staircase: flat within a level, so that its gradient knows nothing of the next.
/// </summary>
internal sealed class ColumnCompletion : CompletionSpace
{
    // Pixels stay this far from 0 and 1, a quarter of a level: at the ends a logit would be infinite.
    private const double Margin = 1.0 / 1024;

    private readonly Flow _flow;
    private readonly Bijector? _bend;
    private readonly Tensor _known;

    /// <param name="flow">The law.</param>
    /// <param name="x">The rows, missing columns where to begin.</param>
    /// <param name="missing">For each column, whether it is.</param>
    /// <param name="bend">b; null for columns as they are, which then lie in (0, 1).</param>
    public ColumnCompletion(Flow flow, Tensor x, bool[] missing, Bijector? bend = null)
        : base(x, missing)
    {
        (_flow, _bend) = (flow, bend);
        _known = bend is null ? Known : bend.Forward(Known);
    }

    public override Tensor Start => _known;

    public override double Width => _bend is null ? 1 : LatentCompletion.WidthOfPrior;

    public override (double Low, double High) Limits => _bend is null ? (Margin, 1 - Margin) : base.Limits;

    public override (Tensor X, Tensor LogProb) At(Tensor numbers)
    {
        var chosen = Choose(Mask, numbers, _known);
        if (_bend is null)
            return (chosen, _flow.LogProb(chosen));
        var (back, logDet) = _bend.InverseAndLogDet(chosen);
        // What is known does not go there and back.
        var x = Choose(Mask, back, Known);
        return (x, _flow.LogProb(x) + logDet);
    }
}
