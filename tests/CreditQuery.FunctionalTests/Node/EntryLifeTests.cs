using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Dated facts of an entry over the wire: what the day alone changes.</summary>
public sealed class EntryLifeTests
{
    [Fact]
    public async Task ExitEntry_WithMonitoring_IsMonitoredToItsLastDay()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Describe(), Samples.Order());
        await node.ApplyAsync(new Change
        {
            ExitEntry = new ExitEntry { Entry = new EntryRef { Subject = Samples.PersonSubject(), EntryId = "999999-court:1" }, Reason = "performed", MonitorTo = "2026-06-20" },
        });

        Assert.Equal(EntryState.Monitored, await StateAsync(node));
        Assert.NotEqual(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);
        node.Clock.Now = new DateTimeOffset(2026, 6, 20, 23, 59, 59, TimeSpan.FromHours(8));
        Assert.Equal(EntryState.Monitored, await StateAsync(node));
        node.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.NotEqual(EntryState.Monitored, await StateAsync(node));
    }

    [Fact]
    public async Task PutEntry_WithADayToRectify_CountsFromTheDayAfter()
    {
        await using var node = await NodeHost.StartAsync();
        var order = Samples.Order();
        order.PutEntry.RectifyBy = "2026-06-20";
        await node.ApplyAsync(Samples.Describe(), order);

        var before = await node.CheckAsync(Samples.AirCheck());
        var pending = await StateAsync(node);
        node.Clock.Now = new DateTimeOffset(2026, 6, 21, 0, 0, 0, TimeSpan.FromHours(8));
        var after = await node.CheckAsync(Samples.AirCheck());

        Assert.Equal(EntryState.Pending, pending);
        Assert.NotEqual(Conclusion.Block, before.Conclusion);
        Assert.Equal(new DateTimeOffset(2026, 6, 21, 0, 0, 0, TimeSpan.FromHours(8)), before.NextChangeAt.ToDateTimeOffset());
        Assert.Equal(Conclusion.Block, after.Conclusion);
    }

    private static async Task<EntryState?> StateAsync(NodeHost node)
    {
        var request = new GetSubjectRequest { Subject = Samples.PersonSubject(), Purpose = "audit", OperatorId = "op-1" };
        return (await node.Checks.GetSubjectAsync(request, NodeHost.Call())).Entries.FirstOrDefault()?.State;
    }
}
