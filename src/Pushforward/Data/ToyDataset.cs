using System.Globalization;
using Pushforward.Data.Toys;
using Pushforward.Numerics.Random;

namespace Pushforward.Data;

/// <summary>Points drawn from a law of the plane whose density is known: <c>toy:NAME</c>, <c>toy:NAME:ROWS</c> or <c>toy:NAME:ROWS:SEED</c>.</summary>
public sealed class ToyDataset : Dataset
{
    /// <summary>What the name of such a set begins with.</summary>
    public const string Prefix = "toy:";

    private const int DefaultRows = 20_000, MostRows = 10_000_000, TestRows = 10_000;

    private readonly int _rows;
    private readonly long _seed;

    private ToyDataset(string name, ToyLaw law, int rows, long seed)
        : base(name, DataKind.Points) => (Law, _rows, _seed) = (law, rows, seed);

    /// <summary>The law.</summary>
    public ToyLaw Law { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<DataSplit> Splits => [DataSplit.Train, DataSplit.Test];

    /// <summary>Makes the set that a name asks for: 20,000 rows to train on unless it says how many, 10,000 to test on.</summary>
    /// <param name="spec">As in <c>toy:moons:5000:1</c>.</param>
    /// <exception cref="ArgumentException">There is no such law, or a number is none or out of range.</exception>
    public static ToyDataset Open(string spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        string[] parts = spec.Split(':');
        var law = ToyLaw.All.FirstOrDefault(law => parts.Length > 1 && law.Name.Equals(parts[1], StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"{spec}: there is no such toy; expected {string.Join(" or ", ToyLaw.All.Select(known => Prefix + known.Name))}.");
        int rows = DefaultRows;
        long seed = 0;
        if (parts.Length > 4
            || (parts.Length > 2 && !(int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out rows) && rows is > 0 and <= MostRows))
            || (parts.Length > 3 && !long.TryParse(parts[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seed)))
        {
            throw new ArgumentException($"{spec}: expected {Prefix}{law.Name}, {Prefix}{law.Name}:ROWS or {Prefix}{law.Name}:ROWS:SEED with 1 to {MostRows} rows.");
        }
        return new ToyDataset(spec, law, rows, seed);
    }

    /// <inheritdoc/>
    public override PointData ToPoints(DataSplit split, CancellationToken cancellation = default)
    {
        if (!Has(split))
            throw NoSuchSplit(split);
        var values = new double[2 * (split == DataSplit.Train ? _rows : TestRows)];
        var random = new RandomStream(_seed, $"toy-{Law.Name}-{split.Word()}");
        for (int n = 0; n < values.Length / 2; n++)
            (values[2 * n], values[2 * n + 1]) = Law.Draw(random.At(0, n));
        return new PointData($"{Name}, {split.Word()} split", ["x", "y"], values);
    }

    /// <inheritdoc/>
    public override BinaryData ToBits(DataSplit split, BinarizationOptions? options = null, CancellationToken cancellation = default) =>
        throw new InvalidDataException($"{Name}: these are points of the plane, and this model wants bits or answers. Points are fitted by 'fit realnvp'.");

    /// <inheritdoc/>
    public override DataSummary Inspect(DataSplit split, CancellationToken cancellation = default) =>
        Has(split) ? new(split == DataSplit.Train ? _rows : TestRows, 2, Kind, 0, []) : throw NoSuchSplit(split);

    private protected override Dataset Join(DataSplit split, Dataset other, DataSplit from) =>
        throw new ArgumentException($"{Name}: a toy has its own {split.Word()} rows. Leave the option out.");
}
