using Pushforward.Numerics.Random;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// A law on rows of levels 0 to K - 1: independent columns, each with its own probabilities, pushed forward through an invertible map.
/// p(x) = prod_c q_c(z_c), z = f⁻¹(x). For two levels <see cref="DiscreteFlow"/> is the same on packed bits.
/// </summary>
public sealed class LevelFlow
{
    private readonly double[] _probabilities;

    /// <summary>Puts a law together.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="levels">K, from 2 to 256.</param>
    /// <param name="probabilities">q, each column's summing to 1, all greater than 0. Shape [columns, K].</param>
    /// <param name="map">From codes to data.</param>
    /// <exception cref="ArgumentException">A probability is out of range, or sizes do not agree.</exception>
    public LevelFlow(int columns, int levels, ReadOnlySpan<double> probabilities, DiscreteBijection<byte> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        map.CheckColumns(columns);
        if (levels is < 2 or > 256 || probabilities.Length != columns * levels)
            throw new ArgumentException($"probabilities: expected {columns} x {levels}, from 2 to 256 levels, got {probabilities.Length}.", nameof(probabilities));
        if (map.Levels is { } own && own != levels)
            throw new ArgumentException($"map: {map.Name} maps {own} levels, expected {levels}.", nameof(map));
        for (int c = 0; c < columns; c++)
        {
            double sum = 0;
            foreach (double q in probabilities.Slice(c * levels, levels))
                sum += q > 0 ? q : throw new ArgumentException($"probabilities: expected numbers greater than 0, got {q} in column {c}.", nameof(probabilities));
            if (Math.Abs(sum - 1) > 1e-9)
                throw new ArgumentException($"probabilities: expected a sum of 1 in column {c}, got {sum}.", nameof(probabilities));
        }
        (Columns, Levels, Map, _probabilities) = (columns, levels, map, probabilities.ToArray());
    }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>K.</summary>
    public int Levels { get; }

    /// <summary>From codes to data.</summary>
    public DiscreteBijection<byte> Map { get; }

    /// <summary>q. Shape [columns, K].</summary>
    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <summary>The codes of rows. Shape [rows, columns].</summary>
    /// <param name="rows">Levels, row after row.</param>
    /// <exception cref="ArgumentException">A level is out of range, or they are no whole number of rows.</exception>
    public byte[] Encode(ReadOnlySpan<byte> rows)
    {
        LevelBijection.CheckLevels("rows", rows, CheckedRows(rows.Length) * Columns, Levels);
        byte[] codes = rows.ToArray();
        for (int start = 0; start < codes.Length; start += Columns)
            Map.MapInverse(codes.AsSpan(start, Columns), Columns);
        return codes;
    }

    /// <summary>log p(x) of every row, exact, in nats. Shape [rows].</summary>
    /// <param name="rows">Levels, row after row.</param>
    /// <exception cref="ArgumentException">A level is out of range, or they are no whole number of rows.</exception>
    public double[] LogProb(ReadOnlySpan<byte> rows)
    {
        byte[] codes = Encode(rows);
        var result = new double[codes.Length / Columns];
        for (int i = 0; i < codes.Length; i++)
            result[i / Columns] += Math.Log(_probabilities[i % Columns * Levels + codes[i]]);
        return result;
    }

    /// <summary>New rows: codes from the base, decoded. Shape [count, columns].</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; row n uses its row n.</param>
    public byte[] Sample(int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(random);
        var rows = new byte[checked(count * Columns)];
        for (int n = 0; n < count; n++)
        {
            var stream = random.At(0, n);
            var row = rows.AsSpan(n * Columns, Columns);
            for (int c = 0; c < Columns; c++)
            {
                double left = stream.NextDouble();
                int level = 0;
                while (level < Levels - 1 && (left -= _probabilities[c * Levels + level]) >= 0)
                    level++;
                row[c] = (byte)level;
            }
            Map.MapForward(row, Columns);
        }
        return rows;
    }

    private int CheckedRows(int values) => values % Columns == 0
        ? values / Columns
        : throw new ArgumentException($"rows: {values} levels are no whole number of rows of {Columns}.");
}
