using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Watch.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Cli;

/// <summary><c>creditq watch</c> against a node.</summary>
public sealed class WatchCommandTests : IDisposable
{
    private readonly string _token = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public async Task Watch_JsonWithATokenFile_GoesOnWhereItStopped()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("a"));

        var first = await RunAsync(node, "snapshotEnd", "--from", "snapshot", "--output", "json", "--token-file", _token);
        await node.ApplyAsync(Samples.Listed("b"));
        var second = await RunAsync(node, "test:b", "--output", "json", "--token-file", _token);

        Assert.Equal((ExitCodes.Cancelled, ExitCodes.Cancelled), (first.Code, second.Code));
        var states = first.Output.Split('\n').Where(static line => line.Length > 0).Select(WatchResponse.Parser.ParseJson).ToList();
        Assert.Equal(
            [WatchResponse.MessageOneofCase.SnapshotBegin, WatchResponse.MessageOneofCase.SubjectStatus, WatchResponse.MessageOneofCase.SnapshotEnd], states.Select(static s => s.MessageCase));
        Assert.Equal("test:b", WatchResponse.Parser.ParseJson(Assert.Single(second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).Event.EntryId);
        Assert.Contains("live at", second.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Count_EndsByItselfWithLinesForPeople()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        await RunAsync(node, "live at", "--token-file", _token);
        await node.ApplyAsync(Samples.Listed("a"));
        await node.ApplyAsync(Samples.Listed("b"));

        var run = await RunAsync(node, "never", "--count", "1", "--token-file", _token, "--list-type", "abnormal_operation", "--progress-interval", "100ms");

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("another filter", run.Messages, StringComparison.Ordinal);
        run = await RunAsync(node, "never", "--count", "1", "--token-file", _token, "--progress-interval", "100ms");
        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains($"LISTED\t{Samples.Unit}\ttest:a\tabnormal_operation\t无 → 生效", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("test:b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_TokenTooOld_IsEight_OrTakesASnapshot()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        await using (var node = await NodeHost.StartAsync(folder, own: false, clock))
        {
            await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("a"));
            await RunAsync(node, "live at", "--token-file", _token);
            await node.ApplyAsync(Samples.Listed("b"));
        }

        Directory.Delete(folder.Journal, recursive: true);
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);

        var failing = await RunAsync(again, "never", "--token-file", _token);
        var healing = await RunAsync(again, "SNAPSHOT ends", "--token-file", _token, "--on-compacted", "resnapshot");

        Assert.Equal((ExitCodes.TokenTooOld, ExitCodes.Cancelled), (failing.Code, healing.Code));
        Assert.Contains("--on-compacted resnapshot", failing.Messages, StringComparison.Ordinal);
        Assert.Contains("STATE", healing.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Refused, "--list-type", "no_such_list")]
    [InlineData(ExitCodes.Usage, "--output", "xml")]
    [InlineData(ExitCodes.Usage, "--count", "0")]
    [InlineData(ExitCodes.Usage, "--node", "nowhere")]
    public async Task Watch_WrongOption_SaysSo(int code, params string[] options)
    {
        await using var node = await NodeHost.StartAsync();

        Assert.Equal(code, (await RunAsync(node, "never", options)).Code);
    }

    [Fact]
    public async Task Watch_TokenFileThatHoldsNone_IsSix()
    {
        await File.WriteAllTextAsync(_token, "no token!", TestContext.Current.CancellationToken);
        await using var node = await NodeHost.StartAsync();

        Assert.Equal(ExitCodes.BadFile, (await RunAsync(node, "never", "--token-file", _token)).Code);
    }

    public void Dispose() => File.Delete(_token);

    // Runs until it has written something, then ends it as Ctrl-C does; or until it ends by itself.
    private static async Task<(int Code, string Output, string Messages)> RunAsync(NodeHost node, string until, params string[] options)
    {
        await using var output = new LineWatcher(until);
        await using var messages = new LineWatcher(until);
        using var input = new StringReader("");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var terminal = new Terminal(output, messages, input, outputIsTerminal: false, errorIsTerminal: false);
        var running = CliApplication.RunAsync(["watch", "--server", node.QueryAddress, .. options], terminal, stop.Token);
        await Task.WhenAny(running, output.Seen, messages.Seen).WaitAsync(NodeHost.Patience);
        await stop.CancelAsync();
        return (await running.WaitAsync(NodeHost.Patience), output.ToString(), messages.ToString());
    }
}
