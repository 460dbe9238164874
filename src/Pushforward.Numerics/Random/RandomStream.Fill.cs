using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Random;

/// <content>
/// Fills of whole spans. Each value takes one word, in order, so a fill continues where the scalar draws stopped and two fills in a row give
/// what one gives (an odd number of normals excepted). The bits depend on the stream's name alone, not on the machine.
/// </content>
public sealed partial class RandomStream
{
    // Words are drawn into the destination and transformed there, so many at a time that they stay in the first-level cache.
    private const int Chunk = 2048;

    /// <summary>Random words: those that as many calls of <see cref="NextUInt32"/> would return.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillUInt32(Span<uint> destination) => FillUInt32(destination, KernelSelection.Current);

    /// <summary>Uniform on [0, 1), on the grid of multiples of 2^-24.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillUniform(Span<float> destination) => Fill<RandomTransforms.Uniform>(destination);

    /// <summary>Standard normal (Box &amp; Muller 1958): each pair of values comes from a pair of words; an odd length draws one more word.</summary>
    /// <param name="destination">What to fill.</param>
    public unsafe void FillNormal(Span<float> destination)
    {
        const int even = ~1;
        uint* edge = stackalloc uint[2 * Vector<uint>.Count];
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            var chunk = destination.Slice(start, Math.Min(Chunk, destination.Length - start));
            int whole = chunk.Length / (2 * Vector<uint>.Count) * 2 * Vector<uint>.Count, paired = chunk.Length & even;
            FillUInt32(MemoryMarshal.Cast<float, uint>(chunk[..paired]));
            fixed (float* values = chunk)
                TransformToNormals((uint*)values, whole);
            if (whole == chunk.Length)
                continue;

            // The last few through full vectors of their own; the partner of an odd last value is drawn and dropped.
            var tail = MemoryMarshal.Cast<float, uint>(chunk[whole..]);
            var lanes = new Span<uint>(edge, 2 * Vector<uint>.Count);
            tail[..(paired - whole)].CopyTo(lanes);
            if (paired < chunk.Length)
                (lanes[paired - whole], lanes[paired - whole + 1]) = (NextUInt32(), NextUInt32());
            TransformToNormals(edge, lanes.Length);
            lanes[..tail.Length].CopyTo(tail);
        }
    }

    /// <summary>Ones and zeros: destination[i] is 1 with probability probabilities[i], on the grid of multiples of 2^-32.</summary>
    /// <param name="probabilities">At or below 0 never, at or above 1 always; NaN gives NaN.</param>
    /// <param name="destination">What to fill; as long as the probabilities, and it may be the same span.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public unsafe void FillBernoulli(ReadOnlySpan<float> probabilities, Span<float> destination)
    {
        CheckLengths(probabilities.Length, destination.Length);
        const int chunk = 512;
        uint* words = stackalloc uint[chunk];
        float* edge = stackalloc float[Vector<float>.Count];
        fixed (float* p = probabilities, values = destination)
        {
            for (int start = 0; start < destination.Length; start += chunk)
            {
                int length = Math.Min(chunk, destination.Length - start), i = 0;
                FillUInt32(new Span<uint>(words, length));
                for (; i + Vector<float>.Count <= length; i += Vector<float>.Count)
                    RandomTransforms.Bernoulli(Vector.Load(words + i), Vector.Load(p + start + i)).Store(values + start + i);
                if (i == length)
                    continue;
                new Span<float>(p + start + i, length - i).CopyTo(new Span<float>(edge, Vector<float>.Count));
                RandomTransforms.Bernoulli(Vector.Load(words + i), Vector.Load(edge)).Store(edge);
                new Span<float>(edge, length - i).CopyTo(new Span<float>(values + start + i, length - i));
            }
        }
    }

    /// <summary>Standard logistic, log(u / (1 - u)): finite and never 0.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillLogistic(Span<float> destination) => Fill<RandomTransforms.Logistic>(destination);

    /// <summary>Standard Gumbel, -log(-log u): finite.</summary>
    /// <param name="destination">What to fill.</param>
    public void FillGumbel(Span<float> destination) => Fill<RandomTransforms.Gumbel>(destination);

    /// <summary>Random words by at most a given instruction set.</summary>
    internal unsafe void FillUInt32(Span<uint> destination, InstructionSet set)
    {
        int i = 0;
        while (_left > 0 && i < destination.Length)
            destination[i++] = NextUInt32();

        int blocks = (destination.Length - i) / 4;
        fixed (uint* words = destination)
            PhiloxBlocks.Fill(words + i, blocks, set, _block, _step, _row0, _row1, _key0, _key1);
        _block += (uint)blocks;

        for (i += 4 * blocks; i < destination.Length; i++)
            destination[i] = NextUInt32();
    }

    private unsafe void Fill<TTransform>(Span<float> destination)
        where TTransform : struct, RandomTransforms.IWordTransform
    {
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            var chunk = destination.Slice(start, Math.Min(Chunk, destination.Length - start));
            FillUInt32(MemoryMarshal.Cast<float, uint>(chunk));
            fixed (float* values = chunk)
                Transform<TTransform>(values, chunk.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Transform<TTransform>(float* values, int length)
        where TTransform : struct, RandomTransforms.IWordTransform
    {
        TTransform transform = default;
        int i = 0;
        for (; i + Vector<float>.Count <= length; i += Vector<float>.Count)
            transform.Invoke(Vector.Load((uint*)values + i)).Store(values + i);
        if (i == length)
            return;
        var edge = Vector<uint>.Zero;
        var lanes = (uint*)&edge;
        for (int j = i; j < length; j++)
            lanes[j - i] = ((uint*)values)[j];
        var result = transform.Invoke(edge);
        for (int j = i; j < length; j++)
            values[j] = result[j - i];
    }

    // Words 2i and 2i + 1 become values 2i and 2i + 1: the pairs are taken apart, even words into one vector and odd ones into another, and
    // put together again afterwards.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void TransformToNormals(uint* words, int length)
    {
        for (var pairs = (ulong*)words; pairs < words + length; pairs += 2 * Vector<ulong>.Count)
        {
            var left = Vector.Load(pairs);
            var right = Vector.Load(pairs + Vector<ulong>.Count);
            var (first, second) = RandomTransforms.Normals(Vector.Narrow(left, right), Vector.Narrow(left >>> 32, right >>> 32));
            Vector.Widen(first.As<float, uint>(), out var firstLeft, out var firstRight);
            Vector.Widen(second.As<float, uint>(), out var secondLeft, out var secondRight);
            (firstLeft | (secondLeft << 32)).Store(pairs);
            (firstRight | (secondRight << 32)).Store(pairs + Vector<ulong>.Count);
        }
    }

    private static void CheckLengths(int probabilities, int destination)
    {
        if (probabilities != destination)
            throw new ArgumentException($"FillBernoulli: expected as many probabilities as values to fill, got {probabilities} and {destination}.");
    }
}
