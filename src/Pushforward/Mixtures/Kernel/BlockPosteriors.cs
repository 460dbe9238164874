namespace Pushforward.Mixtures.Kernel;

/// <summary>What a mixture says of consecutive rows.</summary>
/// <param name="FirstRow">The first of them.</param>
/// <param name="LogProb">log p(x_n). Shape [rows].</param>
/// <param name="Responsibilities">p(k | x_n). Shape [rows, components].</param>
internal sealed record BlockPosteriors(int FirstRow, double[] LogProb, double[] Responsibilities)
{
    /// <summary>How many.</summary>
    public int Rows => LogProb.Length;

    /// <summary>p(k | x_n) of one row. Shape [components].</summary>
    /// <param name="row">From 0 within the block.</param>
    public ReadOnlySpan<double> Of(int row)
    {
        int components = Responsibilities.Length / Rows;
        return Responsibilities.AsSpan(row * components, components);
    }
}
