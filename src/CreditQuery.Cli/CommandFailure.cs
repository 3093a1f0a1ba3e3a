namespace CreditQuery.Cli;

/// <summary>Ends a command with a message for a person and an exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What is wrong.</param>
/// <param name="next">What to do next.</param>
internal sealed class CommandFailure(int exitCode, string message, string next) : Exception(message)
{
    public int ExitCode => exitCode;

    public string Next => next;
}
