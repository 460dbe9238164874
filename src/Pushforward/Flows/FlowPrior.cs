namespace Pushforward.Flows;

/// <summary>The law a flow begins with; its coordinates are independent.</summary>
public enum FlowPrior
{
    /// <summary>Standard logistic: log p(h) = -log(1 + e^h) - log(1 + e^-h).</summary>
    Logistic,

    /// <summary>Standard normal.</summary>
    Normal,
}
