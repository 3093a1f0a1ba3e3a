using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Index.Life;

/// <summary>Texts go 90 days after an entry's end, facts when no answer looks back to them; the same on every node.</summary>
public sealed class RetentionTests : IDisposable
{
    // The entry's last day; its texts are kept to 2026-04-10, its facts to 2030-01-12.
    private const string End = "2026-01-10";
    private const string LastDayOfTexts = "2026-04-10";
    private const string FirstDayWithoutFacts = "2030-01-13";

    private readonly LifeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Midnight_NinetyDaysAfterTheEnd_TextsGoAndFactsStay()
    {
        _bench.Applied(Ending("a:1"));

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day(LastDayOfTexts));
        Assert.Equal("No. 1"u8, Text(EntryText.DecisionNo));
        Assert.Equal("wages"u8, Text(EntryText.CauseText));

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day(LastDayOfTexts) + 1);
        Assert.True(Text(EntryText.DecisionNo).IsEmpty);
        Assert.True(Text(EntryText.CauseText).IsEmpty);
        Assert.Equal("a:1"u8, _bench.Registry.View(LifeBench.Unit).EntryId(_bench.Registry.View(LifeBench.Unit).Entries[0]));
        Assert.Equal("test_black"u8, Text(EntryText.ListType));
    }

    // Whom an exemption exempts is no text: without it everybody behind the unit, or nobody, would have been exempted.
    [Fact]
    public void Midnight_TextsGo_ExemptionStaysItsPersons()
    {
        var entry = _bench.Registry.Entry(LifeBench.Unit, "a:1");
        _bench.Registry.Apply(Ending("a:1"), _bench.Link(LifeBench.Unit, LifeBench.Person, Role.LegalRep));
        _bench.Applied(new Change
        {
            GrantExemption = new GrantExemption { Entry = entry, ExemptionId = "x", OrderNo = "order", From = "2026-01-05", To = "2026-01-09", Person = _bench.Registry.Subject(LifeBench.Person) },
        });

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day(LastDayOfTexts) + 1);

        var unit = _bench.Registry.View(LifeBench.Unit);
        Assert.Equal(FactFlags.Personal, unit.Facts[0].Flags);
        Assert.Equal(FactFlags.None, Assert.Single(_bench.Registry.View(LifeBench.Person).Facts.ToArray()).Flags);
        Assert.False(unit.Tail.IndexOf("order"u8) >= 0);
    }

    [Fact]
    public void Midnight_NoAnswerLooksBackAnyMore_EntryAndSlotsAndInheritedCopiesGo()
    {
        var successor = SampleSubjects.Uscc(2);
        _bench.Registry.Apply(Ending("a:1"), _bench.Link(LifeBench.Unit, LifeBench.Person, Role.LegalRep));
        _bench.Applied(new Change { LinkSuccessor = new LinkSuccessor { Predecessor = _bench.Registry.Subject(LifeBench.Unit), Successor = _bench.Registry.Subject(successor), DecisionRef = "d" } });

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day(FirstDayWithoutFacts) - 1);
        Assert.Equal((1, 1, 1), Counts(successor));

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day(FirstDayWithoutFacts));
        Assert.Equal((0, 0, 0), Counts(successor));
        Assert.Equal(0, _bench.Registry.Index.Current.Counts.Entries);
    }

    [Theory]
    [InlineData(LastDayOfTexts)]
    [InlineData("2029-01-11")]
    [InlineData("2030-01-12")]
    [InlineData(FirstDayWithoutFacts)]
    public void Midnight_AnyDay_NoAnswerOfAYearBackChanges(string today)
    {
        _bench.Registry.Apply(Ending("a:1"), _bench.Link(LifeBench.Unit, LifeBench.Person, Role.LegalRep));
        using var untouched = _bench.Registry.ReplayedElsewhere();

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day(today));

        for (var day = LifeBench.Day(today) - 365; day <= LifeBench.Day(today); day += 5)
        {
            var asOf = CivilDay.Format(day);
            Assert.Equal(Told(untouched, asOf, today), Told(_bench.Registry.Index, asOf, today));
        }
    }

    [Fact]
    public void Midnight_ByAnEventOrByTimeOrAfterARestart_TheSameBytes()
    {
        _bench.Registry.Apply(Ending("a:1"), _bench.Link(LifeBench.Unit, LifeBench.Person, Role.LegalRep));
        _bench.On("2026-02-01");
        _bench.Applied(_bench.Behaviour(LifeBench.Unit, "2026-01-01", "d1"));
        _bench.Registry.Index.Checkpoints.Take();
        _bench.Registry.Index.Midnights.Pass(LifeBench.Day("2026-05-01"));
        _bench.On("2026-05-02");
        _bench.Applied(_bench.Registry.PutSubject(SampleSubjects.Uscc(8)));
        var records = Records();

        using var replayed = _bench.Registry.ReplayedElsewhere();
        Assert.Equal(Convert.ToHexString(records.Unit), Convert.ToHexString(TestRegistry.Record(replayed, _bench.Registry.KeyOf(LifeBench.Unit))!));
        _bench.Registry.Restart();

        Assert.Equal(Convert.ToHexString(records.Unit), Convert.ToHexString(Records().Unit));
        Assert.Equal(Convert.ToHexString(records.Person), Convert.ToHexString(Records().Person));
        Assert.True(Text(EntryText.CauseText).IsEmpty);
        Assert.Equal(replayed.Current.Counts, _bench.Registry.Index.Current.Counts);
    }

    [Fact]
    public void Midnight_ObjectionWaits_TextsStayUntilItIsClosed()
    {
        _bench.Registry.Apply(Ending("a:1"));
        _bench.Applied(new Change { OpenObjection = new OpenObjection { Entry = _bench.Registry.Entry(LifeBench.Unit, "a:1"), ObjectionId = "o1", AcceptedOn = "2026-01-05", AcceptedBy = "dept" } });

        _bench.On("2026-08-01");
        _bench.Applied(new Change { CloseObjection = new CloseObjection { Entry = _bench.Registry.Entry(LifeBench.Unit, "a:1"), ObjectionId = "o1", Result = "CONFIRMED" } });
        Assert.Equal("wages"u8, Text(EntryText.CauseText));

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day("2026-10-30"));
        Assert.True(Text(EntryText.CauseText).IsEmpty);
        Assert.Equal(2, _bench.Registry.View(LifeBench.Unit).Facts[0].TextLength);
    }

    [Fact]
    public void PutEntry_TheListLoadedAgainAfterItsTextsWent_NoChange()
    {
        _bench.Applied(Ending("a:1"));
        _bench.On("2026-06-01");

        _bench.Expect(OutcomeKind.NoChange, Ending("a:1"));

        Assert.True(Text(EntryText.CauseText).IsEmpty);
    }

    [Fact]
    public void PutEntry_ExtendedAfterItsTextsWent_HasTextsAgain()
    {
        _bench.Applied(Ending("a:1"));
        _bench.On("2026-06-01");
        var extended = Ending("a:1");
        extended.PutEntry.ValidTo = "2026-12-31";

        _bench.Applied(extended);

        Assert.Equal("wages"u8, Text(EntryText.CauseText));
        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2026-06-01"));
    }

    [Fact]
    public void Midnight_EntryRepaired_TextsGoNinetyDaysAfterTheRepair()
    {
        _bench.Applied(_bench.Registry.PutEntry(LifeBench.Unit, "a:1", with: e => e.CauseText = "wages"));
        _bench.Applied(new Change { RepairEntry = new RepairEntry { Entry = _bench.Registry.Entry(LifeBench.Unit, "a:1"), DecisionNo = "r", EffectiveOn = "2026-03-01" } });

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day("2026-05-29"));
        Assert.Equal("wages"u8, Text(EntryText.CauseText));
        _bench.Registry.Index.Midnights.Pass(LifeBench.Day("2026-05-30"));
        Assert.True(Text(EntryText.CauseText).IsEmpty);
    }

    [Fact]
    public void Midnight_BehaviourNothingLooksBackTo_Goes()
    {
        _bench.Applied(_bench.Behaviour(LifeBench.Unit, "2025-06-01", "d1"));

        _bench.Registry.Index.Midnights.Pass(LifeBench.Day("2025-06-01") + 365 + Retention.CleanYearsDays);
        Assert.Equal(1, _bench.Registry.View(LifeBench.Unit).Header.BehaviourCount);
        _bench.Registry.Index.Midnights.Pass(LifeBench.Day("2025-06-01") + 366 + Retention.CleanYearsDays);
        Assert.Equal(0, _bench.Registry.View(LifeBench.Unit).Header.BehaviourCount);
    }

    [Fact]
    public void EraseSubject_EverythingThatFollowsFromIt_EndsAtTheSameRevision()
    {
        var successor = SampleSubjects.Uscc(2);
        _bench.Registry.Apply(
            _bench.Registry.PutEntry(LifeBench.Unit, "a:1"), _bench.Link(LifeBench.Unit, LifeBench.Person, Role.LegalRep), _bench.Behaviour(LifeBench.Unit, "2026-01-01", "d", 9));
        _bench.Applied(new Change { LinkSuccessor = new LinkSuccessor { Predecessor = _bench.Registry.Subject(LifeBench.Unit), Successor = _bench.Registry.Subject(successor), DecisionRef = "d" } });
        Assert.Equal("limit Active via LegalRep; limit Active via LegalRep", _bench.Measures(LifeBench.Person, "2026-01-05"));

        _bench.Applied(new Change { EraseSubject = new EraseSubject { Subject = _bench.Registry.Subject(LifeBench.Unit), DecisionRef = "e" } });

        Assert.Equal("", _bench.Measures(LifeBench.Person, "2026-01-05"));
        Assert.Equal("", _bench.Measures(successor, "2026-01-05"));
        Assert.Null(_bench.Registry.Record(LifeBench.Unit));
        Assert.Equal(RefusalReason.Erased, _bench.Registry.ApplyOne(_bench.Registry.PutEntry(LifeBench.Unit, "a:2")).Reason);
        Assert.Equal(1, _bench.Registry.Index.Current.Counts.Tombstones - _bench.Registry.Index.Current.Counts.Aliases);
    }

    private Change Ending(string id) => _bench.Registry.PutEntry(LifeBench.Unit, id, with: e => (e.ValidTo, e.CauseText) = (End, "wages"));

    private ReadOnlySpan<byte> Text(EntryText which)
    {
        var view = _bench.Registry.View(LifeBench.Unit);
        return view.Text(view.Entries[0], which).ToArray();
    }

    private (int Entries, int Slots, int Inherited) Counts(string successor) =>
        (_bench.Registry.View(LifeBench.Unit).Header.EntryCount, _bench.Registry.View(LifeBench.Person).Header.SlotCount, _bench.Registry.View(successor).Header.EntryCount);

    private (byte[] Unit, byte[] Person) Records() => (_bench.Registry.Record(LifeBench.Unit)!, _bench.Registry.Record(LifeBench.Person)!);

    private string Told(CreditIndex index, string asOf, string today)
    {
        var (unit, person) = (_bench.Ask(LifeBench.Unit, asOf, today, index), _bench.Ask(LifeBench.Person, asOf, today, index));
        return $"{unit.Conclusion} {unit.CleanYears} {unit.Measures.Length} {person.Conclusion} {person.CleanYears} {person.Measures.Length}";
    }
}
