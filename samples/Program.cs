using Pushforward.Samples;

// dotnet run -c Release --project samples -- NAME; files are written to the current folder.
var samples = new Dictionary<string, Action>
{
    ["survey"] = () => SurveySample.Run(SurveySample.DataPath, "completed.csv"),
    ["anomalies"] = () => AnomalySample.Run(),
    ["latent-walk"] = () => LatentWalkSample.Run("walk.png"),
    ["ratio"] = () => RatioSample.Run(),
    ["bijector"] = () => BijectorSample.Run(),
};
if (args.Length != 1 || !samples.TryGetValue(args[0], out var sample))
{
    Console.Error.WriteLine($"expected the name of a sample: {string.Join(", ", samples.Keys)}");
    return 2;
}
sample();
return 0;
