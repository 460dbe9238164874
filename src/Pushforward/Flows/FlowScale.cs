using Pushforward.Bijectors;

namespace Pushforward.Flows;

/// <summary>A scale of a multiscale flow, or a part of one: columns that are moved together, driven by all coarser ones.</summary>
/// <param name="Start">The first of them, in the order from coarse to fine.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Marginals">What bends each of them before it is moved.</param>
/// <param name="Coupling">What moves them; null for the coarsest, which nothing drives.</param>
internal sealed record FlowScale(int Start, int Count, Bijector Marginals, Coupling? Coupling);
