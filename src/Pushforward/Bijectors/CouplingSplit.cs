using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>Which columns a coupling leaves as they are, and so lets drive what happens to the others.</summary>
public abstract class CouplingSplit
{
    private CouplingSplit(string name) => Name = name;

    /// <summary>Columns 0, 2, 4, ... stay.</summary>
    public static CouplingSplit Even { get; } = new ByTurns("even", evenStay: true);

    /// <summary>Columns 1, 3, 5, ... stay.</summary>
    public static CouplingSplit Odd { get; } = new ByTurns("odd", evenStay: false);

    /// <summary>The first half stays; of an odd number of columns the larger half.</summary>
    public static CouplingSplit First { get; } = new Halves("first", firstStay: true);

    /// <summary>The last half stays; of an odd number of columns the smaller half.</summary>
    public static CouplingSplit Last { get; } = new Halves("last", firstStay: false);

    /// <summary>The splits that divide any columns in two.</summary>
    public static IReadOnlyList<CouplingSplit> All { get; } = [Even, Odd, First, Last];

    /// <summary>The first columns drive those right after them; columns beyond, if there are any, neither move nor drive.</summary>
    /// <param name="still">How many drive, at least 1.</param>
    /// <param name="moved">How many move, at least 1.</param>
    public static CouplingSplit Leading(int still, int moved) =>
        new Segments(Given.AtLeast(1, still, "coupling"), Given.AtLeast(1, moved, "coupling"));

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The <see cref="Name"/>.</summary>
    public sealed override string ToString() => Name;

    /// <summary>How many of so many columns drive, and how many move.</summary>
    /// <exception cref="ArgumentException">They cannot be split like this.</exception>
    internal (int Still, int Moved) Count(int features) => features >= 2
        ? CountOf(features)
        : throw new ArgumentException($"coupling: expected at least 2 columns to split, one to move and one to drive it, got {features}.");

    /// <summary>The columns that drive and those that move.</summary>
    internal abstract (Tensor Still, Tensor Moved) Divide(Tensor x);

    /// <summary>The rows x with other values for the columns that move.</summary>
    internal abstract Tensor Join(Tensor x, Tensor still, Tensor moved);

    private protected abstract (int Still, int Moved) CountOf(int features);

    private sealed class ByTurns(string name, bool evenStay) : CouplingSplit(name)
    {
        internal override (Tensor Still, Tensor Moved) Divide(Tensor x) =>
            evenStay ? (x.EvenColumns(), x.OddColumns()) : (x.OddColumns(), x.EvenColumns());

        internal override Tensor Join(Tensor x, Tensor still, Tensor moved) =>
            evenStay ? Tensor.InterleaveColumns(still, moved) : Tensor.InterleaveColumns(moved, still);

        private protected override (int Still, int Moved) CountOf(int features) =>
            evenStay ? ((features + 1) / 2, features / 2) : (features / 2, (features + 1) / 2);
    }

    private sealed class Halves(string name, bool firstStay) : CouplingSplit(name)
    {
        internal override (Tensor Still, Tensor Moved) Divide(Tensor x)
        {
            var (still, moved) = CountOf(x.Columns);
            return firstStay ? (x[.., ..still], x[.., still..]) : (x[.., moved..], x[.., ..moved]);
        }

        internal override Tensor Join(Tensor x, Tensor still, Tensor moved) =>
            firstStay ? Tensor.JoinColumns(still, moved) : Tensor.JoinColumns(moved, still);

        private protected override (int Still, int Moved) CountOf(int features) =>
            firstStay ? ((features + 1) / 2, features / 2) : (features / 2, (features + 1) / 2);
    }

    private sealed class Segments(int still, int moved) : CouplingSplit($"first {still} drive the next {moved}")
    {
        internal override (Tensor Still, Tensor Moved) Divide(Tensor x) => (x[.., ..still], x[.., still..(still + moved)]);

        internal override Tensor Join(Tensor x, Tensor driving, Tensor images)
        {
            var joined = Tensor.JoinColumns(driving, images);
            return still + moved == x.Columns ? joined : Tensor.JoinColumns(joined, x[.., (still + moved)..]);
        }

        private protected override (int Still, int Moved) CountOf(int features) => still + moved <= features
            ? (still, moved)
            : throw new ArgumentException($"coupling: expected at least {still + moved} columns, of which {Name}, got {features}.");
    }
}
