using Pushforward.Data;

namespace Pushforward.DiscreteFlows;

/// <summary>Bit bijections as whole numbers, for model files, and back. What is read goes through the constructors, which check it.</summary>
internal static class BijectionCodec
{
    private const int DeepestNesting = 64;

    private enum Code
    {
        Chain = 0,
        Invert = 1,
        Not = 2,
        Rotate = 3,
        Permute = 4,
        Linear = 5,
        TreeCoupling = 6,
        TableCoupling = 7,
        NetworkCoupling = 8,
        TreePermutation = 9,
        SequentialTrees = 10,
    }

    public static int[] Write(DiscreteBijection<ulong> map)
    {
        var numbers = new List<int>();
        Write(numbers, map);
        return [.. numbers];
    }

    /// <exception cref="ArgumentException">The numbers are no bijection; the message says why.</exception>
    public static DiscreteBijection<ulong> Read(ReadOnlyMemory<int> numbers)
    {
        var reader = new Reader(numbers);
        var map = Read(reader, 0);
        return reader.Left == 0 ? map : throw new ArgumentException($"flow: {reader.Left} numbers are left over.");
    }

    private static void Write(List<int> to, DiscreteBijection<ulong> map)
    {
        switch (map)
        {
            case Chain<ulong> chain:
                to.AddRange((int)Code.Chain, chain.Parts.Count);
                foreach (var part in chain.Parts)
                    Write(to, part);
                break;
            case Invert<ulong> invert:
                to.Add((int)Code.Invert);
                Write(to, invert.Inner);
                break;
            case Not not:
                to.Add((int)Code.Not);
                List(to, not.Mask is null ? [] : [.. not.Mask.Select(bit => bit ? 1 : 0)]);
                break;
            case Rotate rotate:
                to.AddRange((int)Code.Rotate, rotate.Places);
                break;
            case Permute permute:
                to.Add((int)Code.Permute);
                List(to, permute.Order);
                break;
            case LinearMap linear:
                to.AddRange((int)Code.Linear, linear.Columns!.Value);
                var matrix = linear.Matrix;
                for (int i = 0; i < matrix.Rows; i++)
                    Words(to, matrix.Row(i));
                break;
            case XorCoupling { Function: TreeFunction tree }:
                to.AddRange((int)Code.TreeCoupling, tree.Columns, tree.Targets[0]);
                Tree(to, tree.Tree);
                break;
            case XorCoupling { Function: TableFunction table }:
                to.AddRange((int)Code.TableCoupling, table.Columns);
                List(to, table.IndexColumns);
                List(to, table.Targets);
                Words(to, [.. table.Table]);
                break;
            case XorCoupling { Function: NetworkFunction network }:
                to.AddRange((int)Code.NetworkCoupling, network.Columns);
                foreach (var list in new[] { network.InputOrder, network.Targets, network.HiddenWeights, network.HiddenBiases, network.OutputWeights, network.OutputBiases })
                    List(to, list);
                break;
            case TreePermutation permutation:
                to.AddRange((int)Code.TreePermutation, permutation.Columns!.Value);
                List(to, permutation.Block);
                Tree(to, permutation.Tree);
                List(to, [.. permutation.Permutations.Select(state => (int)state)]);
                break;
            case SequentialFlip { Predictor: TreePredictor predictor } flip:
                to.Add((int)Code.SequentialTrees);
                List(to, predictor.Order);
                foreach (var tree in predictor.Trees)
                    Tree(to, tree);
                List(to, flip.Slots ?? []);
                break;
            default:
                throw new ArgumentException($"flow: {map.Name} cannot be saved.", nameof(map));
        }
    }

    private static DiscreteBijection<ulong> Read(Reader from, int depth)
    {
        if (depth > DeepestNesting)
            throw new ArgumentException($"flow: maps within maps deeper than {DeepestNesting}.");
        switch ((Code)from.Next())
        {
            case Code.Chain:
                // A part takes at least one number.
                var parts = new DiscreteBijection<ulong>[from.Count(1)];
                for (int i = 0; i < parts.Length; i++)
                    parts[i] = Read(from, depth + 1);
                return new Chain<ulong>(parts);
            case Code.Invert:
                return new Invert<ulong>(Read(from, depth + 1));
            case Code.Not:
                int[] mask = from.List();
                return mask.Length == 0 ? new Not() : new Not([.. mask.Select(bit => bit != 0)]);
            case Code.Rotate:
                return new Rotate(from.Next());
            case Code.Permute:
                return new Permute(from.List());
            case Code.Linear:
                int columns = from.Count(1);
                if (columns == 0 || (long)columns * PackedBits.Words(columns) * 2 > from.Left)
                    throw new ArgumentException($"flow: a matrix of {columns} columns does not fit the file.");
                var matrix = new BitMatrix(columns, columns);
                for (int i = 0; i < columns; i++)
                {
                    from.Words(PackedBits.Words(columns)).CopyTo(matrix.MutableRow(i));
                    PackedBits.Check("linear", matrix.Row(i), columns);
                }
                return new LinearMap(matrix);
            case Code.TreeCoupling:
                return new XorCoupling(new TreeFunction(from.Next(), from.Next(), Tree(from)));
            case Code.TableCoupling:
                int tableColumns = from.Next();
                int[] inputs = from.List(), targets = from.List();
                return new XorCoupling(new TableFunction(tableColumns, inputs, targets, from.Words(1 << Math.Min(inputs.Length, 24))));
            case Code.NetworkCoupling:
                return new XorCoupling(new NetworkFunction(from.Next(), from.List(), from.List(), from.List(), from.List(), from.List(), from.List()));
            case Code.TreePermutation:
                return new TreePermutation(from.Next(), from.List(), Tree(from), [.. from.List().Select(state => checked((byte)state))]);
            case Code.SequentialTrees:
                int[] order = from.List();
                var trees = Array.ConvertAll(order, _ => Tree(from));
                int[] slots = from.List();
                return new SequentialFlip(new TreePredictor(order, trees), slots.Length == 0 ? null : slots);
            case var unknown:
                throw new ArgumentException($"flow: {(int)unknown} is no kind of map.");
        }
    }

    private static void List(List<int> to, IReadOnlyList<int> values)
    {
        to.Add(values.Count);
        to.AddRange(values);
    }

    private static void Words(List<int> to, ReadOnlySpan<ulong> words)
    {
        foreach (ulong word in words)
            to.AddRange(unchecked((int)word), (int)(word >> 32));
    }

    private static void Tree(List<int> to, BitTree tree)
    {
        to.Add(tree.Columns.Length);
        to.AddRange(tree.Columns);
        to.AddRange(tree.Values);
    }

    private static BitTree Tree(Reader from)
    {
        int nodes = from.Count(2);
        return new BitTree(from.Take(nodes), from.Take(nodes));
    }

    /// <summary>Reads numbers, never past their end.</summary>
    private sealed class Reader(ReadOnlyMemory<int> numbers)
    {
        private int _at;

        public int Left => numbers.Length - _at;

        public int Next() => Take(1)[0];

        /// <summary>A count of things that each take so many numbers at least.</summary>
        public int Count(int numbersEach)
        {
            int count = Next();
            return count >= 0 && count <= Left / numbersEach ? count : throw new ArgumentException($"flow: expected a count that fits the file, got {count}.");
        }

        public int[] List() => Take(Count(1)).ToArray();

        public ReadOnlySpan<int> Take(int count)
        {
            if (count > Left)
                throw new ArgumentException("flow: it ends too early.");
            _at += count;
            return numbers.Span.Slice(_at - count, count);
        }

        public ulong[] Words(int count)
        {
            var values = Take(checked(2 * count));
            var words = new ulong[count];
            for (int w = 0; w < count; w++)
                words[w] = (uint)values[2 * w] | (ulong)(uint)values[2 * w + 1] << 32;
            return words;
        }
    }
}
