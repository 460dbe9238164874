using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// A law on rows of bits: a base law of codes, pushed forward through an invertible map. p(x) = p_base(f⁻¹(x)), exact and without a
/// determinant, because a bijection of points only says which code's mass a row has. The base is a <see cref="BernoulliMixture"/>: of one component,
/// independent columns.
/// </summary>
public sealed class DiscreteFlow
{
    // Up to here all states fit the cache of a core, and tables are made in milliseconds.
    private const int TableColumns = 16;

    private readonly Lazy<StateTable> _table;
    private readonly Lazy<double[]> _scores;

    /// <summary>Puts a law together.</summary>
    /// <param name="codes">The base.</param>
    /// <param name="map">From codes to data.</param>
    /// <exception cref="ArgumentException">They are of different numbers of columns.</exception>
    public DiscreteFlow(BernoulliMixture codes, DiscreteBijection<ulong> map)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(map);
        map.CheckColumns(codes.Columns);
        (Base, Map) = (codes, map);
        _table = new(() => StateTable.Of(map, codes.Columns));
        _scores = new(() => codes.LogProb(States(_table.Value.Inverse)));
    }

    /// <summary>The law of codes.</summary>
    public BernoulliMixture Base { get; }

    /// <summary>From codes to data.</summary>
    public DiscreteBijection<ulong> Map { get; }

    /// <summary>Columns of a row.</summary>
    public int Columns => Base.Columns;

    /// <summary>The codes of rows: f⁻¹(x).</summary>
    /// <param name="rows">Data. Shape [rows, columns].</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <exception cref="ArgumentException">The rows have another number of columns.</exception>
    public BitMatrix Encode(BitMatrix rows, ThreadTeam? team = null) => Through(rows, team, forward: false);

    /// <summary>The rows of codes: f(z).</summary>
    /// <param name="codes">Codes. Shape [rows, columns].</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <exception cref="ArgumentException">The codes have another number of columns.</exception>
    public BitMatrix Decode(BitMatrix codes, ThreadTeam? team = null) => Through(codes, team, forward: true);

    /// <summary>log p(x) of every row, exact, in nats.</summary>
    /// <param name="rows">Data. Shape [rows, columns].</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <returns>Shape [rows].</returns>
    /// <exception cref="ArgumentException">The rows have another number of columns.</exception>
    public double[] LogProb(BitMatrix rows, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Map.CheckColumns(rows.Columns);
        if (!UsesTable(rows.Rows))
            return Base.LogProb(Encode(rows, team), team);
        double[] scores = _scores.Value;
        var result = new double[rows.Rows];
        for (int n = 0; n < result.Length; n++)
            result[n] = scores[rows.Row(n)[0]];
        return result;
    }

    /// <summary>New rows: codes from the base, decoded.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; row n uses its row n, so that any row can be drawn alone.</param>
    public BitMatrix Sample(int count, RandomStream random) => Decode(Base.Sample(count, random).Bits);

    // The table takes a walk over all states, which pays for as many rows.
    private bool UsesTable(int rows) => Columns <= TableColumns && (_table.IsValueCreated || rows >= 1 << Columns);

    private BitMatrix Through(BitMatrix rows, ThreadTeam? team, bool forward)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Map.CheckColumns(rows.Columns);
        if (!UsesTable(rows.Rows))
        {
            var copy = rows.Copy();
            if (forward)
                Map.Forward(copy, team);
            else
                Map.Inverse(copy, team);
            return copy;
        }
        var to = forward ? _table.Value.Forward : _table.Value.Inverse;
        var result = new BitMatrix(rows.Rows, rows.Columns);
        for (int n = 0; n < rows.Rows; n++)
            result.MutableRow(n)[0] = to[(int)rows.Row(n)[0]];
        return result;
    }

    private BitMatrix States(ReadOnlySpan<uint> states)
    {
        var rows = new BitMatrix(states.Length, Columns);
        for (int s = 0; s < states.Length; s++)
            rows.MutableRow(s)[0] = states[s];
        return rows;
    }
}
