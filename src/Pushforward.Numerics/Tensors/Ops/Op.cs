using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// A differentiable operation: one sealed class each, Forward beside Backward. Objects are pooled by the tape: a class takes its inputs as
/// fields, computes <see cref="Output"/>, and finds them again when the loop of <see cref="Tape.Backward"/> comes by.
/// </summary>
/// <remarks>
/// Work is cut into parts by the sizes of the data alone, never by the number of threads, and no two parts write the same element, so
/// results are the same bits on any machine with the same instruction set.
/// </remarks>
internal abstract class Op : IPartitionedWork
{
    /// <summary>Elements in one part of element-wise work: with its operands it fits the first-level cache twice over.</summary>
    protected const int BlockLength = 4096;

    private bool _backward;

    /// <summary>What messages call the operation.</summary>
    public abstract string Name { get; }

    /// <summary>The result. Never a view.</summary>
    public TensorNode Output { get; protected set; } = null!;

    /// <summary>Where the tape keeps the objects of this class; null for one that is used once.</summary>
    public Tape.OpPool? Pool { get; private set; }

    /// <summary>The tape.</summary>
    protected Tape Tape { get; private set; } = null!;

    /// <summary>Readies an object from the pool for use.</summary>
    public void Begin(Tape tape, Tape.OpPool? pool) => (Tape, Pool) = (tape, pool);

    /// <summary>
    /// Adds to the gradients of the inputs what the gradient of <see cref="Output"/> makes of them. May use the latter as scratch space.
    /// </summary>
    public abstract void Backward();

    /// <summary>The inputs that are to be checked for finite gradients.</summary>
    public abstract TensorNode[] Inputs { get; }

    /// <inheritdoc/>
    void IPartitionedWork.Execute(int part, int worker)
    {
        if (_backward)
            BackwardPart(part);
        else
            ForwardPart(part);
    }

    /// <summary>Computes one part of the result.</summary>
    protected virtual void ForwardPart(int part) => throw new NotSupportedException($"{Name} has no parts.");

    /// <summary>Computes one part of the gradients.</summary>
    protected virtual void BackwardPart(int part) => throw new NotSupportedException($"{Name} has no parts.");

    /// <summary>Runs <see cref="ForwardPart"/> for every part, on several threads if the work is worth it.</summary>
    protected void RunForward(int parts, long elements) => Run(parts, elements, backward: false);

    /// <summary>Runs <see cref="BackwardPart"/> for every part, on several threads if the work is worth it.</summary>
    protected void RunBackward(int parts, long elements) => Run(parts, elements, backward: true);

    /// <summary>How many blocks of <see cref="BlockLength"/> cover so many elements.</summary>
    protected static int Blocks(int elements) => (elements + BlockLength - 1) / BlockLength;

    /// <summary>The elements of one block.</summary>
    protected static (int Start, int Count) Block(int block, int elements)
    {
        int start = block * BlockLength;
        return (start, Math.Min(BlockLength, elements - start));
    }

    // How many rows make a part of about BlockLength elements.
    private static int RowsPerPart(int columns) => Math.Max(1, BlockLength / Math.Max(1, columns));

    /// <summary>How many parts a matrix of a shape is cut into by <see cref="RowsOfPart"/>.</summary>
    protected static int RowParts(Shape shape) => (shape.Rows + RowsPerPart(shape.Columns) - 1) / RowsPerPart(shape.Columns);

    /// <summary>The rows of one part: from First up to, not including, Last.</summary>
    protected static (int First, int Last) RowsOfPart(int part, Shape shape)
    {
        int rows = RowsPerPart(shape.Columns);
        return (part * rows, Math.Min(shape.Rows, (part + 1) * rows));
    }

    private void Run(int parts, long elements, bool backward)
    {
        _backward = backward;
        if (elements < Tape.MinimumParallelElements)
        {
            for (int part = 0; part < parts; part++)
            {
                if (backward)
                    BackwardPart(part);
                else
                    ForwardPart(part);
            }
        }
        else
        {
            Tape.Team.Run(parts, this);
        }
    }

    /// <summary>Throws if the result is not finite.</summary>
    /// <exception cref="NumericalException">An element is NaN or infinite.</exception>
    public void CheckResult()
    {
        int bad = FiniteGuard.IndexOfNonFinite(Output.Values);
        if (bad < 0)
            return;
        string inputs = "";
        foreach (var input in Inputs)
        {
            int at = FiniteGuard.IndexOfNonFinite(input.Values);
            inputs += (inputs.Length > 0 ? "; " : "") + (at < 0
                ? $"input {input.Shape} is finite, {TensorPrimitives.Min(input.Values):G4} to {TensorPrimitives.Max(input.Values):G4}"
                : $"input {input.Shape} has {input.Values[at]} at {at}");
        }
        throw new NumericalException(
            $"{Name} {Output.Shape}: element {bad} is {Output.Values[bad]} ({inputs}). Lower the rate, clip the gradients or bound what " +
            "goes in.");
    }

    /// <summary>Throws if the gradient of an input is not finite.</summary>
    /// <exception cref="NumericalException">An element is NaN or infinite.</exception>
    public void CheckGradients(Tape tape)
    {
        foreach (var input in Inputs)
        {
            if (!input.IsTracked || !input.HasGradient(tape.Stamp))
                continue;
            var gradient = input.GradientValues;
            int bad = FiniteGuard.IndexOfNonFinite(gradient);
            if (bad >= 0)
            {
                throw new NumericalException(
                    $"gradient of {Name} {Output.Shape}: element {bad} of the gradient of an input {input.Shape} is {gradient[bad]}. " +
                    "Lower the rate, clip the gradients or bound what goes in.");
            }
        }
    }
}
