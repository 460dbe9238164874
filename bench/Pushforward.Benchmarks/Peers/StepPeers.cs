using Pushforward.Benchmarks.Tensors;

namespace Pushforward.Benchmarks.Peers;

/// <summary>
/// Training steps of a variational autoencoder and of NICE. Enough of them go before the measured ones for every method to be compiled
/// with full optimisation.
/// </summary>
internal static class StepPeers
{
    public static void Vae(string[] args)
    {
        var step = new VaeStep(128);
        PeerJobs.Measure("VAE step, 784-512-512-2x20, batch 128", warmUps: 300, runs: 200, () => step.Run());
    }

    public static void Nice(string[] args)
    {
        var step = new NiceStep(200);
        PeerJobs.Measure("NICE step, 4 couplings of 5x1000, batch 200", warmUps: 40, runs: 25, () => step.Run());
    }
}
