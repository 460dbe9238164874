using Pushforward.Data;

namespace Pushforward.Flows;

/// <summary>Gets gray images out of data sets, for models of gray levels.</summary>
internal static class GrayImages
{
    /// <exception cref="InvalidDataException">The data are a table.</exception>
    public static ImageSet Of(Dataset data, DataSplit split, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data is ImageDataset images
            ? images.Images(split, cancellation)
            : throw new InvalidDataException(
                $"{data.Name}: this model is a density of gray levels and needs images, and this is a table. Tables are fitted by 'fit mixture', those of numbers by 'fit realnvp'.");
    }
}
