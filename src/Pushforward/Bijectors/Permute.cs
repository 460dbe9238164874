using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y_i = x_(index_i): permute(2,0,1) puts the third value first. Inverse by the inverse permutation. |det J| = 1, so log|det J| = 0, constant. Any real row.
/// </summary>
public sealed class Permute : Bijector
{
    private readonly int[] _index, _inverse;

    /// <summary>Makes the permutation.</summary>
    /// <param name="index">Each of 0 to features - 1 once: which value comes first, second, ...</param>
    /// <exception cref="ArgumentException">It is no permutation.</exception>
    public Permute(params ReadOnlySpan<int> index)
    {
        if (index.IsEmpty)
            throw new ArgumentException("permute: expected at least one place, got none.");
        _index = index.ToArray();
        _inverse = new int[index.Length];
        Array.Fill(_inverse, -1);
        for (int i = 0; i < index.Length; i++)
        {
            if ((uint)index[i] >= (uint)index.Length)
                throw new ArgumentException($"permute: expected each of 0 to {index.Length - 1} once, got {index[i]} at place {i + 1}.");
            if (_inverse[index[i]] >= 0)
                throw new ArgumentException($"permute: expected each of 0 to {index.Length - 1} once, got {index[i]} twice.");
            _inverse[index[i]] = i;
        }
    }

    /// <inheritdoc/>
    public override string Name => $"permute({string.Join(",", _index)})";

    /// <inheritdoc/>
    public override int? Features => _index.Length;

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => (x.GatherColumns(_index), Tensor.Scalar(0));

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => (y.GatherColumns(_inverse), Tensor.Scalar(0));
}
