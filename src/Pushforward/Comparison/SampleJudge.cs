using Pushforward.Evaluation;
using Pushforward.Numerics.Random;

namespace Pushforward.Comparison;

/// <summary>
/// Judges samples against the same real rows by every figure. What belongs to the real rows alone (their features, neighbourhoods, distances to the training
/// rows) is computed once.
/// </summary>
internal sealed class SampleJudge
{
    private const int KernelRows = 2000, MemoryRows = 2000, Permutations = 500, ShownRows = 60, ShownNeighbors = 12;

    private readonly PointSet _train, _real, _realFeatures;
    private readonly IFeatureMap _features;
    private readonly ComparisonOptions _options;
    private readonly bool _calibrates;
    private readonly GaussianMoments _moments;
    private readonly Manifold _manifold;
    private readonly float[] _heldOutDistances;

    /// <param name="train">All training rows.</param>
    /// <param name="real">The held-out rows that samples are compared with.</param>
    /// <param name="features">What rows are compared by.</param>
    /// <param name="calibrates">Whether columns mean something one by one, as in a table.</param>
    /// <param name="options">How.</param>
    public SampleJudge(PointSet train, PointSet real, IFeatureMap features, bool calibrates, ComparisonOptions options)
    {
        (_train, _real, _features, _calibrates, _options) = (train, real, features, calibrates, options);
        _realFeatures = features.Of(real);
        _moments = GaussianMoments.Of(_realFeatures);
        _manifold = new Manifold(_realFeatures);
        Bandwidth = KernelMmd.MedianDistance(_realFeatures);
        _heldOutDistances = NearestNeighbors.Find(Some(real, MemoryRows), train).SquaredDistances;
    }

    /// <summary>h of the kernel.</summary>
    public double Bandwidth { get; }

    /// <summary>Features of a row.</summary>
    public int FeatureCount => _realFeatures.Columns;

    /// <summary>Judges all draws of one origin.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="origin">Where the rows come from.</param>
    /// <param name="draw">The rows of a draw, as many as there are real rows, and the seconds they took.</param>
    /// <param name="done">Told after each draw.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public SampleFigures Judge(
        string name, SampleOrigin origin, Func<int, (PointSet Rows, double Seconds)> draw, Action done, CancellationToken cancellation)
    {
        var kernel = new List<KernelMmdResult>();
        var frechet = new List<double>();
        var manifold = new List<ManifoldFigures>();
        var told = new List<TwoSampleResult>();
        var distances = new List<float>();
        var calibration = new List<BitCalibration>();
        double seconds = 0;
        PointSet? examples = null, neighbors = null;
        for (int s = 0; s < _options.SampleSeeds; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (rows, took) = draw(s);
            var features = _features.Of(rows);
            seconds += took;
            frechet.Add(FrechetDistance.Squared(GaussianMoments.Of(features), _moments));
            manifold.Add(_manifold.Compare(features));
            cancellation.ThrowIfCancellationRequested();
            kernel.Add(KernelMmd.Test(
                Some(features, KernelRows), Some(_realFeatures, KernelRows), Bandwidth, new RandomStream(_options.Seed + s, "kernel-test"), Permutations));
            told.Add(TwoSampleClassifier.Test(features, _realFeatures, _options.Seed + s, cancellation));
            // A training row is at distance zero from itself; its nearest other one is what counts.
            int nearest = origin == SampleOrigin.TrainingRows ? 2 : 1;
            var found = NearestNeighbors.Find(Some(rows, MemoryRows), _train, nearest);
            distances.AddRange(found.SquaredRadii(nearest));
            if (_calibrates)
                calibration.Add(BitCalibration.Of(rows, _real));
            if (s == 0)
            {
                examples = Some(rows, ShownRows);
                int shown = Math.Min(ShownNeighbors, rows.Rows);
                neighbors = _train.Pick([.. Enumerable.Range(0, shown).Select(n => found.Indices[n * nearest + nearest - 1])]);
            }
            done();
        }
        return new SampleFigures(name, origin)
        {
            Frechet = Spread.Of(frechet),
            KernelMmd = Spread.Of(kernel.Select(test => test.Squared)),
            KernelPValue = kernel.Max(test => test.PValue),
            Precision = Spread.Of(manifold.Select(figures => figures.Precision)),
            Recall = Spread.Of(manifold.Select(figures => figures.Recall)),
            Density = Spread.Of(manifold.Select(figures => figures.Density)),
            Coverage = Spread.Of(manifold.Select(figures => figures.Coverage)),
            TwoSampleAccuracy = Spread.Of(told.Select(test => test.Accuracy)),
            TwoSampleStandardError = told[0].StandardError,
            Memorization = Memorization.Of(distances.ToArray(), _heldOutDistances),
            // The worst columns of the first draw; the errors over all.
            Calibration = !_calibrates ? null : calibration[0] with
            {
                MarginalError = calibration.Average(figures => figures.MarginalError),
                CorrelationError = calibration.Average(figures => figures.CorrelationError),
            },
            SecondsPerThousand = origin == SampleOrigin.Model ? seconds * 1000 / (_options.SampleSeeds * (double)_real.Rows) : double.NaN,
            Examples = examples!,
            NearestTraining = neighbors!,
        };
    }

    private static PointSet Some(PointSet points, int count) => points.Slice(0, Math.Min(points.Rows, count));
}
