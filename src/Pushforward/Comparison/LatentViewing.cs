using Pushforward.Autoencoders;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;

namespace Pushforward.Comparison;

/// <summary>Looks into models: the same few images rebuilt, joined and completed by each, and many of them on a map.</summary>
internal sealed class LatentViewing(ComparisonRows rows, long seed, CancellationToken cancellation)
{
    private const int Shown = 10, Pairs = 3, Steps = 9, Mapped = 1000;

    private readonly int[] _shown = Choose(rows);
    private readonly int[] _mapped = [.. Enumerable.Range(0, Math.Min(Mapped, rows.HeldOutImages!.Rows))];

    /// <summary>What the models show; null where there are too few images or none of the models can.</summary>
    /// <param name="models">Those that are compared.</param>
    /// <param name="leave">Told of each that cannot, and why.</param>
    public LatentViews? Of(IReadOnlyList<ComparedModel> models, Action<string> leave)
    {
        if (_shown.Length < 2)
            return null;
        var image = rows.Image!.Value;
        // The lower half; of an odd number of lines the middle one is given.
        bool[] missing = [.. Enumerable.Range(0, rows.Columns).Select(pixel => pixel / image.Width >= (image.Height + 1) / 2)];
        (int From, int To)[] pairs = [.. Enumerable.Range(0, Math.Min(Pairs, _shown.Length / 2)).Select(pair => (2 * pair, 2 * pair + 1))];
        var views = new List<LatentView>();
        foreach (var (name, model) in models)
        {
            cancellation.ThrowIfCancellationRequested();
            if (model is IConditional { Classes: > 0 })
                leave($"{name} was given labels, and what it sees in images without them is not shown beside models that see none.");
            else if (model is not ILatentModel latent)
                leave($"{name} has nothing hidden behind an image that could be shown: no reconstructions, interpolations, maps or completions of it.");
            else
                views.Add(Of(name, model, latent, pairs, missing));
        }
        return views.Count == 0 ? null : new LatentViews(image)
        {
            Images = views.All(view => view.IsOfBits) ? Bits(_shown) : Gray(_shown),
            Bits = views.Any(view => view.IsOfBits) ? Bits(_shown) : null,
            Pairs = pairs,
            Steps = Steps,
            Missing = missing,
            MapLabels = rows.HeldOutImages is { HasLabels: true } labeled ? labeled.Labels[.._mapped.Length] : default,
            MapRows = _mapped.Length,
            Models = views,
        };
    }

    private LatentView Of(string name, TrainedModel model, ILatentModel latent, (int From, int To)[] pairs, bool[] missing)
    {
        bool isOfBits = model.Provenance.GrayLevels is null;
        var given = isOfBits ? Bits(_shown) : Gray(_shown);
        var codes = latent.Encode(given);
        var rebuilt = latent.Decode(codes);
        float[] ways = [.. pairs.SelectMany(pair => latent.Path.Walk(codes.Row(pair.From), codes.Row(pair.To), Steps))];
        var places = latent.Places(isOfBits ? Bits(_mapped) : Gray(_mapped));
        return new LatentView(name, isOfBits, latent.CodeDescription, latent.CompletionDescription)
        {
            Reconstructions = rebuilt,
            ReconstructionError = given.Values.Zip(rebuilt.Values, (a, b) => (double)Math.Abs(a - b)).Average(),
            Interpolations = latent.Decode(new PointSet(pairs.Length * Steps, codes.Columns, ways)),
            Completions = latent.Complete(given, missing, new RandomStream(seed, "completions"), cancellation),
            Map = LatentPlane.Of(places.Values, places.Columns),
        };
    }

    private PointSet Bits(int[] which) => Pick(which, (n, d) => rows.HeldOutBits!.Bits[n, d] ? 1 : 0);

    private PointSet Gray(int[] which) => Pick(which, (n, d) => rows.HeldOutImages!.Row(n)[d] / 255f);

    private PointSet Pick(int[] which, Func<int, int, float> value) =>
        new(which.Length, rows.Columns, [.. from n in which from d in Enumerable.Range(0, rows.Columns) select value(n, d)]);

    // The first of each class, so that interpolations lead from one to another; the first ones where nobody knows classes.
    private static int[] Choose(ComparisonRows rows)
    {
        var images = rows.HeldOutImages!;
        var all = Enumerable.Range(0, images.Rows);
        if (!images.HasLabels)
            return [.. all.Take(Shown)];
        byte[] labels = images.Labels.ToArray();
        // Rounds of one a class until there are enough.
        return [.. all.GroupBy(n => labels[n]).SelectMany(one => one.Select((n, round) => (n, round)))
            .OrderBy(one => one.round).ThenBy(one => labels[one.n]).Take(Shown).Select(one => one.n)];
    }
}
