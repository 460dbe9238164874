namespace Pushforward.Autoencoders;

/// <summary>What law the decoder gives each column of a row, the columns being independent given the code.</summary>
public enum ObservationKind
{
    /// <summary>Bits, by their logits.</summary>
    Bernoulli,

    /// <summary>Levels 0, 1/255, ..., 1 of gray, by a logistic law cut into 256 bins (Salimans et al. 2017, arXiv:1701.05517).</summary>
    DiscretizedLogistic,

    /// <summary>Real numbers, by a normal law whose variance belongs to the column: with no hidden layers the model is factor analysis.</summary>
    Gaussian,
}
