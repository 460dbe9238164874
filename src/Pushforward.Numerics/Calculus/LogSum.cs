namespace Pushforward.Numerics.Calculus;

/// <summary>
/// A sum of non-negative terms given by their logarithms: sum = exp(largest) * scaled. Neither underflows nor overflows, and costs one exponential a term.
/// </summary>
public struct LogSum
{
    private double _largest;
    private double _scaled;

    /// <summary>The empty sum.</summary>
    public static LogSum Zero => new() { _largest = double.NegativeInfinity };

    /// <summary>ln of the sum; -infinity for the empty one.</summary>
    public readonly double Log => _scaled == 0 ? double.NegativeInfinity : _largest + Math.Log(_scaled);

    /// <summary>Adds exp(logTerm).</summary>
    /// <param name="logTerm">The logarithm of the term; -infinity adds nothing.</param>
    public void Add(double logTerm)
    {
        if (logTerm <= _largest)
        {
            if (double.IsNegativeInfinity(logTerm))
                return;
            _scaled += Math.Exp(logTerm - _largest);
        }
        else if (!double.IsNaN(logTerm))
        {
            _scaled = double.IsNegativeInfinity(_largest) ? 1 : _scaled * Math.Exp(_largest - logTerm) + 1;
            _largest = logTerm;
        }
    }
}
