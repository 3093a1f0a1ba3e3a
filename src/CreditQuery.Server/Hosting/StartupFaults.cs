using System.Reflection;
using CreditQuery.Index;
using CreditQuery.Server.Configuration;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Tells in one line why the node could not start, instead of a trace; the line names the key to change.</summary>
internal static class StartupFaults
{
    /// <summary>Runs the node and tells a fault of its start; answers <c>--help</c>.</summary>
    /// <param name="arguments">The command line; a word that is no option is refused before anything is made.</param>
    /// <param name="run">Builds and runs the application.</param>
    /// <returns>The exit code: 0, or 1 if the node could not start, or ended because memory holds a part of a set.</returns>
    public static async Task<int> ToldAsync(string[] arguments, Func<Task> run)
    {
        if (CommandLine.AsksForHelp(arguments))
        {
            await Console.Out.WriteLineAsync(CommandLine.Help());
            return 0;
        }

        if (CommandLine.FaultIn(arguments) is { } wrong)
        {
            await Console.Error.WriteLineAsync($"The node cannot start: {wrong}");
            return 1;
        }

        try
        {
            await run();
        }
        catch (Exception fault) when (TextOf(fault) is { } text)
        {
            await Console.Error.WriteLineAsync(text);
            return 1;
        }
        catch (OperationCanceledException) when (Environment.ExitCode != 0)
        {
            // Loading failed before the ports were open; it has said why.
        }

        return Environment.ExitCode;
    }

    /// <summary>Whether the message of a failed load is enough: an operator can repair it, a trace would hide it.</summary>
    /// <param name="fault">The fault.</param>
    public static bool CanBeRepaired(Exception fault) => fault is StartupException or RegistryKeyException or IndexInUseException
        or CheckpointsUnusableException or NewerCheckpointException or IndexTooSmallException or UpgradeNeededException;

    /// <summary>The line for a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Null for a fault that only its trace explains.</returns>
    public static string? TextOf(Exception fault) => fault switch
    {
        OptionsValidationException options => "The node cannot start: " + string.Join(' ', options.Failures.Select(failure => WithSection(failure, options.OptionsType))),
        AggregateException several when several.InnerExceptions.All(static one => TextOf(one) is not null) => string.Join(Environment.NewLine, several.InnerExceptions.Select(TextOf)),
        StartupException => $"The node cannot start: {fault.Message}",

        // The configuration: a value that is none of its type (the text names the key), or a file that cannot be read.
        InvalidOperationException { InnerException: not null } when fault.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => $"The node cannot start: {fault.Message}",
        InvalidDataException { InnerException: FormatException inner } => $"The node cannot start: {fault.Message} {inner.Message}",

        // Kestrel: the address is in use, or may not be bound.
        IOException => $"The node cannot start: Server:QueryEndpoint or Server:RegistryEndpoint (or Telemetry:PrometheusEndpoint): {fault.Message}",
        _ => null,
    };

    // Range validators name the property alone.
    private static string WithSection(string failure, Type options)
    {
        var section = options.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string ?? options.Name;
        return failure.StartsWith(section + ":", StringComparison.Ordinal) ? failure : $"{section}:{failure}";
    }
}
