using Pushforward.Autoencoders;
using Pushforward.DiscreteFlows;
using Pushforward.Flows;
using Pushforward.Mixtures;
using Pushforward.Models;

namespace Pushforward;

/// <summary>Every kind of model there is: one line each, and the tool's verbs know it.</summary>
public static class ModelKinds
{
    private static readonly Dictionary<string, Func<ModelFile, TrainedModel>> Readers = new()
    {
        [MixtureModel.KindName] = MixtureModel.FromFile,
        [NiceOptions.KindName] = FlowModel.FromFile,
        [RealNvpOptions.KindName] = FlowModel.FromFile,
        [VaeModel.KindName] = VaeModel.FromFile,
        [VaeModel.ImportanceWeightedKindName] = VaeModel.FromFile,
        [DiscreteFlowModel.KindName] = DiscreteFlowModel.FromFile,
    };

    /// <summary>The kinds' names.</summary>
    public static IReadOnlyCollection<string> Names => Readers.Keys;

    /// <summary>Reads a model of any kind.</summary>
    /// <param name="path">A model file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is no model, or is of a kind not known here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrainedModel Load(string path)
    {
        var file = ModelFile.Load(path);
        return Readers.TryGetValue(file.Kind, out var read)
            ? read(file)
            : throw new InvalidDataException(
                $"{path}: a model of kind '{file.Kind}', which this version does not know; it knows {string.Join(", ", Readers.Keys)}.");
    }
}
