using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Index;

public sealed class ApplyTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);
    private static readonly string Person = SampleSubjects.Citizen(1);

    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Apply_FirstEntryOfUnit_WritesRecordAndAliasOfOrgCode()
    {
        var outcome = _registry.ApplyOne(_registry.PutEntry(Unit, "court:1"));

        Assert.Equal(OutcomeKind.Applied, outcome.Kind);
        Assert.Equal(1, _registry.View(Unit).Header.EntryCount);
        Assert.Equal(_registry.Record(Unit), _registry.Record(SampleSubjects.OrgCode(1)));
        Assert.Equal(new RegistryCounts { Subjects = 1, Aliases = 1, Entries = 1 }, _registry.Index.Current.Counts);
    }

    [Fact]
    public void Apply_SameFactsAgain_NoChangeAndRecordUntouched()
    {
        _registry.ApplyOne(_registry.PutEntry(Unit, "court:1"));
        var before = _registry.Record(Unit);

        var outcome = _registry.ApplyOne(_registry.PutEntry(Unit, "court:1"));

        Assert.Equal(OutcomeKind.NoChange, outcome.Kind);
        Assert.Equal(before, _registry.Record(Unit));
    }

    [Fact]
    public void Apply_OneRefusedChange_WholeSetHasNoEffect()
    {
        var applied = _registry.Apply(_registry.PutEntry(Unit, "court:1"), _registry.PutEntry(Unit, "court:2", "no_such_list"));

        Assert.Equal([RefusalReason.SetRefused, RefusalReason.UnknownListType], applied.Outcomes.Select(o => o.Reason));
        Assert.Null(_registry.Record(Unit));
        Assert.Equal(applied.Revision, _registry.Index.Current.Revision);
    }

    [Fact]
    public void Apply_RefusedRowOfIndependentSet_OthersHaveEffect()
    {
        var set = TestRegistry.SetOf(_registry.PutEntry(Unit, "court:1"), _registry.PutEntry(Unit, "court:2", "no_such_list"));
        set.Independent = true;

        var applied = _registry.Apply(set);

        Assert.Equal([OutcomeKind.Applied, OutcomeKind.Refused], applied.Outcomes.Select(o => o.Kind));
        Assert.Equal(1, _registry.View(Unit).Header.EntryCount);
    }

    [Fact]
    public void Apply_SameChangeIdSameContent_FirstOutcomesAndNoEffect()
    {
        var set = TestRegistry.SetOf(_registry.PutEntry(Unit, "court:1"));
        var id = _registry.NextChangeId();
        var first = _registry.Apply(set, id);
        _registry.ApplyOne(new Change { RevokeEntry = new RevokeEntry { Entry = _registry.Entry(Unit, "court:1") } });

        var second = _registry.Apply(set, id);

        Assert.True(second.IsDuplicate);
        Assert.Equal(first.Revision, second.FirstRevision);
        Assert.Equal(OutcomeKind.Applied, Assert.Single(second.Outcomes).Kind);
    }

    [Fact]
    public void Apply_SameChangeIdOtherContent_Refused()
    {
        var id = _registry.NextChangeId();
        _registry.Apply(TestRegistry.SetOf(_registry.PutEntry(Unit, "court:1")), id);

        var second = _registry.Apply(TestRegistry.SetOf(_registry.PutEntry(Unit, "court:2")), id);

        Assert.Equal(RefusalReason.AlreadyExists, Assert.Single(second.Outcomes).Reason);
        Assert.Equal(1, _registry.View(Unit).Header.EntryCount);
    }

    [Fact]
    public void Apply_ChangeIdOlderThanMemory_Refused()
    {
        var id = _registry.NextChangeId();
        _registry.Now += TimeSpan.FromDays(8);

        var applied = _registry.Apply(TestRegistry.SetOf(_registry.PutEntry(Unit, "court:1")), id);

        Assert.Equal(RefusalReason.AlreadyExists, Assert.Single(applied.Outcomes).Reason);
        Assert.Null(_registry.Record(Unit));
    }

    [Fact]
    public void Apply_ConditionOnRevisionDoesNotHold_Refused()
    {
        var set = TestRegistry.SetOf(_registry.PutEntry(Unit, "court:1"));
        set.IfSubjectRevision.Add(new SubjectRevision { Subject = _registry.Subject(Unit), Revision = 1 });

        Assert.Equal(RefusalReason.RevisionMismatch, Assert.Single(_registry.Apply(set).Outcomes).Reason);

        set.IfSubjectRevision[0].Revision = 0;
        Assert.Equal(OutcomeKind.Applied, Assert.Single(_registry.Apply(set).Outcomes).Kind);
    }

    [Theory]
    [InlineData("2025-06-01", "20080101", RefusalReason.Minor)]
    [InlineData("2026-01-01", "20080101", RefusalReason.Minor)]
    [InlineData("2026-01-02", "20080101", RefusalReason.Unspecified)]
    public void Apply_ActOfAMinor_Refused(string actedOn, string born, RefusalReason expected)
    {
        var outcome = _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Citizen(7, born), "court:1", with: e => e.ActedOn = actedOn));

        Assert.Equal(expected, outcome.Reason);
    }

    [Fact]
    public void Apply_MinorActWithoutIntent_RefusedForDisciplineOnly()
    {
        Assert.Equal(RefusalReason.MinorAct, _registry.ApplyOne(_registry.PutEntry(Person, "a:1", with: e => e.MinorAct = true)).Reason);
        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(_registry.PutEntry(Person, "a:1", TestCatalogue.Red, e => e.MinorAct = true)).Kind);
    }

    [Fact]
    public void Apply_PersonOnUnitsList_WrongKind() =>
        Assert.Equal(RefusalReason.WrongKind, _registry.ApplyOne(_registry.PutEntry(Person, "a:1", TestCatalogue.UnitsOnly)).Reason);

    [Fact]
    public void Apply_DecisionOrResolutionMissing_Refused()
    {
        Assert.Equal(RefusalReason.MissingField, _registry.ApplyOne(_registry.PutEntry(Unit, "a:1", TestCatalogue.Decided)).Reason);
        var decided = _registry.PutEntry(Unit, "a:1", TestCatalogue.Decided, e => e.DecisionAuthority = "dept");
        Assert.Equal(RefusalReason.MissingField, _registry.ApplyOne(decided).Reason);
        decided.PutEntry.ResolutionRef = "meeting 3";
        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(decided).Kind);
    }

    [Fact]
    public void Apply_DefaultPeriod_BothDaysCount()
    {
        _registry.ApplyOne(_registry.PutEntry(Unit, "court:1", with: e => e.ValidFrom = "2026-01-01"));

        var entry = _registry.View(Unit).Entries[0];
        Assert.Equal(1095, entry.ValidTo - entry.ValidFrom + 1);
    }

    [Fact]
    public void Apply_PeriodTooLongOrBackwards_Refused()
    {
        Assert.Equal(RefusalReason.BadPeriod, _registry.ApplyOne(_registry.PutEntry(Unit, "a:1", with: e => e.ValidTo = "2036-01-01")).Reason);
        Assert.Equal(RefusalReason.BadPeriod, _registry.ApplyOne(_registry.PutEntry(Unit, "a:1", with: e => e.ValidTo = "2020-01-01")).Reason);
    }

    [Fact]
    public void Apply_UnreadablePayload_QuarantinedAndGoesOn()
    {
        var broken = _registry.Append(TestRegistry.SetOf(_registry.PutEntry(Unit, "court:1")));
        var cut = new LoggedEvent { Revision = broken.Revision, RecordedAtMs = broken.RecordedAtMs, ChangeId = broken.ChangeId, Chain = broken.Chain, Payload = broken.Payload[..10] };

        var applied = _registry.Index.Apply(cut);

        Assert.True(applied.IsQuarantined);
        Assert.Equal(broken.Revision, Assert.Single(_registry.Index.Current.Quarantine).Revision);
        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(_registry.PutEntry(Unit, "court:1")).Kind);
    }

    [Fact]
    public void Apply_SubjectWithoutSealedKey_QuarantinedAndNamedSubjectsMarkedUntilResolved()
    {
        var applied = _registry.Apply(_registry.PutEntry(Unit, "court:1"), new Change { PutSubject = new PutSubject { Subject = new Subject() } });

        Assert.True(applied.IsQuarantined);
        Assert.Equal(SubjectFlags.Quarantined | SubjectFlags.Undescribed, _registry.View(Unit).Header.Flags);

        _registry.ApplyOne(new Change { ResolveQuarantine = new ResolveQuarantine { Revision = applied.Revision, Resolution = "put again" } });
        Assert.Equal(SubjectFlags.Undescribed, _registry.View(Unit).Header.Flags);
    }

    [Fact]
    public void Apply_UnknownKindOfChange_StopsForUpgrade()
    {
        var set = TestRegistry.SetOf(Change.Parser.ParseFrom([0xFA, 0x3F, 0x02, 0x08, 0x01]));

        Assert.Throws<UpgradeNeededException>(() => _registry.Apply(set));
    }

    [Fact]
    public void Apply_Gap_Refused()
    {
        _registry.Append(TestRegistry.SetOf(_registry.PutEntry(Unit, "court:1")));

        Assert.Throws<RevisionGapException>(() => _registry.Apply(_registry.PutEntry(Unit, "court:2")));
    }

    [Fact]
    public void Apply_FutureEffectiveDay_IsADatedFact()
    {
        _registry.ApplyOne(_registry.PutEntry(Unit, "court:1"));

        _registry.ApplyOne(new Change { ExitEntry = new ExitEntry { Entry = _registry.Entry(Unit, "court:1"), EffectiveOn = "2026-03-01" } });

        Assert.Equal(new DateOnly(2026, 3, 1).DayNumber, _registry.View(Unit).Entries[0].ExitedOn);
    }

    [Fact]
    public void Recall_WhileTheSetIsBeingApplied_TellsNobodyBeforeItCanBeSeen()
    {
        using var registry = new TestRegistry();
        var id = registry.NextChangeId();
        var applying = Environment.CurrentManagedThreadId;
        (AppliedSet? Set, ulong Seen) told = default;
        var asking = new Thread(() => told = (registry.Index.Recall(id), registry.Index.Current.Revision));
        IndexFailpoints.BeforePublish = () =>
        {
            // Other tests apply on threads of their own.
            if (Environment.CurrentManagedThreadId == applying)
            {
                asking.Start();
                SpinWait.SpinUntil(() => !asking.IsAlive || asking.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            }
        };
        try
        {
            registry.Apply(TestRegistry.SetOf(registry.PutSubject(SampleSubjects.Uscc(1))), id);
        }
        finally
        {
            IndexFailpoints.BeforePublish = null;
        }

        asking.Join();
        Assert.Equal(told.Set?.FirstRevision, told.Seen);
    }
}
