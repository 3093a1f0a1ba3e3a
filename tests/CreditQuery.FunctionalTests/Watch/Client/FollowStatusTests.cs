using CreditQuery.FunctionalTests.Deployment;
using CreditQuery.FunctionalTests.Node;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>The sample of the documentation is compiled, stands there word for word, and does what it says.</summary>
public sealed class FollowStatusTests
{
    [Fact]
    public async Task FollowStatus_RunTwice_GoesOnWhereItStopped()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("a"));
        var token = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        try
        {
            var first = await RunUntilAsync(node, token, "this was revision");
            await node.ApplyAsync(Samples.Listed("b"));
            var second = await RunUntilAsync(node, token, "test:b");

            Assert.Contains($"{Samples.Unit} has 1 entries", first, StringComparison.Ordinal);
            Assert.DoesNotContain("forget everything", second, StringComparison.Ordinal);
            Assert.Contains($"Listed {Samples.Unit} test:b Unspecified -> Active", second, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(token);
        }
    }

    [Fact]
    public void Watch_Document_HoldsTheSampleWordForWord()
    {
        var sample = Tree.Read("samples/watch/dotnet/FollowStatus.cs");
        var from = sample.IndexOf("// <sample>", StringComparison.Ordinal);
        var lines = sample[(sample.IndexOf('\n', from) + 1)..sample.IndexOf("// </sample>", StringComparison.Ordinal)].TrimEnd().Split('\n');
        var wanted = string.Join('\n', lines.Select(static line => line.Length > 8 ? line[8..] : ""));

        Assert.Contains("```csharp\n" + wanted + "\n```", Tree.Read("docs/watch.md"), StringComparison.Ordinal);
    }

    private static async Task<string> RunUntilAsync(NodeHost node, string token, string wanted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var output = new LineWatcher(wanted);
        var running = WatchSample.FollowStatus.RunAsync([new Uri(node.QueryAddress)], token, output, stop.Token);
        await output.Seen.WaitAsync(NodeHost.Patience);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        return output.ToString();
    }
}
