using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>Rows of a source in another layout of the same columns and levels, with room for what is missing in other rows.</summary>
internal sealed class RelaidRows : IBitSource
{
    private readonly IBitSource _source;

    private RelaidRows(IBitSource source, BitLayout layout) => (_source, Layout) = (source, layout);

    public string Name => _source.Name;

    public int Rows => _source.Rows;

    public BitLayout Layout { get; }

    public IReadOnlyList<ColumnLevels>? Schema => _source.Schema;

    public double[]? Weights => _source.Weights;

    public IReadOnlyList<string> Warnings => _source.Warnings;

    public BitMatrix Read(int firstRow, int count) => CategoricalRows.Of(_source.Read(firstRow, count), _source.Layout).In(Layout).Bits;

    /// <summary>The rows in a layout, or the source itself where it has that.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="layout">What <see cref="BitLayout.Common"/> made of the source's and another.</param>
    public static IBitSource Of(IBitSource source, BitLayout layout) => layout.Bits == source.Layout.Bits ? source : new RelaidRows(source, layout);
}
