using Pushforward.Mixtures.Inference;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>A fitted mixture of categorical laws: of tables in which a column has more than two levels.</summary>
public sealed class CategoricalMixtureModel : MixtureModel
{
    internal const string EmissionName = "categorical";

    private const string ProbabilitiesTensor = "probabilities", LevelsTensor = "levels";

    /// <summary>Puts a mixture together with where it comes from.</summary>
    /// <param name="mixture">The law.</param>
    /// <param name="options">How it was fitted.</param>
    /// <param name="provenance">What to.</param>
    /// <param name="figures">Standard errors and the like; null for none.</param>
    public CategoricalMixtureModel(CategoricalMixture mixture, BernoulliMixtureOptions options, Provenance provenance, ClassFigures? figures = null)
        : base(options, provenance, figures)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        Classes = mixture;
    }

    /// <inheritdoc/>
    public override CategoricalMixture Classes { get; }

    /// <inheritdoc/>
    public override long ParameterCount => Classes.ParameterCount;

    private protected override string Emission => EmissionName;

    /// <summary>New rows; the value of an answer is its code, and with <see cref="SampleKind.Means"/> the expected code.</summary>
    /// <inheritdoc/>
    public override SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws)
    {
        var (answers, components) = Classes.Sample(count, random);
        var values = new float[checked(count * Classes.Columns)];
        for (int n = 0; n < count; n++)
        {
            for (int d = 0; d < Classes.Columns; d++)
                values[n * Classes.Columns + d] = kind == SampleKind.Means ? (float)Mean(Classes.Probabilities(components[n], d)) : answers[n, d];
        }
        return new SampleSet(count, Classes.Columns, values, kind, Provenance.Image, Provenance.Schema);

        static double Mean(ReadOnlySpan<double> law)
        {
            double mean = 0;
            for (int level = 1; level < law.Length; level++)
                mean += level * law[level];
            return mean;
        }
    }

    /// <inheritdoc/>
    public override ModelFile ToFile() => ToFile(
        new NamedTensor(WeightsTensor, [Classes.Components], Classes.Weights.ToArray()),
        new NamedTensor(LevelsTensor, [Classes.Columns], Array.ConvertAll(Classes.Levels.ToArray(), levels => (long)levels)),
        new NamedTensor(
            ProbabilitiesTensor,
            [Classes.Components, Classes.TotalLevels],
            Enumerable.Range(0, Classes.Components).SelectMany(k => Classes.Probabilities(k).ToArray()).ToArray()));

    internal static CategoricalMixtureModel Read(ModelFile file, double[] weights, BernoulliMixtureOptions options, Provenance provenance)
    {
        int[] levels = Array.ConvertAll(file.Int64(LevelsTensor, provenance.Columns), value => checked((int)value));
        if (levels.Any(count => count < 1) || levels.Sum(count => (long)count) > int.MaxValue)
            throw new FormatException("levels: expected at least 1 a column");
        if (provenance.Schema is { } schema && !schema.Select(column => Math.Max(2, column.Levels.Count)).SequenceEqual(levels))
            throw new FormatException("levels: not as many as the columns name");
        var mixture = new CategoricalMixture(weights, file.Double(ProbabilitiesTensor, weights.Length, levels.Sum()), levels);
        return new CategoricalMixtureModel(mixture, options, provenance, ReadFigures(file, mixture));
    }
}
