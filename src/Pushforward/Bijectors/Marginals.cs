using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y_d = logit F_d(x_d), each column by a distribution function of its own: piecewise linear on (0, 1), with a mass for each of so many even bins. Makes a
/// standard logistic law of columns that follow these masses; after it, a flow has only what joins columns left to learn.
/// Inverse x_d = F_d^-1(1/(1 + e^-y_d)). log|det J| = Σ_d log(bins p_d) - log F_d - log(1 - F_d), p_d the mass of the bin x_d is in. From (0, 1) onto the real line.
/// </summary>
/// <remarks>
/// One bijector and not a distribution function followed by <see cref="Logit"/>, because in single precision F rounds to 1 where 1 - F is still known to
/// seven digits: F and 1 - F are both summed in double.
/// </remarks>
public sealed class Marginals : Bijector
{
    private readonly int _columns, _bins;
    private readonly double[] _below, _above;
    private readonly Real[] _logDensity;

    /// <summary>Makes the bijector.</summary>
    /// <param name="masses">The mass of each bin of each column, greater than 0; scaled to sum to 1 in a column. Shape [columns, bins].</param>
    /// <exception cref="ArgumentException">There are no columns or bins, or a mass is not a finite number greater than 0.</exception>
    public Marginals(double[,] masses)
    {
        ArgumentNullException.ThrowIfNull(masses);
        (_columns, _bins) = (Given.AtLeast(1, masses.GetLength(0), "marginals", "columns"), Given.AtLeast(1, masses.GetLength(1), "marginals", "bins"));
        (_below, _above) = (new double[_columns * (_bins + 1)], new double[_columns * (_bins + 1)]);
        _logDensity = new Real[_columns * _bins];
        for (int d = 0; d < _columns; d++)
        {
            double total = 0;
            for (int k = 0; k < _bins; k++)
                total += Given.Positive(masses[d, k], "marginals", "mass");
            int first = d * (_bins + 1);
            for (int k = 0; k < _bins; k++)
            {
                _below[first + k + 1] = _below[first + k] + masses[d, k] / total;
                _above[first + _bins - k - 1] = _above[first + _bins - k] + masses[d, _bins - k - 1] / total;
                _logDensity[d * _bins + k] = (Real)Math.Log(_bins * masses[d, k] / total);
            }
        }
    }

    /// <inheritdoc/>
    public override string Name => "marginals";

    /// <inheritdoc/>
    public override int? Features => _columns;

    /// <inheritdoc/>
    public override Domain Domain => Domain.UnitInterval;

    /// <summary>The edges of the bins, where the density jumps.</summary>
    public override IReadOnlyList<double> Kinks => [.. Enumerable.Range(1, _bins - 1).Select(k => (double)k / _bins)];

    /// <summary>Where a bin begins, as y of each column: logit of the mass below it.</summary>
    /// <param name="bin">From 1 to the number of bins less 1.</param>
    internal double[] StartsOf(int bin) => [.. Enumerable.Range(0, _columns).Select(d => Math.Log(_below[d * (_bins + 1) + bin] / _above[d * (_bins + 1) + bin]))];

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        Tensor odds = Tensor.Zeros(x.Shape), logDensity = Tensor.Zeros(x.Shape), slope = x.IsTracked ? Tensor.Zeros(x.Shape) : default;
        ThreadTeam.Shared.Run(x.Rows, row => MapRow(x.Row(row), odds.Row(row), logDensity.Row(row), x.IsTracked ? slope.Row(row) : []));
        var y = WithSlope(odds.Log(), x, slope);
        return (y, LogSlope(y, logDensity));
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        Tensor x = Tensor.Zeros(y.Shape), logDensity = Tensor.Zeros(y.Shape), slope = y.IsTracked ? Tensor.Zeros(y.Shape) : default;
        ThreadTeam.Shared.Run(y.Rows, row => MapRowBack(y.Row(row), x.Row(row), logDensity.Row(row), y.IsTracked ? slope.Row(row) : []));
        return (WithSlope(x, y, slope), -LogSlope(y, logDensity));
    }

    private void MapRow(ReadOnlySpan<Real> x, Span<Real> odds, Span<Real> logDensity, Span<Real> slope)
    {
        for (int d = 0; d < x.Length; d++)
        {
            double place = (double)x[d] * _bins;
            int bin = Bin(x[d]), at = d * (_bins + 1) + bin;
            double mass = Mass(at), f = _below[at] + mass * (place - bin), rest = _above[at + 1] + mass * (bin + 1 - place);
            odds[d] = (Real)(f / rest);
            logDensity[d] = _logDensity[d * _bins + bin];
            if (slope.Length > 0)
                slope[d] = (Real)(_bins * mass / (f * rest));
        }
    }

    private void MapRowBack(ReadOnlySpan<Real> y, Span<Real> x, Span<Real> logDensity, Span<Real> slope)
    {
        for (int d = 0; d < y.Length; d++)
        {
            // The smaller of F and 1 - F is the one that is known to all its digits.
            double small = Math.Exp(-Math.Abs((double)y[d]));
            double tail = small / (1 + small);
            int first = d * (_bins + 1), bin = y[d] < 0 ? BinBelow(first, tail) : BinAbove(first, tail);
            double mass = Mass(first + bin);
            double part = y[d] < 0 ? (tail - _below[first + bin]) / mass : 1 - (tail - _above[first + bin + 1]) / mass;
            x[d] = Math.Clamp((Real)((bin + Math.Clamp(part, 0, 1)) / _bins), Real.Epsilon, Real.BitDecrement(1));
            // The slope is that of the way back from here, also where x is rounded onto the next bin's edge.
            bin = Bin(x[d]);
            mass = Mass(first + bin);
            logDensity[d] = _logDensity[d * _bins + bin];
            if (slope.Length > 0)
                slope[d] = (Real)(tail * (1 - tail) / (_bins * mass));
        }
    }

    // d/dx logit F(x) = bins p / (F (1 - F)), and -log F - log(1 - F) = softplus(y) + softplus(-y).
    private static Tensor LogSlope(Tensor y, Tensor logDensity) => (logDensity + y.Softplus() + (-y).Softplus()).SumOverColumns();

    // The value as it is; its gradient by the slope that was found beside it.
    private static Tensor WithSlope(Tensor value, Tensor argument, Tensor slope) =>
        argument.IsTracked ? value + (argument - argument.Detach()) * slope : value;

    private int Bin(Real x) => Math.Min((int)((double)x * _bins), _bins - 1);

    private double Mass(int at) => _below[at + 1] < 0.5 ? _below[at + 1] - _below[at] : _above[at] - _above[at + 1];

    // The last bin that begins at or below F.
    private int BinBelow(int first, double f)
    {
        int low = 0, high = _bins - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _below[first + middle] <= f ? (middle, high) : (low, middle - 1);
        }
        return low;
    }

    // The first bin that ends at or below 1 - F.
    private int BinAbove(int first, double rest)
    {
        int low = 0, high = _bins - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _above[first + middle + 1] <= rest ? (low, middle) : (middle + 1, high);
        }
        return low;
    }
}
