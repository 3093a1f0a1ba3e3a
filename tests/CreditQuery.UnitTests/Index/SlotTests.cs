using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Index;

public sealed class SlotTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);
    private static readonly string Person = SampleSubjects.Citizen(1);

    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void LinkPerson_UnitHasEntries_OneSlotPerEntryAndRole()
    {
        _registry.Apply(_registry.PutEntry(Unit, "a:1"), _registry.PutEntry(Unit, "a:2"));

        var applied = _registry.Apply(Link(Person, Role.LegalRep), Link(Person, Role.ActualController));

        var view = _registry.View(Person);
        Assert.Equal(4, view.Header.SlotCount);
        Assert.Equal(applied.Revision, view.Header.Revision);
        Assert.Equal(_registry.KeyOf(Unit), view.Slots[0].Unit);
        Assert.Equal("a:1"u8, view.EntryId(view.Slots.ToArray().First(s => s.Entry.IdHash == _registry.View(Unit).Entries[0].IdHash).Entry));
    }

    [Fact]
    public void PutEntry_UnitHasPersons_SlotInTheSameRevision()
    {
        _registry.Apply(Link(Person, Role.LegalRep));

        var applied = _registry.Apply(_registry.PutEntry(Unit, "a:1"));

        Assert.Equal(1, _registry.View(Person).Header.SlotCount);
        Assert.Equal(applied.Revision, _registry.View(Person).Header.Revision);
        Assert.Equal(2, applied.Records.Count);
    }

    [Fact]
    public void ExitEntryAndObjection_OfTheUnit_ReachTheSlot()
    {
        _registry.Apply(Link(Person, Role.LegalRep), _registry.PutEntry(Unit, "a:1"));

        _registry.Apply(
            new Change { OpenObjection = new OpenObjection { Entry = _registry.Entry(Unit, "a:1"), ObjectionId = "o1", AcceptedOn = "2026-01-01" } },
            new Change { ExitEntry = new ExitEntry { Entry = _registry.Entry(Unit, "a:1"), EffectiveOn = "2026-02-01" } });

        var view = _registry.View(Person);
        Assert.Equal(new DateOnly(2026, 2, 1).DayNumber, view.Slots[0].Entry.ExitedOn);
        Assert.Equal(FactKind.Objection, view.Facts[0].Kind);
        Assert.Equal(view.Header.EntryCount, view.Facts[0].Owner);
    }

    [Fact]
    public void UnlinkPerson_WithADayOrWithout_EndsOrTakesTheSlotAway()
    {
        _registry.Apply(Link(Person, Role.LegalRep), _registry.PutEntry(Unit, "a:1"));

        _registry.Apply(Unlink(Person, Role.LegalRep, "2026-03-31"));
        Assert.Equal(new DateOnly(2026, 3, 31).DayNumber, _registry.View(Person).Slots[0].RoleTo);

        _registry.Apply(Unlink(Person, Role.LegalRep, ""));
        Assert.Equal(0, _registry.View(Person).Header.SlotCount);
        Assert.Equal(0, _registry.View(Unit).Header.LinkCount);
    }

    [Fact]
    public void LinkPerson_MinorWhenTheActWasDone_LinkButNoSlot()
    {
        var minor = SampleSubjects.Citizen(2, "20100101");
        _registry.Apply(_registry.PutEntry(Unit, "a:1", with: e => e.ActedOn = "2025-01-01"), _registry.PutEntry(Unit, "a:2", TestCatalogue.Red));

        _registry.Apply(Link(minor, Role.LegalRep));

        var view = _registry.View(minor);
        Assert.Equal(1, view.Header.LinkCount);
        Assert.Equal(1, view.Header.SlotCount);
        Assert.Equal("a:2"u8, view.EntryId(view.Slots[0].Entry));
    }

    [Fact]
    public void LinkPerson_BeyondTheBoundOfSlots_SaysSoUntilThereAreFewerAgain()
    {
        for (var i = 0; i < 200; i++)
        {
            _registry.Apply(_registry.PutEntry(Unit, $"a:{i}"));
        }

        _registry.Apply(Link(Person, Role.LegalRep), Link(Person, Role.ActualController));
        Assert.Equal(256, _registry.View(Person).Header.SlotCount);
        Assert.Equal(SubjectFlags.Truncated, _registry.View(Person).Header.Flags & SubjectFlags.Truncated);

        _registry.Apply(Unlink(Person, Role.ActualController, ""));
        Assert.Equal(200, _registry.View(Person).Header.SlotCount);
        Assert.Equal(SubjectFlags.None, _registry.View(Person).Header.Flags & SubjectFlags.Truncated);
    }

    [Fact]
    public void LinkPerson_BeyondTheBoundOfLinks_NotKeptAndSaidForGood()
    {
        _registry.Apply([.. Enumerable.Range(0, 256).Select(i => Link(SampleSubjects.Citizen(i), Role.SeniorManager))]);

        _registry.Apply(Link(SampleSubjects.Citizen(300), Role.SeniorManager));
        _registry.Apply(Unlink(SampleSubjects.Citizen(5), Role.SeniorManager, ""));

        Assert.Equal(255, _registry.View(Unit).Header.LinkCount);
        Assert.Equal(SubjectFlags.Truncated, _registry.View(Unit).Header.Flags & SubjectFlags.Truncated);
        Assert.Equal(0, _registry.View(SampleSubjects.Citizen(300)).Header.LinkCount);
    }

    [Fact]
    public void LinkPerson_LiableRoleWithoutDecision_Refused() =>
        Assert.Equal(RefusalReason.MissingField, _registry.ApplyOne(Link(Person, Role.DirectlyLiable)).Reason);

    [Fact]
    public void LinkSuccessor_EntriesInherited_AndFollowTheOriginal()
    {
        var successor = SampleSubjects.Uscc(2);
        _registry.Apply(_registry.PutEntry(Unit, "a:1"), _registry.PutEntry(Unit, "a:2", TestCatalogue.Red), Link(Person, Role.LegalRep, successor));

        _registry.Apply(new Change
        {
            LinkSuccessor = new LinkSuccessor { Predecessor = _registry.Subject(Unit), Successor = _registry.Subject(successor), DecisionRef = "d", Inherits = { TestCatalogue.Black } },
        });
        _registry.Apply(new Change { RevokeEntry = new RevokeEntry { Entry = _registry.Entry(Unit, "a:1") } });

        var inherited = _registry.View(successor).Entries[0];
        Assert.Equal(1, _registry.View(successor).Header.EntryCount);
        Assert.Equal(EntryFlags.Inherited, inherited.Flags & EntryFlags.Inherited);
        Assert.Equal(new DateOnly(2026, 1, 5).DayNumber, inherited.RevokedOn);
        Assert.Equal(inherited.RevokedOn, _registry.View(Person).Slots[0].Entry.RevokedOn);
        Assert.Equal(RefusalReason.NoSuchEntry, _registry.ApplyOne(new Change { ExitEntry = new ExitEntry { Entry = _registry.Entry(successor, "a:1") } }).Reason);
    }

    // What is cut off is all that is new; the mark must be written all the same, for nobody may answer CLEAR from here on.
    [Fact]
    public void LinkSuccessor_OneEntryTooMany_MarksTheRecord()
    {
        var successor = SampleSubjects.Uscc(2);
        _registry.Apply([.. Enumerable.Range(0, 255).Select(n => _registry.PutEntry(Unit, $"a:{n}")), _registry.PutEntry(successor, "own:1"), Successor(1, 2)]);
        Assert.Equal(SubjectFlags.None, _registry.View(successor).Header.Flags & SubjectFlags.Truncated);

        _registry.ApplyOne(_registry.PutEntry(Unit, "a:255"));

        Assert.Equal(256, _registry.View(successor).Header.EntryCount);
        Assert.Equal(SubjectFlags.Truncated, _registry.View(successor).Header.Flags & SubjectFlags.Truncated);
    }

    [Fact]
    public void LinkSuccessor_NoRoomForALink_RefusedButForWhatIsRecorded()
    {
        _registry.Apply(_registry.PutEntry(Unit, "a:1"), Successor(1, 2));
        foreach (var batch in Enumerable.Range(1, 255).Chunk(100))
        {
            _registry.Apply([.. batch.Select(n => Link(SampleSubjects.Citizen(n), Role.LegalRep))]);
        }

        var again = Successor(1, 2);
        again.LinkSuccessor.To = "2030-01-01";

        Assert.Equal(RefusalReason.TooMany, _registry.ApplyOne(Successor(1, 3)).Reason);
        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(again).Kind);
    }

    [Fact]
    public void LinkSuccessor_InACircle_Refused()
    {
        _registry.Apply(_registry.PutEntry(Unit, "a:1"));
        _registry.Apply(Successor(1, 2), Successor(2, 3));

        Assert.Equal(RefusalReason.AlreadyExists, _registry.ApplyOne(Successor(3, 1)).Reason);
        Assert.Equal(1, _registry.View(SampleSubjects.Uscc(3)).Header.EntryCount);
    }

    private Change Link(string person, Role role, string? unit = null) =>
        new() { LinkPerson = new LinkPerson { Unit = _registry.Subject(unit ?? Unit), Person = _registry.Subject(person), Role = role } };

    private Change Unlink(string person, Role role, string to) =>
        new() { UnlinkPerson = new UnlinkPerson { Unit = _registry.Subject(Unit), Person = _registry.Subject(person), Role = role, To = to } };

    private Change Successor(int from, int to) => new()
    {
        LinkSuccessor = new LinkSuccessor { Predecessor = _registry.Subject(SampleSubjects.Uscc(from)), Successor = _registry.Subject(SampleSubjects.Uscc(to)), DecisionRef = "d" },
    };
}
