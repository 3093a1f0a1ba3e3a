using System.CommandLine;
using CreditQuery.Cli.Output;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq health</c>: whether the node serves, for probes: one call, no retries, the exit code is the answer.</summary>
internal sealed class HealthCommand(ConnectionOptions connection, Terminal terminal)
{
    private const string Fresh = "fresh";
    private const string Query = "query";
    private const string Registry = "registry";

    private readonly Argument<string> _what = new("what")
    {
        Description = "query: answers checks; fresh: answers them within the bound of staleness; registry: takes changes.",
        DefaultValueFactory = static _ => Query,
    };

    public Command Build()
    {
        _what.AcceptOnlyFromAmong(Query, Fresh, Registry);
        var command = new Command("health", "Tell whether the node serves; exit code 0 or 3.") { _what };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var status = await client.CheckHealthAsync(ServiceOf(parsed.GetRequiredValue(_what)), cancellationToken);
        var serves = status == ServingStatus.Serving;
        terminal.Output.WriteLine(serves ? "SERVING" : "NOT_SERVING");
        return serves ? ExitCodes.Ok : ExitCodes.Unreachable;
    }

    private static string ServiceOf(string what) => what switch
    {
        Fresh => "creditquery.v1.Fresh",
        Registry => "creditquery.v1.RegistryService",
        _ => "creditquery.v1.CreditQueryService",
    };
}
