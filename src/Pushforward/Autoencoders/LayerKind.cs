namespace Pushforward.Autoencoders;

/// <summary>What the hidden layers of encoder and decoder compute.</summary>
public enum LayerKind
{
    /// <summary>elu(x W + b).</summary>
    Plain,

    /// <summary>(x W + b) sigmoid(x V + c): a value and how much of it to let through (Dauphin, Fan, Auli &amp; Grangier 2017, arXiv:1612.08083).</summary>
    Gated,

    /// <summary>x + elu(x W + b) where sizes allow it (He, Zhang, Ren &amp; Sun 2016, arXiv:1512.03385); plain where they differ.</summary>
    Residual,
}
