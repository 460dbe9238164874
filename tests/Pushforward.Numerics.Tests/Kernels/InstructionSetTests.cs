using System.Diagnostics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tests.Kernels;

/// <summary>
/// Runs the tests marked <c>Rerun=Kernels</c> of this assembly again in processes whose runtime has instruction sets switched off, or that are
/// told by environment variable to use fewer.
/// </summary>
public class InstructionSetTests
{
    private const string ExpectedVariable = "PUSHFORWARD_TESTS_EXPECT_KERNEL";

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0", InstructionSet.Avx2)]
    [InlineData("DOTNET_EnableAVX2", "0", InstructionSet.Portable)]
    [InlineData(KernelSelection.EnvironmentVariable, "avx2", InstructionSet.Avx2)]
    [InlineData(KernelSelection.EnvironmentVariable, "portable", InstructionSet.Portable)]
    public async Task Kernels_are_right_with_instruction_sets_off(string variable, string value, InstructionSet expected)
    {
        // On a machine without AVX there is nothing to switch off, and this very process has run the tests.
        if (KernelSelection.Widest < expected)
            return;

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "test", typeof(InstructionSetTests).Assembly.Location, "--filter", "Rerun=Kernels" },
            Environment = { [variable] = value, [ExpectedVariable] = expected.ToString(), ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        Assert.Matches(@"Passed: +[1-9]\d+,", output);
    }

    [Fact]
    [Trait("Rerun", "Kernels")]
    public void The_kernel_in_use_is_the_one_asked_for()
    {
        string? expected = Environment.GetEnvironmentVariable(ExpectedVariable);
        if (expected is not null)
            Assert.Equal(expected, KernelSelection.Current.ToString());
        Assert.Equal(KernelSelection.Current, GemmMicroKernel.Current.InstructionSet);
        Assert.Equal(KernelSelection.Widest, GemmMicroKernel.Supported[0].InstructionSet);
    }

    [Theory]
    [InlineData(null, InstructionSet.Avx2, InstructionSet.Avx2)]
    [InlineData("", InstructionSet.Avx512, InstructionSet.Avx512)]
    [InlineData(" Portable", InstructionSet.Avx512, InstructionSet.Portable)]
    [InlineData("avx2", InstructionSet.Avx512, InstructionSet.Avx2)]
    public void A_request_is_resolved_against_the_machine(string? request, InstructionSet widest, InstructionSet expected) =>
        Assert.Equal(expected, KernelSelection.Choose(request, widest));

    [Theory]
    [InlineData("avx512", InstructionSet.Avx2, "the widest it has is Avx2")]
    [InlineData("sse", InstructionSet.Avx512, "got 'sse'")]
    public void A_request_that_cannot_be_met_is_refused(string request, InstructionSet widest, string says) =>
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => KernelSelection.Choose(request, widest)).Message);
}
