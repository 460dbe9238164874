using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>y_i = x_(n-1-i): the last value first. Its own inverse. log|det J| = 0, constant. Any real row of any length.</summary>
public sealed class Reverse : Bijector
{
    private int[] _index = [];

    /// <inheritdoc/>
    public override string Name => "reverse";

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => (x.GatherColumns(Index(x.Columns)), Tensor.Scalar(0));

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => MapForward(y);

    // Kept, because rows of a model are of one length. A second thread may make it twice; both make the same.
    private int[] Index(int columns)
    {
        var index = _index;
        if (index.Length != columns)
            _index = index = [.. Enumerable.Range(0, columns).Reverse()];
        return index;
    }
}
