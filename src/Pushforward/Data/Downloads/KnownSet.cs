namespace Pushforward.Data.Downloads;

/// <summary>
/// A file of a known set. Its checksum is that of what the gzip file holds, because mirrors compress the same content differently.
/// </summary>
/// <param name="Name">The file's name on every mirror and in the cache.</param>
/// <param name="ContentLength">Bytes of the content.</param>
/// <param name="ContentSha256">SHA-256 of the content, in lowercase hexadecimal.</param>
public sealed record KnownFile(string Name, long ContentLength, string ContentSha256);

/// <summary>A public data set that <c>data fetch</c> can download.</summary>
/// <param name="Name">What users call it.</param>
/// <param name="Description">One line for <c>data list</c>.</param>
/// <param name="Files">Its files.</param>
/// <param name="Mirrors">Where the files lie, tried in this order; each ends with a slash.</param>
public sealed record KnownSet(string Name, string Description, IReadOnlyList<KnownFile> Files, IReadOnlyList<Uri> Mirrors);

/// <summary>The sets known by name.</summary>
public static class KnownSets
{
    /// <summary>MNIST: 60,000 and 10,000 handwritten digits of 28 x 28 gray pixels (LeCun, Bottou, Bengio &amp; Haffner 1998).</summary>
    public static KnownSet Mnist { get; } = new(
        "mnist",
        "handwritten digits, 28 x 28 gray: 60,000 train, 10,000 test (LeCun et al. 1998); 11.6 MB",
        [
            new("train-images-idx3-ubyte.gz", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new("train-labels-idx1-ubyte.gz", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new("t10k-images-idx3-ubyte.gz", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new("t10k-labels-idx1-ubyte.gz", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KnownSet> All { get; } = [Mnist];

    /// <summary>The set of that name, or null.</summary>
    /// <param name="name">In any case.</param>
    public static KnownSet? Find(string name) => All.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
