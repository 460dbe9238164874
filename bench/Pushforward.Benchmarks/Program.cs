using BenchmarkDotNet.Running;
using Pushforward.Benchmarks.Peers;

// "peers NAME" is this library's half of a comparison in bench/peers; anything else goes to BenchmarkDotNet.
if (args is ["peers", var name, .. var rest])
    return PeerJobs.Run(name, rest);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
