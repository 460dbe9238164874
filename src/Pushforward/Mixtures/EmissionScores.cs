using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// What the kernel adds up for a mixture: a column in a single bit has PerBit = logit p_kd and adds log(1 - p_kd) to the constant, the log-odds
/// form of a Bernoulli; a column of one bit a level has PerBit = log p_kd(l) and adds nothing, so that a missing answer, which sets no bit, is left
/// out of the product: marginalised. Constants begin at log pi_k.
/// </summary>
internal sealed class EmissionScores
{
    // Columns of a tile that one part takes; the sums over parts are made in part order.
    private const int ColumnsPerPart = 128;

    // Logarithms of 1 - p are added as one of a product of so many, which is no smaller than 1e-160.
    private const int FactorsPerLogarithm = 16;

    private readonly LaneLayout _lanes;
    private readonly BitLayout _bits;
    private readonly int _partsPerTile;

    // By part: what its columns add to the constants, and the sum of their scores weighted by shares. Shape [parts, tile lanes].
    private readonly double[] _constants;
    private readonly double[] _weighted;

    public EmissionScores(LaneLayout lanes, BitLayout bits)
    {
        (_lanes, _bits) = (lanes, bits);
        _partsPerTile = (bits.Columns + ColumnsPerPart - 1) / ColumnsPerPart;
        _constants = new double[_partsPerTile * lanes.Lanes];
        _weighted = new double[_partsPerTile * lanes.Lanes];
        Scores = new BitScores(lanes, bits.Bits);
    }

    public BitScores Scores { get; }

    /// <summary>Fills the scores, and returns the log-density (up to its constant) of the probabilities under the prior.</summary>
    public double Fill(LaneParameters parameters, MeanPrior prior, ThreadTeam team)
    {
        team.Run(_partsPerTile * _lanes.Tiles, part => FillPart(parameters, prior, part));

        var constants = Scores.Constants;
        double logPrior = 0;
        for (int k = 0; k < _lanes.Components; k++)
        {
            int tile = k / _lanes.TileLanes, lane = k % _lanes.TileLanes;
            double ofColumns = 0;
            for (int part = tile * _partsPerTile; part < (tile + 1) * _partsPerTile; part++)
            {
                ofColumns += _constants[part * _lanes.TileLanes + lane];
                logPrior += _weighted[part * _lanes.TileLanes + lane];
            }
            constants[k] = (parameters.Weights[k] > 0 ? Math.Log(parameters.Weights[k]) : BitScores.LogZero) + ofColumns;
            // m log p + (1 - m) log(1 - p) = m logit p + log(1 - p)
            logPrior += ofColumns;
        }
        constants.AsSpan(_lanes.Components).Fill(BitScores.LogZero);
        return prior.Strength * logPrior;
    }

    private void FillPart(LaneParameters parameters, MeanPrior prior, int part)
    {
        int lanes = _lanes.TileLanes, tile = part / _partsPerTile, firstColumn = part % _partsPerTile * ColumnsPerPart;
        int endColumn = Math.Min(_bits.Columns, firstColumn + ColumnsPerPart), firstBit = _bits.FirstBit(firstColumn);
        var means = parameters.Means.Lanes(tile, firstBit, _bits.FirstBit(endColumn) - firstBit);
        var scores = Scores.PerBit.Lanes(tile, firstBit, _bits.FirstBit(endColumn) - firstBit);
        var constants = _constants.AsSpan(part * lanes, lanes);
        constants.Clear();

        Span<double> product = stackalloc double[lanes];
        product.Fill(1);
        int factors = 0;
        for (int column = firstColumn; column < endColumn; column++)
        {
            int start = (_bits.FirstBit(column) - firstBit) * lanes, length = _bits.Width(column) * lanes;
            if (!_bits.IsSingle(column))
            {
                means.Slice(start, length).CopyTo(scores[start..]);
                continue;
            }
            Odds(means.Slice(start, length), scores.Slice(start, length), product);
            if (++factors == FactorsPerLogarithm)
            {
                AddLogarithm(product, constants);
                factors = 0;
            }
        }
        AddLogarithm(product, constants);
        Elementwise.Log(scores, scores);

        var weighted = _weighted.AsSpan(part * lanes, lanes);
        weighted.Clear();
        for (int bit = 0; prior.Strength > 0 && bit < scores.Length / lanes; bit++)
            TensorPrimitives.MultiplyAdd(scores.Slice(bit * lanes, lanes), prior.ColumnMeans[firstBit + bit], weighted, weighted);
    }

    // odds = p / (1 - p), product *= 1 - p
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Odds(ReadOnlySpan<double> means, Span<double> odds, Span<double> product)
    {
        int width = Vector<double>.Count;
        for (int lane = 0; lane < means.Length; lane += width)
        {
            var mean = new Vector<double>(means[lane..]);
            var complement = Vector<double>.One - mean;
            (mean / complement).CopyTo(odds[lane..]);
            (new Vector<double>(product[lane..]) * complement).CopyTo(product[lane..]);
        }
    }

    // sum += log product; product = 1
    private static void AddLogarithm(Span<double> product, Span<double> sum)
    {
        Elementwise.Log(product, product);
        TensorPrimitives.Add(sum, product, sum);
        product.Fill(1);
    }
}
