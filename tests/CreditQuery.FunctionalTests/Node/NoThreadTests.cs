using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Applying;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A machine that starts no more threads for a while: checkpoints and midnights fail, say so, and go on afterwards; what is in the log is applied.</summary>
public sealed class NoThreadTests : IDisposable
{
    // Of this test's nodes alone: others run beside it.
    private readonly AsyncLocal<StrongBox<bool>?> _lacks = new();
    private readonly StrongBox<bool> _lacksNow = new();

    public NoThreadTests() => ServerFailpoints.LacksThreads = () => _lacks.Value is { Value: true };

    public void Dispose() => (ServerFailpoints.LacksThreads, ServerFailpoints.Reached) = (null, null);

    [Fact]
    public async Task Run_NoThreadsForAWhile_SaysSoAndGoesOn()
    {
        _lacks.Value = _lacksNow;
        await using var node = await NodeHost.StartAsync(("Server:CheckpointInterval", "00:00:01"));
        _lacksNow.Value = true;
        var revision = (await node.ApplyAsync(Samples.Order())).AtLeast.Revision;
        node.Clock.Pass(TimeSpan.FromDays(1));

        await node.Log.SeenAsync("CheckpointFailed", times: 2);
        await node.Log.SeenAsync("MidnightFailed");

        Assert.DoesNotContain(node.Log.Lines, line => IsCheckpointOf(line, revision));
        _lacksNow.Value = false;
        await UntilAsync(() => node.Log.Lines.Any(line => IsCheckpointOf(line, revision)));
        var index = node.Services.GetRequiredService<Server.Hosting.Node>().Require().Index;
        await UntilAsync(() => index.Midnights.Through == LogClock.DayOf(node.Clock.Now.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Apply_LargeSet_KeepsThePoolFree_AndIsAppliedWhereNoThreadIsToBeHad()
    {
        var isPools = new ConcurrentQueue<bool>();
        _lacks.Value = _lacksNow;
        ServerFailpoints.Reached = place =>
        {
            if (place == ServerFailpoint.BeforeApply && _lacks.Value is not null)
            {
                isPools.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
            }
        };
        await using var node = await NodeHost.StartAsync();

        await node.ApplyAsync(Samples.Order());
        Assert.True(isPools.Last());
        await node.ApplyAsync(LargeSet("a"));
        Assert.False(isPools.Last());
        _lacksNow.Value = true;
        await node.ApplyAsync(LargeSet("b"));
    }

    private static Change[] LargeSet(string name) =>
        [.. Enumerable.Range(1, 500).Select(n => Samples.Order(SampleIdentifiers.CitizenId(n), $"court:{name}:{n}"))];

    private static bool IsCheckpointOf(string line, ulong revision) => line.Contains($"CheckpointTaken: Checkpoint at revision {revision} ", StringComparison.Ordinal);

    private static async Task UntilAsync(Func<bool> isDone)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(NodeHost.Patience);
        while (!isDone())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
