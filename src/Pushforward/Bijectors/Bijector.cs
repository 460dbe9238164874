using System.Globalization;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// An invertible map of rows [rows, features], differentiable but for kinks. Forward goes from the base (noise, latent) to data. Value and
/// log|det J| come from one call, and the log-det is always that of the map that was applied: an inverse's is the inverse's.
/// <c>log p(y) = log p_base(x) + log|det dx/dy|, x = f^-1(y)</c> (Rezende &amp; Mohamed 2015, arXiv:1505.05770).
/// </summary>
/// <remarks>
/// A bijector of one's own derives from this class, or from <see cref="ElementwiseBijector"/> where each coordinate goes its own way, and says its
/// equations twice, forward and back; <see cref="BijectorChecker"/> tells whether they agree. Written with tensor operations it can be trained.
/// </remarks>
public abstract class Bijector
{
    /// <summary>What messages call it; for what the command line can write, that: "leaky-relu(0.1)".</summary>
    public abstract string Name { get; }

    /// <summary>The number of columns it works on; null for any.</summary>
    public virtual int? Features => null;

    /// <summary>Where every coordinate of a base row has to lie.</summary>
    public virtual Domain Domain => Domain.RealLine;

    /// <summary>Where every coordinate of a data row lies.</summary>
    public virtual Domain Range => Domain.RealLine;

    /// <summary>Values of a base coordinate at which the slope jumps or its formula changes; the checker looks at both sides of each.</summary>
    public virtual IReadOnlyList<double> Kinks => [];

    /// <summary>Whether log|det J| is the same for every row, whatever its values.</summary>
    public virtual bool IsLogDetConstant => false;

    /// <summary>y = f(x).</summary>
    /// <param name="x">Base rows [rows, features].</param>
    /// <exception cref="ArgumentException">Wrong number of columns, NaN, or a value outside <see cref="Domain"/>.</exception>
    public Tensor Forward(Tensor x) => ForwardAndLogDet(x).Value;

    /// <summary>x = f^-1(y).</summary>
    /// <param name="y">Data rows [rows, features].</param>
    /// <exception cref="ArgumentException">Wrong number of columns, NaN, or a value outside <see cref="Range"/>.</exception>
    public Tensor Inverse(Tensor y) => InverseAndLogDet(y).Value;

    /// <summary>y = f(x) and log|det dy/dx|.</summary>
    /// <param name="x">Base rows [rows, features].</param>
    /// <returns>[rows, features] and [rows].</returns>
    /// <exception cref="ArgumentException">Wrong number of columns, NaN, or a value outside <see cref="Domain"/>.</exception>
    public (Tensor Value, Tensor LogDet) ForwardAndLogDet(Tensor x) => Run(x, inverse: false, outside: null);

    /// <summary>x = f^-1(y) and log|det dx/dy|, which is minus the forward one at x.</summary>
    /// <param name="y">Data rows [rows, features].</param>
    /// <returns>[rows, features] and [rows].</returns>
    /// <exception cref="ArgumentException">Wrong number of columns, NaN, or a value outside <see cref="Range"/>.</exception>
    public (Tensor Value, Tensor LogDet) InverseAndLogDet(Tensor y) => Run(y, inverse: true, outside: null);

    /// <summary>The <see cref="Name"/>.</summary>
    public sealed override string ToString() => Name;

    /// <summary>y = f(x) and log|det dy/dx|; x has the right columns and lies in <see cref="Domain"/>.</summary>
    /// <param name="x">Base rows [rows, features].</param>
    /// <returns>[rows, features], and [rows] or, where it is the same for all of them, a scalar [].</returns>
    protected abstract (Tensor Value, Tensor LogDet) MapForward(Tensor x);

    /// <summary>x = f^-1(y) and log|det dx/dy|; y has the right columns and lies in <see cref="Range"/>.</summary>
    /// <param name="y">Data rows [rows, features].</param>
    /// <returns>[rows, features], and [rows] or, where it is the same for all of them, a scalar [].</returns>
    protected abstract (Tensor Value, Tensor LogDet) MapInverse(Tensor y);

    /// <summary>What the public methods do: check the rows, map them, and give every row its log-det.</summary>
    /// <param name="rows">[rows, features].</param>
    /// <param name="inverse">Which way.</param>
    /// <param name="outside">Takes down rows that have no image, whose results then mean nothing; null to refuse them.</param>
    internal (Tensor Value, Tensor LogDet) Run(Tensor rows, bool inverse, OutsideRows? outside)
    {
        var shape = rows.Shape;
        if (shape.Rank != 2)
            throw new ArgumentException($"{Name}: expected rows [rows, features], got a tensor {shape}. Make one point a row with Reshape(1, n).");
        if (Features is { } features && shape.Columns != features)
            throw new ArgumentException($"{Name}: expected rows of {features} values, got {shape.Columns} values each (tensor {shape}).");
        CheckNoNaN(rows);
        var (value, logDet) = Pass(rows, inverse, outside);
        return (value, logDet.Shape.Rank == 0 ? Tensor.Zeros(Shape.Vector(shape.Rows)) + logDet : logDet);
    }

    /// <summary>One way through the map, without the checks that one look at the outermost rows has answered; a scalar log-det stays one.</summary>
    internal virtual (Tensor Value, Tensor LogDet) Pass(Tensor rows, bool inverse, OutsideRows? outside)
    {
        rows = Confine(rows, inverse ? Range : Domain, outside);
        return inverse ? MapInverse(rows) : MapForward(rows);
    }

    private void CheckNoNaN(Tensor rows)
    {
        var values = rows.AsSpan();
        if (FiniteGuard.IndexOfNonFinite(values) is var bad && bad < 0)
            return;
        for (; bad < values.Length; bad++)
        {
            if (Real.IsNaN(values[bad]))
                throw new ArgumentException($"{Name}: row {bad / rows.Columns}, value {bad % rows.Columns + 1} is NaN; expected numbers. Remove or impute what is missing first.");
        }
    }

    // Refuses values outside the domain, or takes their rows down and puts something harmless in their place.
    private protected Tensor Confine(Tensor rows, Domain domain, OutsideRows? outside)
    {
        var values = rows.AsSpan();
        int first = domain == Domain.RealLine ? FiniteGuard.IndexOfNonFinite(values) : IndexOutside(values, domain);
        if (first < 0)
            return rows;
        if (outside is null)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Name}: expected {domain}, got {values[first]:R} (row {first / rows.Columns}, value {first % rows.Columns + 1})."));
        }
        var confined = rows.Clone();
        var kept = confined.AsSpan();
        for (int i = first; i < kept.Length; i++)
        {
            if (domain.Contains(kept[i]))
                continue;
            outside.Add(i / rows.Columns);
            kept[i] = (Real)domain.Interior;
        }
        return confined;
    }

    private static int IndexOutside(ReadOnlySpan<Real> values, Domain domain)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!domain.Contains(values[i]))
                return i;
        }
        return -1;
    }
}
