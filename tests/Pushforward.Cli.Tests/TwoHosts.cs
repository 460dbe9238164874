using System.Diagnostics;

namespace Pushforward.Cli.Tests;

/// <summary>Two machines on one: network namespaces joined by a cable, each with an address of its own and nothing else. Open MPI reaches the second by an agent in place of ssh.</summary>
internal sealed class TwoHosts : IDisposable
{
    private const string Net = "10.211.7.";

    private readonly string _first = $"pf-a{Environment.ProcessId}", _second = $"pf-b{Environment.ProcessId}";
    private readonly string _agent, _hosts;

    /// <summary>Makes them.</summary>
    /// <param name="scratch">Takes the agent and the list of hosts.</param>
    public TwoHosts(Scratch scratch)
    {
        (_agent, _hosts) = (scratch.Path("agent"), scratch.Path("hosts"));
        string cable = $"pfa{Environment.ProcessId}", end = $"pfb{Environment.ProcessId}";
        Ip("netns", "add", _first);
        Ip("netns", "add", _second);
        Ip("link", "add", cable, "netns", _first, "type", "veth", "peer", "name", end, "netns", _second);
        foreach (var (host, device, address) in new[] { (_first, cable, 1), (_second, end, 2) })
        {
            Ip("-n", host, "addr", "add", $"{Net}{address}/24", "dev", device);
            Ip("-n", host, "link", "set", "lo", "up");
            Ip("-n", host, "link", "set", device, "up");
        }
        // Called with the host first. Of one name, the two would be taken for one machine.
        File.WriteAllText(_agent, $"#!/bin/sh\nshift\nexec ip netns exec {_second} unshare --uts sh -c \"hostname {_second}; $*\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(_hosts, $"{Net}1 slots=1\n{Net}2 slots=1\n");
    }

    /// <summary>Why this machine does not permit them; null if it does.</summary>
    public static string? WhyNot { get; } = OperatingSystem.IsLinux() ? Try() : "needs Linux";

    /// <summary>Runs the tool, a rank a host.</summary>
    public ToolResult Run(params string[] args)
    {
        string[] mca = ["--mca", "plm_rsh_agent", _agent, "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", Net + "0/24", "--mca", "oob_tcp_if_include", Net + "0/24"];
        using var process = Mpirun.Start(
            new ProcessStartInfo("ip", ["netns", "exec", _first, "mpirun.openmpi", "--hostfile", _hosts, "--map-by", "ppr:1:node", "--bind-to", "none", .. mca, "dotnet", ToolProcess.Assembly, .. args]), null);
        process.StandardInput.Close();
        return ToolProcess.Finish(process);
    }

    public void Dispose()
    {
        Ip("netns", "del", _first);
        Ip("netns", "del", _second);
    }

    private static string? Try()
    {
        string name = $"pf-try{Environment.ProcessId}";
        try
        {
            Ip("netns", "add", name);
            Ip("netns", "del", name);
            return null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return $"this machine permits no network namespaces ({e.Message.Trim()})";
        }
    }

    private static void Ip(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", args) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', args)}: {error}");
    }
}

/// <summary>A test of ranks on two hosts; skipped, saying why, where Open MPI is not installed or no network namespaces are permitted.</summary>
public sealed class TwoHostsFactAttribute : FactAttribute
{
    /// <summary>Finds out.</summary>
    public TwoHostsFactAttribute() => Skip = new MpiFactAttribute("openmpi").Skip ?? TwoHosts.WhyNot;
}
