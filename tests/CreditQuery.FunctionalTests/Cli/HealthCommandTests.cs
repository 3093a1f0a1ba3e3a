using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Cli;

/// <summary><c>creditq health</c> as a probe asks it.</summary>
public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("query")]
    [InlineData("fresh")]
    [InlineData("registry")]
    public async Task Health_NodeThatServes_IsZero(string what)
    {
        await using var node = await NodeHost.StartAsync();

        Assert.Equal((ExitCodes.Ok, "SERVING"), await RunAsync(node, what));
    }

    [Fact]
    public async Task Health_NodeThatDrains_IsThree()
    {
        await using var node = await NodeHost.StartAsync();
        node.Services.GetRequiredService<HealthPublisher>().Drain();

        Assert.Equal((ExitCodes.Unreachable, "NOT_SERVING"), await RunAsync(node, "query"));
    }

    [Fact]
    public async Task Health_NodeThatIsGone_IsThree()
    {
        await using var node = await NodeHost.StartAsync();
        var address = node.Services.GetRequiredService<BoundPorts>().Query;
        await node.StopAsync();

        Assert.Equal((ExitCodes.Unreachable, ""), await RunAsync(address, "query"));
    }

    private static Task<(int Code, string Output)> RunAsync(NodeHost node, string what) => RunAsync(node.Services.GetRequiredService<BoundPorts>().Query, what);

    private static async Task<(int Code, string Output)> RunAsync(string address, string what)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        using var input = new StringReader("");
        var terminal = new Terminal(output, messages, input, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync(["health", what, "--server", address, "--timeout", "5s"], terminal, TestContext.Current.CancellationToken)
            .WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        return (code, output.ToString().Trim());
    }
}
