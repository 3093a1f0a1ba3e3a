using System.Globalization;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Hosting;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A node whose subjects change again and again: superseded records leave the memory while it answers and writes.</summary>
public sealed class CompactionTests
{
    private const int Persons = 400;

    private static readonly (string Key, string Value)[] SoonFull = [("Index:RecordMemoryBytes", "67108864"), ("Index:CompactAt", "0.3")];
    private static readonly (string Key, string Value)[] NeverByItself = [("Index:RecordMemoryBytes", "67108864"), ("Index:CompactAt", "0.85"), ("Index:FullAt", "0.95")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.85)]
    public async Task Memory_FillsWithSupersededRecords_IsTakenBackWhileChecksGoOn(double compactAt)
    {
        await using var node = await NodeHost.StartAsync([.. SoonFull, ("Index:CompactAt", compactAt.ToString(CultureInfo.InvariantCulture))]);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await node.ApplyAsync(OrdersOf(0));
        var checking = CheckOnAsync(node, enough.Token);

        var (most, refusals) = (0.0, 0);
        for (var round = 1; round <= 80; round++)
        {
            refusals += await ApplyWhenThereIsRoomAsync(node.Registry, RequestOf(node.Clock, round));
            var status = await StatusOf(node);
            most = Math.Max(most, status.IndexFill);
            string[] expected = status.IndexFill >= 0.9 ? ["INDEX_FULL"] : status.IndexFill >= compactAt ? ["INDEX_FILLING"] : [];
            Assert.Equal(expected, status.Warnings.Select(static warning => warning.Code));
        }

        await node.Log.SeenAsync("Compacted");
        await enough.CancelAsync();
        var checks = await checking.WaitAsync(NodeHost.Patience, Token);

        Assert.True(checks > 0);
        Assert.Contains(node.Log.Lines, static line => line.Contains("IndexFilling", StringComparison.Ordinal));
        // Refused from 0.9 on, and never before; beyond it go the set that was let in last, and what a pass copies of what is live: 0.015 each.
        Assert.True(most >= compactAt && most < 0.94, $"{most} at most, {refusals} refusals");
        Assert.True(refusals == 0 || most > 0.87, $"{refusals} refusals, {most} at most");
        Assert.Equal(0, PartsOf(node).Index.OutOfMemoryReads);
        await AssertNewestAsync(node, 80);
    }

    [Fact]
    public async Task Apply_LogThatDoesNotFitBeforeACompaction_MakesRoomAndGoesOn()
    {
        await using var node = await NodeHost.StartAsync(NeverByItself);
        var parts = PartsOf(node);

        // Past the refusal of puts, as another writer of the log would; a pass that takes turns may come in between.
        for (var round = 0; round < 90; round++)
        {
            await AppendAsync(node, parts, round);
        }

        await AppliedAsync(parts);

        Assert.Null(parts.Applier.Fault);
        Assert.Contains(node.Log.Lines, static line => line.Contains("MakingRoom", StringComparison.Ordinal) || line.Contains("Compacted", StringComparison.Ordinal));
        await AssertNewestAsync(node, 89);
    }

    [Fact]
    public async Task Start_ReplayThatDoesNotFitBeforeACompaction_ServesTheSame()
    {
        using var folder = new NodeFolder();
        await using (var node = await NodeHost.StartAsync(folder, [.. NeverByItself, ("Index:RecordMemoryBytes", "1073741824")]))
        {
            var parts = PartsOf(node);
            for (var round = 0; round < 90; round++)
            {
                await AppendAsync(node, parts, round);
            }

            await AppliedAsync(parts);
        }

        Directory.Delete(folder.Index, recursive: true);
        await using var again = await NodeHost.StartAsync(folder, NeverByItself);

        Assert.Contains(again.Log.Lines, static line => line.Contains("MakingRoom", StringComparison.Ordinal));
        await AssertNewestAsync(again, 89);
    }

    [Fact]
    public async Task Kill_DuringPasses_NothingAcknowledgedIsLost()
    {
        using var folder = new NodeFolder();
        (string Key, string Value)[] settings = [.. SoonFull, ("Server:CheckpointInterval", "00:00:01"), ("Index:CompactAt", "0.3")];
        var acknowledged = -1;
        for (var kill = 1; kill <= 3; kill++)
        {
            await using var server = await ServerProcess.StartAsync(folder, settings);
            var first = acknowledged + 1;
            for (var round = first; round < first + 30; round++)
            {
                _ = await ApplyWhenThereIsRoomAsync(server.Registry, RequestOf(TimeProvider.System, round));
                acknowledged = round;
            }

            await server.KillAsync();
        }

        await using var last = await ServerProcess.StartAsync(folder, settings);
        foreach (var person in (int[])[0, 1, Persons - 1])
        {
            await AssertNewestAsync(last.Checks, person, acknowledged);
        }
    }

    private static ApplyChangesRequest RequestOf(TimeProvider clock, int round) =>
        new() { ChangeId = CreditQuery.Log.ChangeId.New(clock).ToString(), Author = "test:writer", Changes = { OrdersOf(round) } };

    // A writer that is faster than a pass is told to come again; gives how often it was.
    private static async Task<int> ApplyWhenThereIsRoomAsync(RegistryService.RegistryServiceClient registry, ApplyChangesRequest request)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var refusals = 0; ; refusals++)
        {
            try
            {
                var outcomes = (await registry.ApplyChangesAsync(request, NodeHost.Call())).Outcomes;
                Assert.All(outcomes, static outcome => Assert.Equal(OutcomeKind.Applied, outcome.Kind));
                return refusals;
            }
            catch (RpcException full) when (full.StatusCode == StatusCode.ResourceExhausted && TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience)
            {
                Assert.Equal("INDEX_FULL", Failures.ReasonOf(full));
                await Task.Yield();
            }
        }
    }

    private static NodeParts PartsOf(NodeHost node) => node.Services.GetRequiredService<Server.Hosting.Node>().Require();

    private static async Task<GetLogStatusResponse> StatusOf(NodeHost node) => await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());

    private static string Text(int person, int round) => $"person {person} round {round} ";

    private static Change[] OrdersOf(int round) => [.. Enumerable.Range(0, Persons).Select(person =>
    {
        var order = Samples.Order(SampleIdentifiers.CitizenId(person), $"court:{person}");
        order.PutEntry.CauseText = Text(person, round).PadRight(1_900, 'x');
        return order;
    })];

    private static async Task AssertNewestAsync(NodeHost node, int round)
    {
        foreach (var person in (int[])[0, 1, Persons / 2, Persons - 1])
        {
            await AssertNewestAsync(node.Checks, person, round);
        }
    }

    private static async Task AssertNewestAsync(CreditQueryService.CreditQueryServiceClient checks, int person, int round)
    {
        var check = Samples.AirCheck(SampleIdentifiers.CitizenId(person));
        var request = new GetSubjectRequest { Subject = check.Subject, Purpose = check.Purpose, OperatorId = check.OperatorId };
        Assert.StartsWith(Text(person, round), Assert.Single((await checks.GetSubjectAsync(request, NodeHost.Call())).Entries).CauseText, StringComparison.Ordinal);
    }

    private static async Task AppliedAsync(NodeParts parts)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(NodeHost.Patience);
        while (parts.Index.Current.Revision < parts.Log.Head.Revision && parts.Applier.Fault is null)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task<int> CheckOnAsync(NodeHost node, CancellationToken enough)
    {
        var count = 0;
        for (; !enough.IsCancellationRequested; count++)
        {
            var answer = await node.CheckAsync(Samples.AirCheck(SampleIdentifiers.CitizenId(count % Persons)));
            Assert.Equal(Conclusion.Block, answer.Conclusion);
        }

        return count;
    }

    private static async Task AppendAsync(NodeHost node, NodeParts parts, int round)
    {
        var set = new ChangeSet { Independent = true };
        foreach (var order in OrdersOf(round))
        {
            Assert.Null(parts.Seal.Seal(order.PutEntry.Entry.Subject, out _, out _));
            set.Changes.Add(order);
        }

        await parts.Log.AppendAsync(set.ToByteArray(), CreditQuery.Log.ChangeId.New(node.Clock), "test", Token);
    }
}
