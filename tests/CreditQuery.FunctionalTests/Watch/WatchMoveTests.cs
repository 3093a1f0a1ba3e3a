using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>An entry that is put again on another list, or in another region, or whose subject becomes of another kind, ends and begins for those who want only one of both (ADR 0029).</summary>
public sealed class WatchMoveTests
{
    private const string Old = "market_serious_violation";
    private const string New = "abnormal_operation";
    private const string Red = "model_of_integrity";

    private static readonly string[] Units = [.. Enumerable.Range(1, 2).Select(static n => SampleIdentifiers.Uscc(9_500 + n))];

    [Fact]
    public async Task Watch_EntryPutOnAnotherList_EndsForTheOldOneAndBeginsForTheNewOne()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Put(Old));
        using var everything = await Watcher.FromNowAsync(node);
        using var ofOld = await Watcher.FromNowAsync(node, Lists(Old));
        using var ofNew = await Watcher.FromNowAsync(node, Lists(New));
        using var ofBoth = await Watcher.FromNowAsync(node, Lists(Old, New));

        await node.ApplyAsync(Put(New));

        AssertIs(await ofOld.EventAsync(), StatusEventType.Exited, EntryState.Active, EntryState.Unspecified, Old);
        AssertIs(await ofNew.EventAsync(), StatusEventType.Listed, EntryState.Unspecified, EntryState.Active, New);
        AssertIs(await ofBoth.EventAsync(), StatusEventType.Changed, EntryState.Active, EntryState.Active, New);
        AssertIs(await everything.EventAsync(), StatusEventType.Changed, EntryState.Active, EntryState.Active, New);
        await node.ApplyAsync(new Change { RevokeEntry = new RevokeEntry { Entry = Entry(0), DecisionNo = "d" } });
        Assert.All(new[] { await ofNew.EventAsync(), await ofBoth.EventAsync(), await everything.EventAsync() }, static told => Assert.Equal((StatusEventType.Revoked, true), (told.Type, told.LastOfRevision)));
        await node.ApplyAsync(Put(Old, unit: 1));
        Assert.Equal(Units[1], (await ofOld.EventAsync()).Subject);
    }

    [Fact]
    public async Task Watch_EntryPutInAnotherRegion_EndsAndBeginsLikewise()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Put(Old));
        using var ofCounty = await Watcher.FromNowAsync(node, new WatchFilter { Regions = { "999999" } });
        using var ofCity = await Watcher.FromNowAsync(node, new WatchFilter { Regions = { "999900" } });

        await node.ApplyAsync(Put(Old, region: "999900"));
        AssertIs(await ofCounty.EventAsync(), StatusEventType.Exited, EntryState.Active, EntryState.Unspecified, Old);
        AssertIs(await ofCity.EventAsync(), StatusEventType.Changed, EntryState.Active, EntryState.Active, Old);

        await node.ApplyAsync(Put(Old));
        AssertIs(await ofCounty.EventAsync(), StatusEventType.Listed, EntryState.Unspecified, EntryState.Active, Old);
    }

    [Fact]
    public async Task Watch_SubjectBecomesOfAnotherKind_ItsEntriesEndAndBeginLikewise()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Describe(SubjectKind.Enterprise), Put(Old));
        using var everything = await Watcher.FromNowAsync(node, Lists(Old));
        using var ofEnterprises = await Watcher.FromNowAsync(node, Kinds(SubjectKind.Enterprise));
        using var ofSocial = await Watcher.FromNowAsync(node, Kinds(SubjectKind.SocialOrg));
        using var ofBoth = await Watcher.FromNowAsync(node, Kinds(SubjectKind.Enterprise, SubjectKind.SocialOrg));
        using var named = await Watcher.FromNowAsync(node, new WatchFilter { Kinds = { SubjectKind.SocialOrg }, Subjects = { Samples.UnitSubject(Units[0]) } });

        await node.ApplyAsync(Describe(SubjectKind.SocialOrg));

        AssertIs(await ofEnterprises.EventAsync(), StatusEventType.Exited, EntryState.Active, EntryState.Unspecified, Old);
        foreach (var gains in new[] { ofSocial, named })
        {
            Assert.Equal((StatusEventType.Changed, ""), (await gains.EventAsync() is var changed ? changed.Type : default, changed.EntryId));
            AssertIs(await gains.EventAsync(), StatusEventType.Listed, EntryState.Unspecified, EntryState.Active, Old);
        }

        Assert.Equal((StatusEventType.Changed, true), (await ofBoth.EventAsync() is var told ? told.Type : default, told.LastOfRevision));
        await node.ApplyAsync(new Change { RevokeEntry = new RevokeEntry { Entry = Entry(0), DecisionNo = "d" } });
        Assert.All(
            new[] { await everything.EventAsync(), await ofSocial.EventAsync(), await ofBoth.EventAsync(), await named.EventAsync() },
            static told => Assert.Equal((StatusEventType.Revoked, EntryState.Active), (told.Type, told.PreviousState)));
        await node.ApplyAsync(Describe(SubjectKind.Enterprise));

        // What was over before moves in silence.
        Assert.Equal((StatusEventType.Changed, "", true), (await ofEnterprises.EventAsync() is var last ? last.Type : default, last.EntryId, last.LastOfRevision));
    }

    [Fact]
    public async Task Watch_EntryGoesWhileItsSubjectBecomesOfAnotherKind_IsToldToThoseWhoWantedItAsItWas()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Describe(SubjectKind.Enterprise), Put(Old));
        using var ofEnterprises = await Watcher.FromNowAsync(node, Kinds(SubjectKind.Enterprise));

        await node.ApplyAsync(Describe(SubjectKind.SocialOrg), new Change { EraseSubject = new EraseSubject { Subject = Samples.UnitSubject(Units[0]), DecisionRef = "d" } });

        AssertIs(await ofEnterprises.EventAsync(), StatusEventType.Revoked, EntryState.Active, EntryState.Unspecified, Old);
    }

    [Fact]
    public async Task Watch_RedEntryPutOnAnotherList_ItsIncentivesStopForThoseWhoFollowTheOldOne()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Put(Red));
        using var ofRed = await Watcher.FromNowAsync(node, Lists(Red));

        await node.ApplyAsync(Put(New));
        await node.ApplyAsync(Put(Red));

        Assert.Equal(
            [StatusEventType.Exited, StatusEventType.IncentiveStopped, StatusEventType.Listed, StatusEventType.IncentiveGranted],
            (await ofRed.EventsAsync(4)).Select(static told => told.Type));
    }

    [Fact]
    public async Task Watch_MovedEntryAmongOthers_IsToldAsideBehindThem_AndByTheJournalToo()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        ByteString token, tokenOfOld;
        StatusEvent[] all, ofOld;
        await using (var node = await NodeHost.StartAsync(folder, own: false, clock))
        {
            await node.ApplyAsync(Put(Old), Put(Old, unit: 1));
            using var everything = await Watcher.FromNowAsync(node);
            using var old = await Watcher.FromNowAsync(node, Lists(Old));
            (token, tokenOfOld) = (everything.Token, old.Token);
            await node.ApplyAsync(Put(New), Put(New, unit: 1));
            (all, ofOld) = (await everything.EventsAsync(2), await old.EventsAsync(2));
        }

        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        using var resumed = Watcher.Resume(again, token);
        using var resumedOld = Watcher.Resume(again, tokenOfOld, Lists(Old));

        Assert.Equal([0u, 1u], all.Select(static told => told.Ordinal));
        Assert.Equal([false, true], all.Select(static told => told.LastOfRevision));
        Assert.All(ofOld, static told => Assert.Equal((StatusEventType.Exited, true), (told.Type, told.Ordinal > 1)));
        Assert.Equal(all, await resumed.EventsAsync(2));
        Assert.Equal(ofOld, await resumedOld.EventsAsync(2));
    }

    private static void AssertIs(StatusEvent told, StatusEventType type, EntryState before, EntryState after, string list) =>
        Assert.Equal((type, before, after, list, true), (told.Type, told.PreviousState, told.State, told.ListType, told.LastOfRevision));

    private static WatchFilter Lists(params string[] lists)
    {
        var filter = new WatchFilter();
        filter.ListTypes.Add(lists);
        return filter;
    }

    private static WatchFilter Kinds(params SubjectKind[] kinds)
    {
        var filter = new WatchFilter();
        filter.Kinds.Add(kinds);
        return filter;
    }

    private static Change Describe(SubjectKind kind)
    {
        var change = Samples.DescribeUnit(Units[0]);
        change.PutSubject.Kind = kind;
        return change;
    }

    private static EntryRef Entry(int unit) => new() { Subject = Samples.UnitSubject(Units[unit]), EntryId = "test:e" };

    private static Change Put(string list, int unit = 0, string region = "999999") => HistoryChanges.Put(Entry(unit), list, region: region);
}
