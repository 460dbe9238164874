using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Numerics.Random;

namespace Pushforward.Models;

/// <summary>
/// A fitted model of any kind, with what the tool needs of it: what it is, how likely data are under it, new rows from it, and the file
/// it lives in. A new kind of model derives from this and is entered in <see cref="ModelKinds"/>.
/// </summary>
/// <param name="provenance">Where it comes from.</param>
public abstract class TrainedModel(Provenance provenance)
{
    /// <summary>The kind's name, as in <c>fit KIND</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Free parameters.</summary>
    public abstract long ParameterCount { get; }

    /// <summary>Where it comes from.</summary>
    public Provenance Provenance { get; } = provenance;

    /// <summary>The resolved options of the fit, for people and scripts.</summary>
    public abstract JsonObject Config();

    /// <summary>What else there is to say of it, for people and scripts, beside options and figures; empty where there is nothing.</summary>
    public virtual JsonObject Details() => [];

    /// <summary>What kind of numbers <see cref="Score"/> gives.</summary>
    public abstract LikelihoodEstimate Estimate { get; }

    /// <summary>log p(x) of every row, nats, of data prepared as the training data were.</summary>
    /// <param name="data">The data.</param>
    /// <param name="split">Which part.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The values [rows] and their summary.</returns>
    /// <exception cref="InvalidDataException">The data are not of the kind the model was fitted to.</exception>
    public abstract (double[] PerRow, LogLikelihood Summary) Score(Dataset data, DataSplit split, CancellationToken cancellation = default);

    /// <summary>New rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; any row can be drawn alone.</param>
    /// <param name="kind">Draws from the law, or means.</param>
    public abstract SampleSet Sample(int count, RandomStream random, SampleKind kind = SampleKind.Draws);

    /// <summary>The model as a file.</summary>
    public abstract ModelFile ToFile();

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="IOException">It could not be written; an earlier file is as it was.</exception>
    public void Save(string path) => ToFile().Save(path);
}
