using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Comparison;

/// <summary>Images of eight by eight pixels in three classes (a bar up, a bar across, a block) at random places, and models of them.</summary>
internal static class TinyShapes
{
    public const int Side = 8;

    public static ImageSet Images(int rows, long seed, bool labels = true)
    {
        var random = new RandomStream(seed, "tiny-shapes");
        var pixels = new byte[rows * Side * Side];
        var classes = new byte[rows];
        for (int n = 0; n < rows; n++)
        {
            int kind = classes[n] = (byte)random.NextInt32(3), at = 1 + random.NextInt32(Side - 3);
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    bool ink = kind switch
                    {
                        0 => x == at || x == at + 1,
                        1 => y == at || y == at + 1,
                        _ => x >= at - 1 && x <= at + 1 && y >= 2 && y <= 5,
                    };
                    pixels[(n * Side + y) * Side + x] = (byte)(ink ? 160 + random.NextInt32(96) : random.NextInt32(60));
                }
            }
        }
        return new ImageSet(Side, Side, pixels, labels ? classes : null);
    }

    public static ImageDataset Data(int train = 1500, int test = 600, bool labels = true, string name = "shapes") => new(
        name, new Dictionary<DataSplit, Func<CancellationToken, ImageSet>>
        {
            [DataSplit.Train] = _ => Images(train, 1, labels),
            [DataSplit.Test] = _ => Images(test, 2, labels),
        });

    public static BernoulliMixtureModel Mixture(Dataset data, int components) => BernoulliMixtureModel.Fit(
        data, new BernoulliMixtureOptions { Components = components, Restarts = 1, MaxIterations = 40 }, new BinarizationOptions()).Model;
}
