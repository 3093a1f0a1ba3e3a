using CreditQuery.Protos.V1;
using CreditQuery.Rules.Transitions;
using RuleRole = CreditQuery.Rules.Subjects.Role;
using RuleState = CreditQuery.Rules.Checks.EntryState;

namespace CreditQuery.UnitTests.Index;

/// <summary>What is told of each change and of each midnight.</summary>
public sealed class ToldStatusKindTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);
    private static readonly string Person = SampleSubjects.Citizen(1);

    private readonly TestRegistry _registry = new();
    private readonly ToldStatuses _told = new();

    public ToldStatusKindTests()
    {
        Apply(_registry.PutSubject(Unit));
        _registry.Index.Midnights.TellTo(_told);
    }

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Put_EntryInForce_IsListed()
    {
        Apply(_registry.PutEntry(Unit, "e"));

        var (at, subject) = Assert.Single(_told.All);
        var change = Assert.Single(subject.Changes);
        Assert.Equal((StatusChangeKind.Listed, "e", RuleState.Unspecified, RuleState.Active), (change.Kind, change.EntryId, change.Previous, change.State));
        Assert.Equal(_registry.Index.Current.Revision, at.Revision);
    }

    [Fact]
    public void Grant_ToAPersonBehindTheUnit_IsToldOfThePersonAlone()
    {
        Apply(_registry.PutEntry(Unit, "e"));
        Apply(new Change { LinkPerson = new LinkPerson { Unit = _registry.Subject(Unit), Person = _registry.Subject(Person), Role = Role.LegalRep } });
        _told.TakeKinds();

        Apply(new Change
        {
            GrantExemption = new GrantExemption { Entry = _registry.Entry(Unit, "e"), ExemptionId = "x", OrderNo = "o", From = "2026-01-01", To = "2026-12-31", Person = _registry.Subject(Person) },
        });

        Assert.Equal([_registry.KeyOf(Person)], _told.All.Where(told => told.Subject.Changes.Any(c => c.Kind == StatusChangeKind.Exempted)).Select(told => told.Subject.Key));
    }

    [Fact]
    public void Put_SameEntryAgain_TellsNothing()
    {
        Apply(_registry.PutEntry(Unit, "e"));
        _told.TakeKinds();

        Apply(_registry.PutEntry(Unit, "e"));

        Assert.Empty(_told.All);
    }

    [Fact]
    public void Prepare_AgainAndAgain_TellsNothingAndLeavesMidnightAsItWas()
    {
        Apply(_registry.PutEntry(Unit, "e", with: put => (put.ValidFrom, put.ValidTo) = ("2026-01-07", "2026-01-08")));
        _told.TakeKinds();

        for (var n = 0; n < 3; n++)
        {
            _registry.Index.Midnights.Prepare();
        }

        Assert.Empty(_told.All);
        PassTo(new DateOnly(2026, 1, 7));
        Assert.Equal([StatusChangeKind.Effective], _told.TakeKinds());
    }

    [Fact]
    public void Midnight_EntryBeginsAndEnds_IsToldOncePerDayWithoutAnyEvent()
    {
        Apply(_registry.PutEntry(Unit, "e", with: put => (put.ValidFrom, put.ValidTo) = ("2026-01-07", "2026-01-08")));
        Assert.Equal([StatusChangeKind.Listed], _told.TakeKinds());

        PassTo(new DateOnly(2026, 1, 6));
        Assert.Empty(_told.All);
        PassTo(new DateOnly(2026, 1, 7));
        Assert.Equal([StatusChangeKind.Effective], _told.TakeKinds());
        PassTo(new DateOnly(2026, 1, 9));
        Assert.Equal(new DateOnly(2026, 1, 9).DayNumber, Assert.Single(_told.All).At.Day);
        Assert.Equal([StatusChangeKind.Expired], _told.TakeKinds());
    }

    [Fact]
    public void Midnight_SeveralDaysAtOnce_ToldDayByDay()
    {
        Apply(_registry.PutEntry(Unit, "e", with: put => (put.ValidFrom, put.ValidTo) = ("2026-01-07", "2026-01-08")));
        _told.TakeKinds();

        PassTo(new DateOnly(2026, 2, 1));

        Assert.Equal([new DateOnly(2026, 1, 7).DayNumber, new DateOnly(2026, 1, 9).DayNumber], _told.All.Select(told => told.At.Day));
        Assert.Equal([StatusChangeKind.Effective, StatusChangeKind.Expired], _told.TakeKinds());
    }

    [Fact]
    public void Stay_ThenItsEnd_SuspendsAndResumes()
    {
        Apply(_registry.PutEntry(Unit, "e"));
        _told.TakeKinds();

        Apply(new Change { StayEntry = new StayEntry { Entry = _registry.Entry(Unit, "e"), OrderNo = "s" } });
        Assert.Equal([StatusChangeKind.Suspended], _told.TakeKinds());
        Apply(new Change { EndStay = new EndStay { Entry = _registry.Entry(Unit, "e"), OrderNo = "s" } });
        Assert.Equal([StatusChangeKind.Resumed], _told.TakeKinds());
    }

    [Fact]
    public void Exit_WithMonitoring_StartsItAndMidnightEndsIt()
    {
        Apply(_registry.PutEntry(Unit, "e"));
        _told.TakeKinds();

        Apply(new Change { ExitEntry = new ExitEntry { Entry = _registry.Entry(Unit, "e"), Reason = "performed", MonitorTo = "2026-02-01" } });
        Assert.Equal([StatusChangeKind.MonitoringStarted], _told.TakeKinds());
        PassTo(new DateOnly(2026, 2, 2));
        Assert.Equal([StatusChangeKind.MonitoringEnded], _told.TakeKinds());
    }

    [Fact]
    public void Revoke_AndErase_AreToldAsRevoked()
    {
        Apply(_registry.PutEntry(Unit, "e"), _registry.PutEntry(Unit, "f"));
        _told.TakeKinds();

        Apply(new Change { RevokeEntry = new RevokeEntry { Entry = _registry.Entry(Unit, "e"), DecisionNo = "d" } });
        Assert.Equal([StatusChangeKind.Revoked], _told.TakeKinds());
        Apply(new Change { EraseSubject = new EraseSubject { Subject = _registry.Subject(Unit), DecisionRef = "d" } });
        Assert.Contains(StatusChangeKind.Revoked, _told.TakeKinds());
    }

    [Fact]
    public void Correct_Entry_IsTold()
    {
        Apply(_registry.PutEntry(Unit, "e"));
        _told.TakeKinds();

        Apply(new Change { CorrectEntry = new CorrectEntry { Corrected = _registry.PutEntry(Unit, "e", with: put => put.DecisionNo = "No. 2").PutEntry, Reason = "r" } });

        Assert.Equal([StatusChangeKind.Corrected], _told.TakeKinds());
    }

    [Fact]
    public void Put_BlackEntryOnARedSubject_StopsItsIncentives_AndItsExitGrantsThemAgain()
    {
        Apply(_registry.PutEntry(Unit, "a", TestCatalogue.Red));
        Assert.Equal([StatusChangeKind.Listed, StatusChangeKind.IncentiveGranted], _told.TakeKinds());

        Apply(_registry.PutEntry(Unit, "b"));
        Assert.Equal([StatusChangeKind.IncentiveStopped, StatusChangeKind.Listed], _told.TakeKinds());
        Apply(new Change { ExitEntry = new ExitEntry { Entry = _registry.Entry(Unit, "b"), Reason = "performed" } });
        Assert.Equal([StatusChangeKind.IncentiveGranted, StatusChangeKind.Exited], _told.TakeKinds());
    }

    [Fact]
    public void Put_EntryOfAUnit_IsToldOfItsPeopleInTheSameRevision()
    {
        Apply(new Change { LinkPerson = new LinkPerson { Unit = _registry.Subject(Unit), Person = _registry.Subject(Person), Role = Role.LegalRep, From = "2020-01-01" } });
        Assert.All(_told.TakeKinds(), kind => Assert.Equal(StatusChangeKind.LinkChanged, kind));

        Apply(_registry.PutEntry(Unit, "e"));

        Assert.Equal(new[] { _registry.KeyOf(Unit), _registry.KeyOf(Person) }.Order(), _told.All.Select(told => told.Subject.Key));
        var derived = Assert.Single(_told.All.Single(told => told.Subject.Key == _registry.KeyOf(Person)).Subject.Changes);
        Assert.Equal((StatusChangeKind.Listed, _registry.KeyOf(Unit), RuleRole.LegalRep), (derived.Kind, derived.Unit, derived.Role));

        _told.TakeKinds();
        Apply(new Change { UnlinkPerson = new UnlinkPerson { Unit = _registry.Subject(Unit), Person = _registry.Subject(Person), Role = Role.LegalRep, To = "2026-01-20" } });
        _told.TakeKinds();
        PassTo(new DateOnly(2026, 1, 25));
        Assert.Contains(StatusChangeKind.Exited, _told.TakeKinds());
    }

    [Fact]
    public void Midnight_TwoTermsInTheSameRole_TellsEndAndBeginningOfEach()
    {
        Apply(Link("2020-01-01", "2026-01-20"), Link("2026-01-25", "2026-02-01"), _registry.PutEntry(Unit, "e"));
        Assert.Equal(2, _told.TakeKinds().Count(static kind => kind == StatusChangeKind.Listed));

        PassTo(new DateOnly(2026, 1, 21));
        Assert.Single(_told.TakeKinds(), StatusChangeKind.Exited);
        PassTo(new DateOnly(2026, 1, 25));
        Assert.Single(_told.TakeKinds(), StatusChangeKind.Listed);
        PassTo(new DateOnly(2026, 2, 2));
        Assert.Single(_told.TakeKinds(), StatusChangeKind.Exited);
    }

    private Change Link(string from, string to) =>
        new() { LinkPerson = new LinkPerson { Unit = _registry.Subject(Unit), Person = _registry.Subject(Person), Role = Role.LegalRep, From = from, To = to } };

    private void Apply(params Change[] changes) => Assert.All(_registry.Apply(changes).Outcomes, outcome => Assert.NotEqual(OutcomeKind.Refused, outcome.Kind));

    private void PassTo(DateOnly day) => _registry.Index.Midnights.Pass(day.DayNumber);
}
