using System.Text.Json.Serialization;
using Pushforward.Data;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>What a NICE is made of and how it is trained. Defaults are those that fit MNIST best in ten minutes on two cores, its images where they are.</summary>
public sealed record NiceOptions : FlowOptions
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "nice";

    /// <summary>Four couplings with five hidden layers of 500; the published layers are of 1000.</summary>
    public NiceOptions() =>
        (Hidden, Training) = ([500, 500, 500, 500, 500], new TrainingOptions { Epochs = null, Minutes = 10, Rate = 0.004, WeightDecay = 0.7 });

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Title => "NICE";

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Couplings < 2)
            throw new ArgumentException($"couplings: expected a whole number from 2 to 1000, got {Couplings}; with one some columns would never be moved.");
        base.Validate();
    }

    /// <inheritdoc/>
    public override Flow Create(FlowStart start) => new Nice(start, this, Points ? null : Dequantization);

    /// <inheritdoc/>
    internal override IEnumerable<(string Name, int[] Sizes)> Networks(int columns, ImageShape? image) =>
        FlowNetworks.ByTurns(Couplings, columns, Hidden, outputsPerColumn: 1);
}
