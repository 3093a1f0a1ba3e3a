using System.Net;
using System.Net.Sockets;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Starting with wrong words: refused by name, and nothing is made.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly NodeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--Server:QueryEndpont=127.0.0.1:0", "--Server:QueryEndpont")]
    [InlineData("--port", "--port")]
    [InlineData("start", "start")]
    [InlineData("--Server:QueryEndpoint", "--Server:QueryEndpoint")]
    [InlineData("--RegistryKey:Value=00", "RegistryKey__Value")]
    public async Task Start_ArgumentThatIsNone_IsRefusedByName(string argument, string named)
    {
        var run = await ServerRun.RunAsync(_folder, [], argument);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Start_Help_TellsTheOptionsAndMakesNothing()
    {
        var run = await ServerRun.RunAsync(_folder, [], "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        foreach (var key in new[] { "Server:QueryEndpoint", "Server:Tls:CertificatePath", "Log:Path", "Index:RecordMemoryBytes", "RegistryKey:Path", "Limits:MaxBatchItems" })
        {
            Assert.Contains(key, run.Output, StringComparison.Ordinal);
        }

        Assert.Contains("127.0.0.1:5080", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Start_PortInUse_MakesNeitherKeyNorLog()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var run = await ServerRun.RunAsync(_folder, [("Server:RegistryEndpoint", listener.LocalEndpoint.ToString()!)]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Server:QueryEndpoint or Server:RegistryEndpoint", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Start_BadOption_MakesNeitherKeyNorLog()
    {
        var run = await ServerRun.RunAsync(_folder, [], "--Index:FullAt=0.1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Index:", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Start_FolderOfARunningNode_IsRefusedAndTheOtherServesOn()
    {
        await using var first = await ServerProcess.StartAsync(_folder);

        var second = await ServerRun.RunAsync(_folder, []);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("in use by another process", second.Output, StringComparison.Ordinal);
        Assert.NotNull(await first.Checks.CheckSubjectAsync(Samples.AirCheck(), NodeHost.Call()));
    }

    [Theory]
    [InlineData("Log:Path")]
    [InlineData("Index:Folder")]
    [InlineData("RegistryKey:Path")]
    [InlineData("Watch:Journal")]
    public async Task Start_FolderThatCannotBeWritten_NamesTheOption(string option)
    {
        // Below a file there can be no folder, for no user.
        var file = Path.Combine(_folder.Root, "a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var run = await ServerRun.RunAsync(_folder, [(option, Path.Combine(file, "inside"))]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"The node cannot start: {option}:", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }
}
