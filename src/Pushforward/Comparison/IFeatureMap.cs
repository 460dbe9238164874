using Pushforward.Evaluation;

namespace Pushforward.Comparison;

/// <summary>What rows are turned into before samples are compared with real rows.</summary>
public interface IFeatureMap
{
    /// <summary>What the features are, in a sentence's part: "the last hidden layer of a classifier ...".</summary>
    string Description { get; }

    /// <summary>The features of rows.</summary>
    /// <param name="rows">In the representation the map was made for. Shape [rows, columns].</param>
    /// <returns>[rows, features].</returns>
    PointSet Of(PointSet rows);
}

/// <summary>The columns as they are: for tables of few columns.</summary>
public sealed class PlainColumns : IFeatureMap
{
    /// <inheritdoc/>
    public string Description => "the columns themselves";

    /// <inheritdoc/>
    public PointSet Of(PointSet rows) => rows;
}
