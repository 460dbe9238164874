namespace Pushforward.Numerics.Tensors;

/// <summary>A named tensor of a <see cref="ParameterSet"/>, and how optimizers are to treat it.</summary>
public sealed class Parameter
{
    private readonly ParameterSet _set;

    internal Parameter(ParameterSet set, string name, Shape shape, int offset, bool decays, double rateFactor)
    {
        (_set, Name, Shape, Offset, Decays, RateFactor) = (set, name, shape, offset, decays, rateFactor);
        Node = new TensorNode();
    }

    /// <summary>The name, unique in the set, e.g. "encoder.0.weight".</summary>
    public string Name { get; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>Where in the flat arrays it begins.</summary>
    public int Offset { get; }

    /// <summary>Whether weight decay shrinks it.</summary>
    public bool Decays { get; }

    /// <summary>What the optimizer's rate is multiplied by for this parameter.</summary>
    public double RateFactor { get; }

    /// <summary>The tensor, tracked.</summary>
    public Tensor Tensor => new(Node);

    /// <summary>The values.</summary>
    public Span<Real> Values => _set.Values.Slice(Offset, Shape.Length);

    /// <summary>The gradient of the last backward pass; zeros before the first.</summary>
    public Span<Real> Gradient => _set.Gradients.Slice(Offset, Shape.Length);

    internal TensorNode Node { get; }
}
