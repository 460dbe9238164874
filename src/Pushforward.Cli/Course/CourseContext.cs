using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pushforward.Data;

namespace Pushforward.Cli.Course;

/// <summary>What all parts of the course share: the run, the images, the folder, and how much time there is.</summary>
internal sealed class CourseContext
{
    // Raised when a change of the code changes what a part computes, so that what an older version left is not taken for its own.
    private const int Version = 1;

    /// <summary>Opens the folder and the images.</summary>
    /// <exception cref="ArgumentException">The data are a table.</exception>
    public CourseContext(Session session, string data, string folder, bool quick)
    {
        (Session, DataName, Folder, IsQuick) = (session, data, folder, quick);
        RunFolder.Create(folder);
        Data = DataSource.Open(data, cancellation: session.Stopping) as ImageDataset
            ?? throw new ArgumentException($"--data {data}: the demo learns images, and this is a table. Fit tables with: pushforward fit mixture --data {data} --out DIR");
        HeldOutSplit = Data.Has(DataSplit.Test) ? DataSplit.Test : DataSplit.Train;
        Train = Data.Images(DataSplit.Train, session.Stopping);
        HeldOut = Data.Images(HeldOutSplit, session.Stopping);
        Binarization = new BinarizationOptions { Seed = session.Seed };
        Fingerprint = HashOf(Train, HeldOut);
    }

    public Session Session { get; }

    /// <summary>The data as the user names them.</summary>
    public string DataName { get; }

    public ImageDataset Data { get; }

    /// <summary>Held, so that no part reads them again.</summary>
    public ImageSet Train { get; }

    public ImageSet HeldOut { get; }

    public DataSplit HeldOutSplit { get; }

    public string Folder { get; }

    /// <summary>Whether a first look is wanted.</summary>
    public bool IsQuick { get; }

    public long Seed => Session.Seed;

    public BinarizationOptions Binarization { get; }

    public ImageShape Image => new(Train.Height, Train.Width);

    /// <summary>SHA-256 of the images, the first 16 hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>A folder within the course's.</summary>
    public RunFolder Run(string name) => RunFolder.Create(Path.Combine(Folder, name));

    /// <summary>A path as the commands on the page name it.</summary>
    public string Model(string name) => Path.Combine(Folder, name, "model.safetensors");

    /// <summary>Epochs that go through about as many rows, so that a first look takes as long on any number of images.</summary>
    public int Epochs(int rows) => Math.Clamp(rows / Math.Max(1, Train.Rows), 1, 60);

    /// <summary>What a part's result depends on: its options, and the images.</summary>
    public JsonObject Stamp(JsonObject options)
    {
        var stamp = (JsonObject)options.DeepClone();
        stamp["course"] = Version;
        stamp["data"] = Data.Name;
        stamp["images"] = Fingerprint;
        return stamp;
    }

    private static string HashOf(params ReadOnlySpan<ImageSet> sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in sets)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([set.Rows, set.Height, set.Width]));
            hash.AppendData(set.Pixels);
            hash.AppendData(set.Labels.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
