using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Entries that reach a person through a role, as the person's subscribers hear of them.</summary>
public sealed class WatchRoleTests
{
    private static readonly EntryRef Entry = new() { Subject = Samples.UnitSubject(), EntryId = "test:e" };

    [Fact]
    public async Task Watch_RevokedEntryReachesThePersonAnew_IsNoNews()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Describe(), Samples.DescribeUnit(), Link("2026-06-01"), HistoryChanges.Put(Entry, "abnormal_operation"));
        using var watcher = await Watcher.FromNowAsync(node, Watcher.Of(Samples.PersonSubject()));

        await node.ApplyAsync(new Change
        {
            OpenObjection = new OpenObjection { Entry = Entry, ObjectionId = "o", Target = "entry", AcceptedBy = "market_supervision", AcceptedOn = "2026-06-14", ReplyDue = "2026-06-25" },
        });
        await node.ApplyAsync(new Change { RevokeEntry = new RevokeEntry { Entry = Entry, DecisionNo = "d" } });
        await node.ApplyAsync(new Change { UnlinkPerson = new UnlinkPerson { Unit = Samples.UnitSubject(), Person = Samples.PersonSubject(), Role = Role.Principal, To = "2026-06-13" } });
        await node.ApplyAsync(Link("2026-06-15"));
        await node.ApplyAsync(Samples.Order());
        var told = new List<StatusEvent>();
        do
        {
            told.Add(await watcher.EventAsync());
        }
        while (told[^1].EntryId.Length == 0 || told[^1].Via is not null);

        Assert.Contains(told, static e => e.Type == StatusEventType.Disputed && e.PreviousState != EntryState.Unspecified);
        Assert.Contains(told, static e => e.Type == StatusEventType.Revoked);
        Assert.DoesNotContain(told.SkipWhile(static e => e.Type != StatusEventType.Revoked).Skip(1).SkipLast(1), static e => e.EntryId.Length > 0);
    }

    private static Change Link(string from) => new()
    {
        LinkPerson = new LinkPerson { Unit = Samples.UnitSubject(), Person = Samples.PersonSubject(), Role = Role.Principal, From = from },
    };
}
