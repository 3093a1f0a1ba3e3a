using System.Reflection;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace CreditQuery.UnitTests.Server;

/// <summary>docs/operations.md says what to do about everything that the node complains of.</summary>
public sealed class OperationsTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(DocumentTests.Root(), "docs", "operations.md"));

    [Fact]
    public void Events_OfWarningAndAbove_AreInOperations()
    {
        var names = new[] { typeof(ServerLog), typeof(CreditQuery.Log.Log) }
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .Where(static message => message is { Level: >= LogLevel.Warning and < LogLevel.None })
            .Select(static message => message!.EventName!)
            .ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, static name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Help_OfEveryReason_IsAHeading()
    {
        var helps = Enum.GetValues<ErrorReason>().Select(static reason => reason.Help()).OfType<string>().ToArray();

        Assert.NotEmpty(helps);
        Assert.All(helps, static help =>
        {
            const string Start = "docs/operations.md#";
            Assert.StartsWith(Start, help, StringComparison.Ordinal);
            Assert.Contains("\n## " + help[Start.Length..].Replace('-', ' ') + "\n", Page, StringComparison.OrdinalIgnoreCase);
        });
    }
}
