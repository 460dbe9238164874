using Pushforward.Bijectors;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// Where the missing columns of rows are looked for: numbers, one a column, what rows they stand for, and how likely these are. A density, and with it which rows are likeliest,
/// is a matter of coordinates; climbing goes well in those in which the law is smooth and all numbers have much the same width.
/// </summary>
internal abstract class CompletionSpace
{
    /// <summary>Begins with rows of which columns are missing.</summary>
    /// <param name="x">The rows; what is in missing columns counts only where <see cref="Start"/> says so. Shape [rows, columns].</param>
    /// <param name="missing">For each column, whether it is.</param>
    protected CompletionSpace(Tensor x, bool[] missing)
    {
        (Known, IsMissing) = (x.Clone(), missing);
        Mask = Given.Wrap([.. missing.Select(gone => gone ? 1.0 : 0.0)], Shape.Vector(missing.Length));
    }

    /// <summary>The numbers to set out from; those of columns that are known are not looked at. Shape [rows, columns].</summary>
    public abstract Tensor Start { get; }

    /// <summary>How far apart numbers lie that rows commonly have: what a step is measured by.</summary>
    public abstract double Width { get; }

    /// <summary>Between what numbers have to lie.</summary>
    public virtual (double Low, double High) Limits => (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The rows as they are given.</summary>
    protected Tensor Known { get; }

    /// <summary>For each column, whether it is missing.</summary>
    protected bool[] IsMissing { get; }

    /// <summary>1 for missing columns, 0 for others. Shape [columns].</summary>
    protected Tensor Mask { get; }

    /// <summary>The rows that numbers stand for, and their log-density in these coordinates, up to what is the same for all numbers.</summary>
    /// <param name="numbers">[rows, columns].</param>
    /// <returns>[rows, columns], known columns as they are; and [rows], in nats.</returns>
    public abstract (Tensor X, Tensor LogProb) At(Tensor numbers);

    /// <summary>Some numbers where columns are missing, others where they are known.</summary>
    protected static Tensor Choose(Tensor mask, Tensor missing, Tensor known) => missing * mask + known * (1 - mask);
}
