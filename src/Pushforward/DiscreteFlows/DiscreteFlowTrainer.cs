using System.Diagnostics;
using Pushforward.Data;
using Pushforward.DiscreteFlows.Learning;
using Pushforward.Mixtures;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Training;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// Finds a discrete flow by search. Gradients do not pass through bits; counts do not need them. A layer is found on the rows as the layers before have
/// left them, is kept if it makes the validation rows likelier under independent columns, and the rows go through it.
/// </summary>
public sealed class DiscreteFlowTrainer
{
    private const int SearchesTogether = DiscreteFlowOptions.SearchesTogether, Refusals = 3, Patience = 15;
    private const double LeastGain = 1e-5;

    private readonly DiscreteFlowOptions _options;
    private readonly ThreadTeam _team;
    private readonly ImageShape? _image;
    private readonly BitMatrix _data, _heldOut;
    private readonly Stopwatch _clock;
    private readonly List<BitBijection> _layers = [];
    private readonly List<LayerRecord> _curve = [];
    private readonly IProgress<LayerRecord>? _progress;
    private BitMatrix _train, _validation;
    private int? _trimmed;
    private SearchStopReason _reason = SearchStopReason.Layers;

    private DiscreteFlowTrainer(
        BitMatrix train, BitMatrix validation, DiscreteFlowOptions options, ImageShape? image, ThreadTeam team, IProgress<LayerRecord>? progress,
        Stopwatch clock)
    {
        (_data, _heldOut, _train, _validation, _image, _team, _progress, _clock) = (train, validation, train.Copy(), validation.Copy(), image, team, progress, clock);
        _options = options.Resolve(train.Columns);
    }

    // After trimming the layers may be fewer than the curve has points.
    private double Current => _curve[_trimmed ?? _curve.Count - 1].Validation;

    /// <summary>Searches.</summary>
    /// <param name="train">The rows to learn from. Shape [rows, columns].</param>
    /// <param name="validation">The rows that decide which layers are kept.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="image">The size of an image whose pixels are the columns: trees then look at pixels near by. Null for tables.</param>
    /// <param name="progress">Told every layer.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="cancellation">Ends the search after the current layer; what there is is returned.</param>
    /// <exception cref="ArgumentException">There are no rows, they differ in columns, or an option is out of range.</exception>
    public static DiscreteFlowFit Fit(
        BitMatrix train, BitMatrix validation, DiscreteFlowOptions? options = null, ImageShape? image = null,
        IProgress<LayerRecord>? progress = null, ThreadTeam? team = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        options ??= new();
        options.Validate();
        if (train.Rows == 0 || validation.Rows == 0)
            throw new ArgumentException($"data: expected at least one row to learn from and one to validate on, got {train.Rows} and {validation.Rows}.");
        if (train.Columns != validation.Columns)
            throw new ArgumentException($"validation: expected rows of {train.Columns} columns as in the training data, got {validation.Columns}.");
        if (image is { } shape && shape.Height * shape.Width != train.Columns)
            throw new ArgumentException($"image: {shape.Height} x {shape.Width} pixels for {train.Columns} columns.");

        if (options.Method == DiscreteFlowMethod.Couplings && train.Columns > StateCounts.MostColumns)
            throw new ArgumentException($"method: couplings are searched for by counting all states, of at most {StateCounts.MostColumns} columns, got {train.Columns}; use permutations.");

        team ??= ThreadTeam.Shared;
        var clock = Stopwatch.StartNew();
        DiscreteFlowTrainer? best = null;
        foreach (var first in Starts(train, options.Resolve(train.Columns), team, cancellation))
        {
            var search = new DiscreteFlowTrainer(train, validation, options, image, team, progress, clock);
            search.Run(first, cancellation);
            if (best is null || search.Current > best.Current)
                best = search;
            if (cancellation.IsCancellationRequested)
                break;
        }
        return best!.Finish(cancellation);
    }

    // A greedy search ends in a local optimum. Short rows are searched quickly, so several starts are made: trees cannot see the parity of several columns, which the
    // best linear map takes out first; couplings found side by side get out of dead ends; yet what these leave may suit trees less.
    private static IReadOnlyList<IReadOnlyList<BitBijection>> Starts(BitMatrix train, DiscreteFlowOptions options, ThreadTeam team, CancellationToken cancellation)
    {
        if (options.Method == DiscreteFlowMethod.Couplings)
            return [Couplings(options.Proposals!.Value)];
        if (options.Method != DiscreteFlowMethod.Permutations || train.Columns > LinearSearch.MostColumns || options.Layers == 0)
            return [[]];
        return [[], [LinearSearch.Best(train).Inverted], Couplings(SearchesTogether)];

        IReadOnlyList<BitBijection> Couplings(int width) =>
            [.. CouplingSearch.Shortest(train, options.Layers!.Value, width, team, cancellation).Select(coupling => coupling.ToMap(train.Columns))];
    }

    private void Run(IReadOnlyList<BitBijection> first, CancellationToken cancellation)
    {
        Record("independent columns");
        foreach (var layer in first)
            Take(layer);
        Func<int, bool> step = _options.Method switch
        {
            DiscreteFlowMethod.Couplings => _ => false,
            DiscreteFlowMethod.Linear => _ => Keep(LinearSearch.Best(_train).Inverted),
            DiscreteFlowMethod.Flips => layer => Keep(Sequential(layer, withSlots: false)),
            DiscreteFlowMethod.Sorted => layer => Keep(Sequential(layer, withSlots: true)),
            DiscreteFlowMethod.Denoising => layer => Keep(new DenoisingSearch(_options.Hidden, _options.Epochs, _options.Seed, _team).Learn(_train, layer)),
            _ => Permutations(),
        };
        for (int layer = 0, refused = 0; _layers.Count < _options.Layers; layer++)
        {
            if (cancellation.IsCancellationRequested)
                _reason = SearchStopReason.Interrupted;
            else if (_clock.Elapsed.TotalMinutes >= _options.Minutes)
                _reason = SearchStopReason.Minutes;
            else if (refused >= (_options.Method == DiscreteFlowMethod.Permutations ? Patience : _options.Method == DiscreteFlowMethod.Denoising ? Refusals : 1))
                _reason = SearchStopReason.Converged;
            if (_reason != SearchStopReason.Layers)
                break;
            refused = step(layer) ? 0 : refused + 1;
        }
        Trim();
    }

    private Func<int, bool> Permutations()
    {
        var data = new BitColumns(_train);
        var search = new PermutationSearch(data, new TreeGrowth(_options.Depth, _options.LeafRows!.Value, _options.SplitGain!.Value), _options.Block!.Value);
        var random = new RandomStream(_options.Seed, "discrete-flow/blocks");
        return layer =>
        {
            // The best on training rows, whatever validation rows say of it: were they asked about every proposal, hundreds of questions would
            // teach the search these rows by heart. They are asked only where to stop.
            var (proposal, gain) = search.Propose(_options.Proposals!.Value, random.At(layer, 0), _team)[0];
            if (gain < LeastGain)
                return false;
            double best = _curve.Max(record => record.Validation);
            Take(proposal);
            foreach (int column in proposal.Block)
                data.Refresh(_train, column);
            return Current >= best + LeastGain;
        };
    }

    private SequentialFlip Sequential(int layer, bool withSlots)
    {
        var data = new BitColumns(_train);
        bool images = _image is not null;
        var growth = new TreeGrowth(_options.Depth, _options.LeafRows!.Value, _options.SplitGain!.Value);
        int count = _options.Proposals!.Value;
        var found = new (SequentialFlip Map, double Validation)[count];
        void Propose(int i, ThreadTeam? team)
        {
            // An image is first read line by line; its codes, and tables, in random orders.
            int[] order = images && layer == 0 && i == 0
                ? [.. Enumerable.Range(0, _train.Columns)]
                : BatchOrder.Permutation(_train.Columns, new RandomStream(_options.Seed, "discrete-flow/order", layer, i));
            var predictor = SequentialLearner.Trees(data, order, growth, images && layer == 0 ? IsNear : null, team);
            var map = withSlots ? SequentialLearner.WithSlots(predictor, _train, _team) : new SequentialFlip(predictor);
            var validation = _validation.Copy();
            map.Inverse(validation, _team);
            found[i] = (map, count == 1 ? 0 : MeanUnder(map, validation));
        }
        if (count == 1)
            Propose(0, _team);
        else
            _team.Run(count, i => Propose(i, null));
        return found.MaxBy(candidate => candidate.Validation).Map;
    }

    private double MeanUnder(SequentialFlip map, BitMatrix validation)
    {
        var train = _train.Copy();
        map.Inverse(train, _team);
        return IndependentLogProb(train, validation);
    }

    private bool IsNear(int target, int column)
    {
        int width = _image!.Value.Width;
        return Math.Abs(target / width - column / width) <= _options.Window && Math.Abs(target % width - column % width) <= _options.Window;
    }

    /// <summary>Takes a layer if it makes the validation rows likelier.</summary>
    private bool Keep(BitBijection layer)
    {
        BitMatrix train = _train.Copy(), validation = _validation.Copy();
        layer.Inverse(train, _team);
        layer.Inverse(validation, _team);
        if (IndependentLogProb(train, validation) < Current + LeastGain)
            return false;
        Take(layer, train, validation);
        return true;
    }

    private void Take(BitBijection layer)
    {
        BitMatrix train = _train.Copy(), validation = _validation.Copy();
        layer.Inverse(train, _team);
        layer.Inverse(validation, _team);
        Take(layer, train, validation);
    }

    private void Take(BitBijection layer, BitMatrix train, BitMatrix validation)
    {
        (_train, _validation) = (train, validation);
        _layers.Add(layer);
        Record(layer.Name);
    }

    private void Record(string name)
    {
        var record = new LayerRecord(
            _layers.Count, name, IndependentLogProb(_train, _train), IndependentLogProb(_train, _validation), _clock.Elapsed.TotalSeconds);
        _curve.Add(record);
        _progress?.Report(record);
    }

    /// <summary>Goes back to the layer after which validation rows were likeliest.</summary>
    private void Trim()
    {
        int kept = 0;
        for (int i = 1; i < _curve.Count; i++)
        {
            if (_curve[i].Validation > _curve[kept].Validation)
                kept = i;
        }
        foreach (var layer in _layers[kept..].AsEnumerable().Reverse())
            layer.Forward(_train, _team);
        _layers.RemoveRange(kept, _layers.Count - kept);
        _trimmed = kept;
    }

    private DiscreteFlowFit Finish(CancellationToken cancellation)
    {
        if (_options.Components == 1)
            return Result(_layers.Count, BaseSearch.Independent(_train));

        // A mixture can hold dependence that layers would rather spread out: it may want fewer of them, or none.
        var search = new BaseSearch(_options, _team);
        var (fewer, highest) = (0, double.NegativeInfinity);
        foreach (int count in Fewer(_layers.Count))
        {
            double heldOut = search.Single(Codes(_data, count), Codes(_heldOut, count), cancellation).HeldOut;
            if (heldOut > highest)
                (fewer, highest) = (count, heldOut);
            if (cancellation.IsCancellationRequested)
                break;
        }
        return Result(fewer, search.Best(Codes(_data, fewer), Codes(_heldOut, fewer), cancellation).Base);
    }

    // None, and then twice as many each time.
    private static IEnumerable<int> Fewer(int layers)
    {
        yield return 0;
        for (int count = 1; count < layers; count *= 2)
            yield return count;
        if (layers > 0)
            yield return layers;
    }

    private BitMatrix Codes(BitMatrix rows, int layers)
    {
        var codes = rows.Copy();
        Map(layers).Inverse(codes, _team);
        return codes;
    }

    private DiscreteFlowFit Result(int layers, BernoulliMixture codes) =>
        new(new DiscreteFlow(codes, Map(layers)), [.. _layers.Take(layers)], _curve, _reason, _options);

    // Layers were found from data to codes; the map goes from codes to data.
    private Chain<ulong> Map(int layers) => new([.. _layers.Take(layers).Reverse()]);

    /// <summary>Mean log-likelihood of rows under independent columns with the frequencies of others.</summary>
    private static double IndependentLogProb(BitMatrix train, BitMatrix rows)
    {
        int[] ones = train.ColumnOnes(), found = rows.ColumnOnes();
        double sum = 0;
        for (int c = 0; c < ones.Length; c++)
        {
            double p = (ones[c] + 0.5) / (train.Rows + 1.0);
            sum += found[c] * Math.Log(p) + (rows.Rows - found[c]) * Math.Log(1 - p);
        }
        return sum / rows.Rows;
    }
}
