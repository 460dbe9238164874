using Pushforward.Numerics.Random;

namespace Pushforward.Models;

/// <summary>A model given the class of a row: asked for a seven, it draws sevens.</summary>
public interface IConditional
{
    /// <summary>How many classes there are; 0 for a model that was not given any.</summary>
    int Classes { get; }

    /// <summary>New rows of one class.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; any row can be drawn alone.</param>
    /// <param name="kind">Draws from the law, or means.</param>
    /// <param name="label">The class, from 0; null for classes as frequent as among the training rows.</param>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    SampleSet Sample(int count, RandomStream random, SampleKind kind, int? label);
}
