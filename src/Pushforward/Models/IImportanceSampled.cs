using Pushforward.Data;
using Pushforward.Evaluation;

namespace Pushforward.Models;

/// <summary>A model whose likelihood is an integral over codes that importance sampling estimates, the better the more draws it takes.</summary>
public interface IImportanceSampled
{
    /// <summary>Draws a row where nobody says how many.</summary>
    const int DefaultSamples = 5000;

    /// <summary>Estimates log p(x) of rows, nats, of data prepared as the training data were.</summary>
    /// <param name="data">The data.</param>
    /// <param name="split">Which part.</param>
    /// <param name="samples">Draws a row; at least 1.</param>
    /// <param name="rows">Only so many rows, from the first on; null for all.</param>
    /// <param name="progress">Told the part that is done, from 0 to 1.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="InvalidDataException">The data are not of the kind the model was fitted to.</exception>
    (double[] PerRow, LogLikelihood Summary) Score(
        Dataset data, DataSplit split, int samples, int? rows = null, IProgress<double>? progress = null, CancellationToken cancellation = default);
}
