using Pushforward.Bijectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Flows;

/// <summary>
/// Couplings whose log-dets depend on the data: h1 = y1, h2 = g(y2; m(y1)), g an affine map (RealNVP; Dinh, Sohl-Dickstein &amp; Bengio 2017, arXiv:1605.08803) or a
/// more flexible monotone one. With marginals, y_d = logit F_d(x_d) before it (<see cref="Marginals"/>): the flow begins as the independent histogram and only climbs.
/// Without, it begins and ends like NICE: means are subtracted first, and h = e^s y last.
/// </summary>
public sealed class RealNvp : Flow
{
    private readonly RealNvpOptions _options;
    private readonly RandomStream _random;
    private readonly List<FlowScale> _scales = [];
    private int[] _order = [];

    /// <summary>A flow whose couplings do not yet join columns.</summary>
    /// <param name="start">What was taken from data.</param>
    /// <param name="options">Its make.</param>
    /// <param name="dequantization">How the rows it is trained on become x; null if they are points.</param>
    /// <exception cref="ArgumentException">There are too few columns, an option is out of range, or marginals are asked for and there are no frequencies.</exception>
    public RealNvp(FlowStart start, RealNvpOptions options, Dequantization? dequantization)
        : base(start, options, dequantization)
    {
        if (options.Marginals && start.Frequencies is null)
            throw new ArgumentException("marginals: there are no frequencies of levels to make them from; give them in the start, or leave the marginals out.");
        (_options, _random) = (options, new RandomStream(options.Training.Seed, "weights"));
        var encoder = new List<Bijector>();
        if (!options.Marginals)
        {
            // From x to what the networks see: bent, and centered.
            if (dequantization is not null)
                encoder.Add(dequantization.Bending);
            encoder.Add(new Shift([.. start.Columns.Means.Select(mean => -mean)]));
        }
        encoder.AddRange(options.Arrangement == FlowArrangement.Alternating ? Alternating() : Multiscale());
        Bijector = new Invert(new Chain(encoder));
    }

    /// <inheritdoc/>
    public override Bijector Bijector { get; }

    /// <inheritdoc/>
    internal override CompletionSpace Completing(Tensor x, bool[] missing) => !_options.Marginals ? base.Completing(x, missing)
        : _options.Arrangement == FlowArrangement.Multiscale ? new LatentCompletion(x, missing, _order, _scales, PriorLogProb)
        : new ColumnCompletion(this, x, missing, new Marginals(Start.Frequencies!));

    private int Features => Start.Columns.Count;

    // Marginals, then odd and even columns by turns.
    private IEnumerable<Bijector> Alternating()
    {
        if (_options.Marginals)
            yield return new Marginals(Start.Frequencies!);
        for (int i = 0; i < _options.Couplings; i++)
            yield return Coupling(FlowNetworks.Turn(i), Dense(i, FlowNetworks.Turn(i)));
        if (!_options.Marginals)
            yield return Scaled([.. Enumerable.Range(0, Features)]);
    }

    // Scale by scale, finest first. Pixels go through their marginals only when their scale's turn has come, so that the networks see pixels as they are.
    private IEnumerable<Bijector> Multiscale()
    {
        var scales = new PixelScales(Features, Start.Image, _options.Couplings);
        _order = scales.Order;
        yield return new Permute(_order);
        for (int i = 0; i < scales.Moves.Count; i++)
        {
            var (still, moved) = scales.Moves[i];
            var split = CouplingSplit.Leading(still, moved);
            var network = WithNeighbors(i, scales, (still, moved), Dense(i, split));
            if (!_options.Marginals)
            {
                yield return Coupling(split, network);
                continue;
            }
            var marginals = MarginalsOf(still, moved);
            var coupling = Coupling(split, network, marginals);
            yield return Entered(still, moved, marginals, coupling);
            yield return coupling;
        }
        yield return _options.Marginals ? Entered(0, scales.First, MarginalsOf(0, scales.First), coupling: null) : Scaled(_order);
    }

    private Marginals MarginalsOf(int first, int count)
    {
        var frequencies = Start.Frequencies!;
        var masses = new double[count, frequencies.GetLength(1)];
        for (int i = 0; i < count; i++)
        {
            for (int v = 0; v < masses.GetLength(1); v++)
                masses[i, v] = frequencies[_order[first + i], v];
        }
        return new Marginals(masses);
    }

    // The marginals of a scale, which is entered among the scales, the coarsest first.
    private OnColumns Entered(int first, int count, Marginals marginals, Coupling? coupling)
    {
        _scales.Insert(0, new FlowScale(first, count, marginals, coupling));
        return new OnColumns(marginals, Features, first, count);
    }

    private Scale Scaled(int[] order)
    {
        var scale = new Scale(Parameters, Nice.ScaleName, Features);
        Real[] logScales = Start.Columns.LogScales(_options.Prior);
        var values = Parameters[Nice.ScaleName].Values;
        for (int i = 0; i < order.Length; i++)
            values[i] = logScales[order[i]];
        return scale;
    }

    // Dense layers, to which columns come with a mean of 0.
    private Func<Tensor, Tensor> Dense(int i, CouplingSplit split)
    {
        var network = Bijectors.Coupling.Dense(
            Parameters, FlowNetworks.Name(i), Features, split, _options.OutputsPerColumn, _options.Hidden, _random.At(i, 0));
        if (!_options.Marginals || _options.Arrangement == FlowArrangement.Alternating)
            return network;
        var mean = Tensor.From([.. _order.Take(split.Count(Features).Still).Select(pixel => (Real)Start.Columns.Means[pixel])]);
        return x => network(x - mean);
    }

    // And what pixels nearby tell, by one network for all places.
    private Func<Tensor, Tensor> WithNeighbors(int i, PixelScales scales, (int Still, int Moved) move, Func<Tensor, Tensor> network)
    {
        if (_options.Neighbors == 0)
            return network;
        var shared = new NeighborNetwork(
            Parameters, FlowNetworks.NeighborsName(i), scales.Neighbors(move, _options.Neighbors), _options.NeighborsHidden, _options.OutputsPerColumn, _random.At(i, 1));
        // It sees ink: beyond the edge there is paper, which is 0 to it.
        return HasWhitePaper ? x => network(x) + shared.Forward(1 - x) : x => network(x) + shared.Forward(x);
    }

    // Whether the highest level is seen more often than the lowest.
    private bool HasWhitePaper => Start.Frequencies is { } frequencies && Enumerable.Range(0, Features).Sum(d => frequencies[d, frequencies.GetLength(1) - 1] - frequencies[d, 0]) > 0;

    private Coupling Coupling(CouplingSplit split, Func<Tensor, Tensor> network, Marginals? marginals = null) => _options.Coupling switch
    {
        FlowCoupling.Affine => new AffineCoupling(Features, split, InUnits(split, network), _options.LogScaleBound),
        FlowCoupling.Spline => new SplineCoupling(Features, split, network, _options.Bins, _options.SplineBound),
        _ when _options.HasHurdle => new HurdleCoupling(
            Features, split, network, marginals!.StartsOf(HasWhitePaper ? Start.Frequencies!.GetLength(1) - 1 : 1), _options.Components, _options.LogScaleBound, HasWhitePaper),
        _ => new LogisticMixtureCoupling(Features, split, network, _options.Components, _options.LogScaleBound),
    };

    // Logits of marginals are all of one width.
    private Func<Tensor, Tensor> InUnits(CouplingSplit split, Func<Tensor, Tensor> network)
    {
        var deviations = Start.Columns.Deviations;
        return _options.Marginals ? network
            : ShiftUnits.Of(_order.Length == 0 ? deviations : [.. _order.Select(pixel => deviations[pixel])], split, _options.OutputsPerColumn, network);
    }
}
