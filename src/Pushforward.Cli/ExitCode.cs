using Pushforward.Numerics;

namespace Pushforward.Cli;

/// <summary>What the process says when it ends, and which failure means what.</summary>
internal static class ExitCode
{
    public const int Done = 0, WrongUsage = 2, BadData = 3, NumericalFailure = 4, ReadOrWriteFailed = 5, Interrupted = 130;

    /// <summary>The code of a failure, or null if it is none that a user could have caused: a defect of the tool.</summary>
    public static int? Of(Exception exception) => exception switch
    {
        OperationCanceledException => Interrupted,
        NumericalException => NumericalFailure,
        InvalidDataException => BadData,
        ArgumentException => WrongUsage,
        IOException or UnauthorizedAccessException => ReadOrWriteFailed,
        _ => null,
    };
}
