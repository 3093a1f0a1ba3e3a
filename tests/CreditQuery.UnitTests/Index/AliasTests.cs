using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Index;

public sealed class AliasTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);
    private static readonly string Other = SampleSubjects.Uscc(2);
    private static readonly string Third = SampleSubjects.Uscc(3);

    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void PutAlias_AliasHasARecord_EntriesMoveInTheSameRevision()
    {
        _registry.ApplyOne(_registry.PutEntry(Other, "a:1"));
        _registry.ApplyOne(_registry.PutEntry(Unit, "a:2"));

        var applied = _registry.Apply(Alias(Other, Unit));

        var view = _registry.View(Other);
        Assert.Equal(2, view.Header.EntryCount);
        Assert.Equal(applied.Revision, view.Header.Revision);
        Assert.Equal(_registry.Record(Unit), _registry.Record(Other));
        Assert.Equal(_registry.Record(Unit), _registry.Record(SampleSubjects.OrgCode(2)));
        Assert.Equal(new RegistryCounts { Subjects = 1, Aliases = 3, Entries = 2 }, _registry.Index.Current.Counts);
    }

    [Fact]
    public void PutAlias_OfAnAliasOfItselfOrOfTwoTargets_Refused()
    {
        _registry.Apply(Alias(Other, Unit));

        Assert.Equal(RefusalReason.AliasConflict, _registry.ApplyOne(Alias(Third, Other)).Reason);
        Assert.Equal(RefusalReason.AliasConflict, _registry.ApplyOne(Alias(Other, Third)).Reason);
        Assert.Equal(RefusalReason.AliasConflict, _registry.ApplyOne(Alias(Unit, Unit)).Reason);
        Assert.Equal(OutcomeKind.NoChange, _registry.ApplyOne(Alias(Other, Unit)).Kind);
    }

    [Fact]
    public void PutAlias_TargetBecomesAnAliasItself_ItsAliasesFollow()
    {
        _registry.Apply(Alias(Other, Unit));

        _registry.Apply(Alias(Unit, Third));

        _registry.ApplyOne(_registry.PutEntry(Third, "a:1"));
        Assert.Equal(_registry.Record(Third), _registry.Record(Other));
        Assert.Equal(_registry.Record(Third), _registry.Record(Unit));
        Assert.Equal(_registry.Record(Third), _registry.Record(SampleSubjects.OrgCode(1)));
    }

    [Fact]
    public void PutAlias_TargetIsDescribedInPart_TheRestComesFromTheAlias()
    {
        var described = _registry.PutSubject(Other, kind: SubjectKind.Enterprise);
        (described.PutSubject.EstablishedOn, described.PutSubject.Region) = ("2010-05-01", "320500");
        _registry.ApplyOne(described);
        _registry.ApplyOne(_registry.PutSubject(Unit));

        _registry.Apply(Alias(Other, Unit));

        var head = _registry.View(Unit).Header;
        Assert.Equal("2010-05-01", CreditQuery.Rules.Periods.CivilDay.Format(head.EstablishedOn));
        Assert.Equal(999999, head.Region);
    }

    // Merged, one of the two facts would be lost: somebody has to correct one first.
    [Fact]
    public void PutAlias_SameEntryIdWithOtherFacts_Refused()
    {
        _registry.ApplyOne(_registry.PutEntry(Other, "a:1"));
        _registry.ApplyOne(_registry.PutEntry(Unit, "a:1", TestCatalogue.Red));
        var (other, unit) = (_registry.Record(Other), _registry.Record(Unit));

        var outcome = _registry.ApplyOne(Alias(Other, Unit));

        Assert.Equal((OutcomeKind.Refused, RefusalReason.AliasConflict), (outcome.Kind, outcome.Reason));
        Assert.Equal(other, _registry.Record(Other));
        Assert.Equal(unit, _registry.Record(Unit));
    }

    [Fact]
    public void PutAlias_SameEntryOnBoth_IsOneEntry()
    {
        _registry.ApplyOne(_registry.PutEntry(Other, "a:1"));
        _registry.ApplyOne(_registry.PutEntry(Unit, "a:1"));

        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(Alias(Other, Unit)).Kind);
        Assert.Equal(1, _registry.View(Unit).Header.EntryCount);
    }

    [Theory]
    [InlineData("2025-06-01", "2025-12-01")]
    [InlineData("2025-12-01", "2025-06-01")]
    public void PutAlias_GradesOfOneScheme_TheLatestStays(string ofAlias, string ofTarget)
    {
        _registry.Apply(Grade(Other, "D", ofAlias), Grade(Unit, "A", ofTarget));

        _registry.Apply(Alias(Other, Unit));

        Assert.Equal("2025-12-01", CreditQuery.Rules.Periods.CivilDay.Format(Assert.Single(_registry.View(Unit).Grades.ToArray()).GradedOn));
    }

    [Fact]
    public void PutAlias_PersonToUnit_WrongKind() =>
        Assert.Equal(RefusalReason.WrongKind, _registry.ApplyOne(Alias(SampleSubjects.Citizen(1), Unit)).Reason);

    [Fact]
    public void RemoveAlias_Alias_LeadsNowhereAndLeavesATombstone()
    {
        _registry.ApplyOne(_registry.PutEntry(Unit, "a:1"));
        _registry.Apply(Alias(Other, Unit));

        _registry.Apply(new Change { RemoveAlias = new RemoveAlias { Alias = _registry.Subject(Other) } });

        Assert.Null(_registry.Record(Other));
        Assert.Equal(1, _registry.Index.Current.Counts.Tombstones);
        Assert.DoesNotContain(LinkKind.Alias, _registry.View(Unit).Links.ToArray().Select(l => l.Kind));
    }

    [Fact]
    public void PutEntry_ChangeNamesTheAlias_WritesTheTarget()
    {
        _registry.Apply(Alias(Other, Unit));

        _registry.ApplyOne(_registry.PutEntry(Other, "a:1"));

        Assert.Equal(1, _registry.View(Unit).Header.EntryCount);
    }

    [Fact]
    public void PutEntry_UnitLivedUnderItsBareOrgCode_MovesToTheUnifiedCode()
    {
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.OrgCode(1), "a:1"));
        Assert.Equal(1, _registry.Index.Current.Counts.BareOrgCodes);
        Assert.Equal(1, _registry.View(Unit).Header.EntryCount);

        _registry.ApplyOne(_registry.PutEntry(Unit, "a:2"));

        Assert.Equal(2, _registry.View(Unit).Header.EntryCount);
        Assert.Equal(_registry.Record(Unit), _registry.Record(SampleSubjects.OrgCode(1)));
        Assert.Equal(new RegistryCounts { Subjects = 1, Aliases = 1, Entries = 2 }, _registry.Index.Current.Counts);
    }

    [Fact]
    public void ExitEntry_UnitLivesUnderItsBareOrgCode_FoundThroughTheUnifiedCode()
    {
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.OrgCode(1), "a:1"));

        var outcome = _registry.ApplyOne(new Change { ExitEntry = new ExitEntry { Entry = _registry.Entry(Unit, "a:1") } });

        Assert.Equal(OutcomeKind.Applied, outcome.Kind);
    }

    [Fact]
    public void EraseSubject_WithAliasesAndLinks_EverythingGoesAndNothingComesBack()
    {
        var person = SampleSubjects.Citizen(1);
        _registry.Apply(Alias(Other, Unit), _registry.PutEntry(Unit, "a:1"));
        _registry.Apply(new Change { LinkPerson = new LinkPerson { Unit = _registry.Subject(Unit), Person = _registry.Subject(person), Role = Role.LegalRep } });
        Assert.Equal(1, _registry.View(person).Header.SlotCount);

        _registry.Apply(new Change { EraseSubject = new EraseSubject { Subject = _registry.Subject(Unit), DecisionRef = "d" } });

        Assert.Null(_registry.Record(Unit));
        Assert.Null(_registry.Record(Other));
        Assert.Equal(0, _registry.View(person).Header.SlotCount + _registry.View(person).Header.LinkCount);
        Assert.Equal(RefusalReason.Erased, _registry.ApplyOne(_registry.PutEntry(Unit, "a:2")).Reason);
        Assert.Equal(RefusalReason.Erased, _registry.ApplyOne(_registry.PutSubject(Unit)).Reason);
    }

    private Change Alias(string alias, string target) =>
        new() { PutAlias = new PutAlias { Alias = _registry.Subject(alias), Target = _registry.Subject(target) } };

    private Change Grade(string identifier, string value, string gradedOn) =>
        new() { PutGrade = new PutGrade { Subject = _registry.Subject(identifier), Scheme = "tax", Value = value, GradedOn = gradedOn } };
}
