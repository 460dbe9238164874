namespace Pushforward.Numerics;

/// <summary>
/// A computation left the range in which its result means anything: a likelihood that fell where theory says it cannot,
/// a NaN in a gradient, a quadrature that does not converge. The message names the place and the remedy.
/// </summary>
public sealed class NumericalException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public NumericalException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, where, what was expected and what to do.</param>
    public NumericalException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the one that caused it.</summary>
    /// <param name="message">What was found, where, what was expected and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public NumericalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
