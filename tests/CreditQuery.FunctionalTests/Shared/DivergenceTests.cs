using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Log;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Hosting;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Failures = CreditQuery.FunctionalTests.Node.Failures;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>A shared log that is not, or no longer, the one applied: nothing is lost, and no node answers with a mix.</summary>
public sealed class DivergenceTests : IDisposable
{
    private readonly NodeFolder _first = new();
    private readonly NodeFolder _second = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Poll_BackupPutBack_OrphansAreSavedAndNodesEqualTheLog()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var first = await StartAsync(log, _first);
        await using var second = await StartAsync(log, _second);
        var described = await first.ApplyAsync(Samples.Describe());
        await second.WaitForRevisionAsync(described.AtLeast.Revision);
        var backup = log.Backup();
        var kept = await second.CheckAsync(Samples.AirCheck());
        var lost = await first.ApplyAsync(Samples.Order());
        await second.WaitForRevisionAsync(lost.AtLeast.Revision);

        await log.RestoreAsync(backup);
        await Task.WhenAll(first.LoadedAgainAsync(), second.LoadedAgainAsync());

        RestartTests.AssertSame(kept, await first.CheckAsync(Samples.AirCheck()));
        RestartTests.AssertSame(kept, await second.CheckAsync(Samples.AirCheck()));
        foreach (var node in new[] { first, second })
        {
            Assert.Equal(1UL, (await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Orphans);
            var orphan = Assert.Single((await node.Registry.ListOrphansAsync(new ListOrphansRequest(), NodeHost.Call())).Orphans);
            Assert.Equal(lost.AtLeast.Revision, orphan.Revision);
            Assert.Equal("test:writer", orphan.Author);
        }
    }

    [Fact]
    public async Task Append_KnownAtARevisionThatIsAnotherHere_TellsTheDivergenceAndNoRefusal()
    {
        // Another node appended the change to a log that had lost its end, before this node has noticed.
        await using var log = await LogDouble.MakeAsync();
        await using var node = await StartAsync(log, _first);
        await node.ApplyAsync(Samples.Describe());
        var known = await node.ApplyAsync(Samples.Order());
        log.Answer = new AppendReceipt(known.AtLeast.Revision, log.Clock.GetUtcNow(), ChainValue.OfEpoch(known.AtLeast.Epoch)) { IsRepeated = true };

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.ApplyAsync(Samples.Order(Samples.OtherPerson)));

        Assert.Equal("LOG_DIVERGED", Failures.ReasonOf(failure));
    }

    [Fact]
    public async Task Poll_OtherEpoch_EverythingKeptIsSavedAndTheNewLogServed()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await StartAsync(log, _first);
        await node.ApplyAsync(Samples.Describe(), Samples.Order());
        var before = (await node.CheckAsync(Samples.AirCheck())).Freshness;

        await log.MakeAnewAsync();
        await node.LoadedAgainAsync();
        var after = await node.CheckAsync(Samples.AirCheck());

        Assert.NotEqual(before.Epoch, after.Freshness.Epoch);
        Assert.NotEqual(Conclusion.Block, after.Conclusion);
        Assert.Equal(before.Revision, (await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Orphans);
    }

    [Fact]
    public async Task Poll_OtherKeyThenTheRightLogAgain_SaysWhyAndServesAgain()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await StartAsync(log, _first);
        await node.ApplyAsync(Samples.Order());

        log.Fault = new RegistryKeyMismatchException("redis");
        await node.Log.SeenAsync("NotLoadedAgain");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await node.CheckAsync(Samples.AirCheck()));
        log.Fault = null;
        await node.LoadedAgainAsync();

        Assert.Equal("LOG_DIVERGED", Failures.ReasonOf(refused));
        Assert.Contains("registry key", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);
        Assert.Equal(0UL, (await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Orphans);
    }

    [Fact]
    public async Task Start_LogLostItsEndWhileTheNodeStood_OrphansAreSaved()
    {
        await using var log = await LogDouble.MakeAsync();
        string backup;
        await using (var node = await StartAsync(log, _first))
        {
            await node.ApplyAsync(Samples.Describe());
            backup = log.Backup();
            await node.ApplyAsync(Samples.Order());
        }

        await log.RestoreAsync(backup);
        await using var again = await StartAsync(log, _first);

        Assert.NotEqual(Conclusion.Block, (await again.CheckAsync(Samples.AirCheck())).Conclusion);
        Assert.Single((await again.Registry.ListOrphansAsync(new ListOrphansRequest(), NodeHost.Call())).Orphans);
    }

    [Fact]
    public async Task Start_LogLostMoreThanTheLastFileOfTheTail_AllOrphansAreSaved()
    {
        await using var log = await LogDouble.MakeAsync();
        var backup = "";
        for (var run = 0; run < 4; run++)
        {
            // A stop takes a checkpoint, which begins a new file.
            await using var node = await StartAsync(log, _first);
            await node.ApplyAsync(Samples.Order(CreditQuery.Cli.Sample.SampleIdentifiers.CitizenId(run), $"court:{run}"));
            backup = run == 1 ? log.Backup() : backup;
            await node.ApplyAsync(Samples.DescribeUnit(name: $"样例 {run}"));
        }

        await log.RestoreAsync(backup);
        await using var again = await StartAsync(log, _first);

        // Catalogue, two sets of the first run, one of the second are in the backup.
        Assert.Equal([5UL, 6UL, 7UL, 8UL, 9UL], (await again.Registry.ListOrphansAsync(new ListOrphansRequest(), NodeHost.Call())).Orphans.Select(orphan => orphan.Revision));
        Assert.Equal(4UL, (await again.CheckAsync(Samples.AirCheck())).Freshness.Revision);
    }

    [Fact]
    public async Task Apply_DiskOfTheTailFull_AnswersGoOnAndTheNextCheckpointBeginsAnew()
    {
        var disk = new SmallDisk();
        _first.Configure = disk.PutUnder;
        await using var log = await LogDouble.MakeAsync();
        await using var node = await StartAsync(log, _first);
        node.Log.Expected.Add("TailFailed");
        disk.Room = 0;

        await node.ApplyAsync(Samples.Order());
        Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);
        disk.Room = long.MaxValue;
        await node.Services.GetRequiredService<Checkpoints>().TakeAsync(
            node.Services.GetRequiredService<Server.Hosting.Node>().Require(), TestContext.Current.CancellationToken);
        var backup = log.Backup();
        await node.ApplyAsync(Samples.Describe());
        await log.RestoreAsync(backup);
        await node.LoadedAgainAsync();

        Assert.Contains(node.Log.Lines, line => line.Contains("TailFailed", StringComparison.Ordinal));
        Assert.Single((await node.Registry.ListOrphansAsync(new ListOrphansRequest(), NodeHost.Call())).Orphans);
        Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);
    }

    [Fact]
    public async Task ReconcileOrphans_AfterABackup_ChangesAreInTheLogAgain()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await StartAsync(log, _first);
        var backup = log.Backup();
        await node.ApplyAsync(Samples.Describe());
        await node.ApplyAsync(Samples.Order());
        await log.RestoreAsync(backup);
        await node.LoadedAgainAsync();

        var told = new List<ReconciledOrphan>();
        using var call = node.Registry.ReconcileOrphans(new ReconcileOrphansRequest { Operator = "test:operator" }, NodeHost.Call());
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            told.Add(call.ResponseStream.Current);
        }

        Assert.Equal([2UL, 3UL], told.Select(orphan => orphan.Orphan.Revision));
        Assert.All(told, orphan => Assert.Equal(OutcomeKind.Applied, Assert.Single(orphan.Outcomes).Kind));
        Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);
        Assert.Empty((await node.Registry.ListOrphansAsync(new ListOrphansRequest(), NodeHost.Call())).Orphans);
    }

    [Theory]
    [InlineData("yes", ExitCodes.Ok, 0)]
    [InlineData("no", ExitCodes.Refused, 1)]
    public async Task Reconcile_FromTheCommandLine_AsksFirst(string said, int code, int left)
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await StartAsync(log, _first);
        var backup = log.Backup();
        await node.ApplyAsync(Samples.Order());
        await log.RestoreAsync(backup);
        await node.LoadedAgainAsync();
        var ports = node.Services.GetRequiredService<BoundPorts>();
        using var output = new StringWriter();
        using var messages = new StringWriter();
        var terminal = new Terminal(output, messages, new StringReader(said + "\n"), outputIsTerminal: false, errorIsTerminal: false);

        var ended = await CliApplication.RunAsync(
            ["log", "reconcile", "--server", ports.Query, "--registry", ports.Registry], terminal, TestContext.Current.CancellationToken);

        Assert.Equal(code, ended);
        Assert.Contains("test:writer", messages.ToString(), StringComparison.Ordinal);
        Assert.Equal(left == 0, output.ToString().Contains("was 2, is 2: APPLIED", StringComparison.Ordinal));
        Assert.Equal(left, (await node.Registry.ListOrphansAsync(new ListOrphansRequest(), NodeHost.Call())).Orphans.Count);
    }

    [Fact]
    public async Task PassMidnights_OfASharedLog_WaitForAPollOfTheNewDay()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await StartAsync(log, _first);
        var parts = node.Services.GetRequiredService<Server.Hosting.Node>().Require();
        var watch = node.Services.GetRequiredService<MidnightWatch>();
        var today = new DateOnly(2026, 6, 15).DayNumber;
        log.Hold = new TaskCompletionSource();

        log.Clock.Pass(TimeSpan.FromHours(13));
        var answer = await node.CheckAsync(Samples.AirCheck());

        Assert.Equal("2026-06-16", answer.Freshness.AsOf);
        Assert.Equal(today, watch.DayReached(parts));
        using var fresh = node.Health.Watch(new HealthCheckRequest { Service = "creditquery.v1.Fresh" }, NodeHost.Call());
        await fresh.WaitForAsync(HealthCheckResponse.Types.ServingStatus.NotServing);
        log.Hold.SetResult();
        log.Hold = null;
        await fresh.WaitForAsync(HealthCheckResponse.Types.ServingStatus.Serving);
        Assert.Equal(today + 1, watch.DayReached(parts));
    }

    private static Task<NodeHost> StartAsync(LogDouble log, NodeFolder folder) => log.StartDivergingNodeAsync(folder, "NotLoadedAgain", "LoadFailed");
}
