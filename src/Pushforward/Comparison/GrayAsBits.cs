using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;

namespace Pushforward.Comparison;

/// <summary>
/// What a model of gray levels says of bits, as a lower bound. Bits b come from levels v by P(b | v) (a threshold, or a toss for each pixel), so for any
/// law q: log P(b) ≥ E_q(v | b) [log p(v) + log P(b | v) - log q(v | b)]. Here q is the posterior of independent pixels, q_d(v | b) ∝ h_d(v) P(b | v) with the
/// smoothed histogram h_d of the training images, and the bound becomes E_q [log p(v) - log h(v)] + log h(b).
/// </summary>
/// <remarks>With q uniform over the levels a bit may come from it is the dequantization of two levels; this one is never as loose as that by hundreds of nats.</remarks>
internal sealed class GrayAsBits
{
    private const int Levels = 256;
    private const double PseudoCount = 1;

    private readonly int _columns;
    private readonly double[] _logHistogram;
    private readonly double[][] _cumulative = new double[2][];
    private readonly double[] _logBits;

    /// <summary>Counts the levels of training images.</summary>
    public GrayAsBits(ImageSet train, Binarization method)
    {
        _columns = train.Columns;
        var counts = new int[_columns * Levels];
        for (int n = 0; n < train.Rows; n++)
        {
            var row = train.Row(n);
            for (int d = 0; d < row.Length; d++)
                counts[d * Levels + row[d]]++;
        }
        _logHistogram = new double[counts.Length];
        _logBits = new double[2 * _columns];
        _cumulative = [new double[counts.Length], new double[counts.Length]];
        for (int d = 0; d < _columns; d++)
        {
            double off = 0, on = 0;
            for (int v = 0; v < Levels; v++)
            {
                int at = d * Levels + v;
                double share = (counts[at] + PseudoCount / Levels) / (train.Rows + PseudoCount);
                double ink = method == Binarization.Threshold ? v >= Levels / 2 ? 1 : 0 : v / (Levels - 1.0);
                _logHistogram[at] = Math.Log(share);
                _cumulative[0][at] = off += share * (1 - ink);
                _cumulative[1][at] = on += share * ink;
            }
            (_logBits[2 * d], _logBits[2 * d + 1]) = (Math.Log(off), Math.Log(on));
        }
    }

    /// <summary>The bound of every row, from one draw of q.</summary>
    public (double[] PerRow, LogLikelihood Summary) Score(
        IGrayLikelihood model, BinaryData rows, ComparisonOptions options, CancellationToken cancellation)
    {
        var stream = new RandomStream(options.Seed, "gray-as-bits");
        var pixels = new byte[rows.Rows * _columns];
        var weight = new double[rows.Rows];
        for (int n = 0; n < rows.Rows; n++)
        {
            var random = stream.At(0, n);
            for (int d = 0; d < _columns; d++)
            {
                int bit = rows.Bits[n, d] ? 1 : 0;
                var cumulative = _cumulative[bit].AsSpan(d * Levels, Levels);
                int v = cumulative.BinarySearch(random.NextDouble() * cumulative[^1]);
                // The first level whose cumulative share exceeds the draw: levels of no share are never taken.
                v = v < 0 ? ~v : v + 1;
                while (v < Levels - 1 && cumulative[v] == (v > 0 ? cumulative[v - 1] : 0))
                    v++;
                pixels[n * _columns + d] = (byte)Math.Min(v, Levels - 1);
                weight[n] += _logBits[2 * d + bit] - _logHistogram[d * Levels + pixels[n * _columns + d]];
            }
        }
        var shape = rows.Image!.Value;
        var (density, _) = model.ScoreGray(new ImageSet(shape.Height, shape.Width, pixels), $"{rows.Source}, levels drawn for bits", options.ImportanceSamples, cancellation);
        double toMass = _columns * Math.Log(Levels);
        double[] perRow = [.. density.Select((value, n) => value - toMass + weight[n])];
        return (perRow, LogLikelihood.Of(perRow, _columns, LikelihoodEstimate.LowerBound, rows.Representation.Description, rows.Weights));
    }
}
