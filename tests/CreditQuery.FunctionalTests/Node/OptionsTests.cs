using CreditQuery.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Bad configuration stops the process with the key's name.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("Server:QueryEndpoint", "0.0.0.0:0", "Server:QueryEndpoint: 0.0.0.0:0 can be reached from other machines")]
    [InlineData("Server:RegistryEndpoint", "[::]:0", "Server:RegistryEndpoint")]
    [InlineData("Server:QueryEndpoint", "somewhere", "Server:QueryEndpoint: 'somewhere' is not an address with a port")]
    [InlineData("Server:Tls:CertificatePath", "/nowhere/node.pem", "Server:Tls:CertificatePath: no file")]
    [InlineData("Server:DrainTime", "00:01:00", "DrainTime")]
    [InlineData("Limits:MaxBatchItems", "20000", "MaxBatchItems")]
    [InlineData("RegistryKey:Value", "abc", "RegistryKey:Value")]
    public async Task Start_BadOption_NamesTheKey(string key, string value, string expected)
    {
        using var folder = new NodeFolder();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = NodeHost.Build(folder, new TestClock(), new LogRecorder(), (key, value));
            await app.StartAsync(TestContext.Current.CancellationToken);
        });

        Assert.Contains(expected, StartupFaults.TextOf(failure), StringComparison.Ordinal);
        Assert.Contains(key, StartupFaults.TextOf(failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server:CheckpointInterval", "soon")]
    [InlineData("Index:RecordMemoryBytes", "4GiB")]
    [InlineData("RegistryKey:Generate", "perhaps")]
    public async Task Start_ValueOfAnotherType_NamesTheKeyInOneLine(string key, string value)
    {
        using var folder = new NodeFolder();

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var app = NodeHost.Build(folder, new TestClock(), new LogRecorder(), (key, value));
            await app.StartAsync(TestContext.Current.CancellationToken);
        });

        Assert.Contains(key, StartupFaults.TextOf(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeyLostWithLogThere_RefusesAndSaysWhere()
    {
        using var folder = new NodeFolder();
        await using (await NodeHost.StartAsync(folder))
        {
            File.Delete(folder.Key);
        }

        Assert.Contains("the log was made with one", await FailAsync(folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OtherKey_Refuses()
    {
        using var folder = new NodeFolder();
        await using (await NodeHost.StartAsync(folder))
        {
        }

        Assert.Contains("another registry key", await FailAsync(folder, ("RegistryKey:Value", new string('7', 64))), StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Start_KeyReadableByOthers_Refuses()
    {
        using var folder = new NodeFolder();
        await using (await NodeHost.StartAsync(folder))
        {
            File.SetUnixFileMode(folder.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        Assert.Contains("0600", await FailAsync(folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoKey_MakesOneForTheOwnerAlone()
    {
        await using var node = await NodeHost.StartAsync();

        Assert.Contains(node.Log.Lines, line => line.Contains("registry.key (mode 0600)", StringComparison.Ordinal));
    }

    private static async Task<string> FailAsync(NodeFolder folder, params (string Key, string Value)[] settings)
    {
        var log = new LogRecorder();
        await using var app = NodeHost.Build(folder, new TestClock(), log, settings);
        var stopped = new TaskCompletionSource();
        await using var registration = app.Lifetime.ApplicationStopping.Register(stopped.SetResult);
        await StartAsync(app);
        await stopped.Task.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        Environment.ExitCode = 0;
        return Assert.Single(log.Lines, line => line.Contains("LoadFailed", StringComparison.Ordinal));
    }

    // Loading runs beside the opening of the ports, which a failure cuts short.
    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
        }
    }
}
