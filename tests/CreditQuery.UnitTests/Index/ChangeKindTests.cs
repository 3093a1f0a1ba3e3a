using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using CommitmentState = CreditQuery.Rules.Records.CommitmentState;

namespace CreditQuery.UnitTests.Index;

/// <summary>Every kind of change that the random tests leave out.</summary>
public sealed class ChangeKindTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);

    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void RepairEntry_TooEarlyThenInTimeThenAgain_DecidedByTheListType()
    {
        Put("a:1", with: e => e.ValidFrom = "2025-12-01");

        Assert.Equal(RefusalReason.TooEarly, Outcome(Repair("a:1", "2026-02-28")).Reason);
        Assert.Equal(OutcomeKind.Applied, Outcome(Repair("a:1", "2026-03-01")).Kind);
        Assert.Equal(OutcomeKind.NoChange, Outcome(Repair("a:1", "2026-03-01")).Kind);
        Assert.Equal(Day("2026-03-01"), _registry.View(Unit).Entries[0].RepairedOn);
    }

    [Fact]
    public void RepairEntry_NotRepairableByListOrEntry_Refused()
    {
        Put("a:1", TestCatalogue.NotRepairable);
        Put("a:2", with: e => e.NotRepairable = true);

        Assert.Equal(RefusalReason.NotRepairable, Outcome(Repair("a:1", "2027-01-01")).Reason);
        Assert.Equal(RefusalReason.NotRepairable, Outcome(Repair("a:2", "2027-01-01")).Reason);
    }

    [Fact]
    public void CorrectEntry_EndedEntry_FactsChangeAndTheEndStays()
    {
        Put("a:1");
        _registry.ApplyOne(new Change { ExitEntry = new ExitEntry { Entry = Ref("a:1"), EffectiveOn = "2026-01-04", NoticeNo = "n", Reason = "performed" } });
        var corrected = _registry.PutEntry(Unit, "a:1", with: e => e.DecidedOn = "2025-11-30").PutEntry;

        Assert.Equal(RefusalReason.EntryEnded, Outcome(new Change { PutEntry = corrected }).Reason);
        Assert.Equal(OutcomeKind.Applied, Outcome(new Change { CorrectEntry = new CorrectEntry { Corrected = corrected } }).Kind);
        var view = _registry.View(Unit);
        Assert.Equal(Day("2025-11-30"), view.Entries[0].DecidedOn);
        Assert.Equal(Day("2026-01-04"), view.Entries[0].ExitedOn);
        Assert.Equal("n\nperformed"u8, view.Text(view.Entries[0], EntryText.Ending));
    }

    [Fact]
    public void StayEntry_AndEndStay_DayNamedIsTheFirstWithoutIt()
    {
        Put("a:1");
        Outcome(new Change { StayEntry = new StayEntry { Entry = Ref("a:1"), OrderNo = "s1" } });

        Outcome(new Change { EndStay = new EndStay { Entry = Ref("a:1"), OrderNo = "s1", EffectiveOn = "2026-02-01" } });

        var fact = _registry.View(Unit).Facts[0];
        Assert.Equal((FactKind.Stay, Day("2026-01-05"), Day("2026-01-31")), (fact.Kind, fact.From, fact.To));
        Assert.Equal(RefusalReason.NoSuchObject, Outcome(new Change { EndStay = new EndStay { Entry = Ref("a:1"), OrderNo = "s2" } }).Reason);
    }

    [Fact]
    public void UseExemption_TwoSellers_FirstInTheLogWinsAndMayGiveItBack()
    {
        Put("a:1", TestCatalogue.Order);
        Outcome(new Change { GrantExemption = new GrantExemption { Entry = Ref("a:1"), ExemptionId = "e", OrderNo = "o", Items = { "air" }, From = "2026-01-01", To = "2026-01-31", SingleUse = true } });

        Assert.Equal(RefusalReason.NotCovered, Outcome(Use("w1", "2026-02-01")).Reason);
        Assert.Equal(OutcomeKind.Applied, Outcome(Use("w1", "2026-01-06")).Kind);
        Assert.Equal(OutcomeKind.NoChange, Outcome(Use("w1", "2026-01-06")).Kind);
        Assert.Equal(RefusalReason.AlreadyUsed, Outcome(Use("w2", "2026-01-06")).Reason);
        Assert.Equal(RefusalReason.NoSuchObject, Outcome(Release("w2")).Reason);
        Assert.Equal(OutcomeKind.Applied, Outcome(Release("w1")).Kind);
        Assert.Equal(OutcomeKind.Applied, Outcome(Use("w2", "2026-01-07")).Kind);
        Assert.Equal(FactFlags.SingleUse | FactFlags.Used, _registry.View(Unit).Facts[0].Flags);

        Outcome(new Change { RevokeExemption = new RevokeExemption { Entry = Ref("a:1"), ExemptionId = "e", EffectiveOn = "2026-01-10" } });
        Assert.Equal(Day("2026-01-09"), _registry.View(Unit).Facts[0].To);
    }

    [Fact]
    public void SetGrace_DayOrNone_SetOrEnded()
    {
        Put("a:1");

        Assert.Equal(OutcomeKind.Applied, Outcome(new Change { SetGrace = new SetGrace { Entry = Ref("a:1"), GraceTo = "2026-02-01" } }).Kind);
        Assert.Equal(Day("2026-02-01"), _registry.View(Unit).Entries[0].GraceTo);
        Assert.Equal(OutcomeKind.Applied, Outcome(new Change { SetGrace = new SetGrace { Entry = Ref("a:1") } }).Kind);
        Assert.Equal(CivilDay.None, _registry.View(Unit).Entries[0].GraceTo);
    }

    [Fact]
    public void PutGradeAndRating_SameSchemeReplacedUnknownRefused()
    {
        Assert.Equal(RefusalReason.UnknownCode, Outcome(Grade("tax", "Z")).Reason);
        Outcome(Grade("tax", "A"));
        Outcome(Grade("tax", "D"));
        Outcome(new Change { PutRating = new PutRating { Subject = _registry.Subject(Unit), Agency = "agency", Scale = "s", Value = "AAA", RatedOn = "2026-01-01" } });

        Assert.Equal(2, _registry.View(Unit).Header.GradeCount);
        Assert.Equal(OutcomeKind.NoChange, Outcome(Grade("tax", "D")).Kind);
        Assert.Equal(OutcomeKind.Applied, Outcome(Grade("tax", "")).Kind);
        Assert.Equal(1, _registry.View(Unit).Grades[0].IsRating);
    }

    [Fact]
    public void PutBehaviour_SameDocument_CountsOnce()
    {
        var change = new Change { PutBehaviour = new PutBehaviour { Subject = _registry.Subject(Unit), Type = "overload", OccurredOn = "2026-01-01", Count = 1, DocumentNo = "d1" } };

        Assert.Equal(OutcomeKind.Applied, Outcome(change).Kind);
        Assert.Equal(OutcomeKind.NoChange, Outcome(change).Kind);
        change.PutBehaviour.DocumentNo = "d2";
        Assert.Equal(OutcomeKind.Applied, Outcome(change).Kind);
        Assert.Equal(2, _registry.View(Unit).Header.BehaviourCount);
    }

    [Fact]
    public void Commitment_KeptOrBroken_OnceOnly()
    {
        Outcome(new Change { PutCommitment = new PutCommitment { Subject = _registry.Subject(Unit), CommitmentId = "c", Type = "repair", DueOn = "2026-06-01", TextHash = ByteString.CopyFrom(new byte[32]) } });

        Assert.Equal(OutcomeKind.Applied, Outcome(new Change { BreakCommitment = new BreakCommitment { Subject = _registry.Subject(Unit), CommitmentId = "c" } }).Kind);
        Assert.Equal(RefusalReason.AlreadyExists, Outcome(new Change { KeepCommitment = new KeepCommitment { Subject = _registry.Subject(Unit), CommitmentId = "c" } }).Reason);
        Assert.Equal(RefusalReason.NoSuchObject, Outcome(new Change { KeepCommitment = new KeepCommitment { Subject = _registry.Subject(Unit), CommitmentId = "x" } }).Reason);
        Assert.Equal(CommitmentState.Broken, _registry.View(Unit).Commitments[0].State);
    }

    [Fact]
    public void PutSource_ThenASetFromIt_RegisteredAndTouched()
    {
        var source = new PutSource { Source = "court", ListTypes = { TestCatalogue.Black }, Regions = { "000000" }, CoverageFrom = "2020-01-01", MaxSilence = Duration.FromTimeSpan(TimeSpan.FromDays(2)) };
        Assert.Equal(OutcomeKind.Applied, Outcome(new Change { PutSource = source }).Kind);
        _registry.Now += TimeSpan.FromHours(1);
        var set = TestRegistry.SetOf(_registry.PutEntry(Unit, "a:1"));
        set.Source = "court";

        _registry.Apply(set);

        Assert.Equal(_registry.Now, _registry.Index.Current.Sources.LastChangeAt(0));
        Assert.Equal(TimeSpan.FromDays(2), _registry.Index.Current.Sources.Sources[0].MaxSilence);
        Outcome(new Change { PutSource = new PutSource { Source = "court", Withdrawn = true } });
        Assert.Empty(_registry.Index.Current.Sources.Sources);
    }

    [Fact]
    public void AdoptMeasure_RegionAndGivingUp_InEveryCatalogueVersion()
    {
        Assert.Equal(RefusalReason.UnknownCode, Outcome(Adopt("none", "")).Reason);
        Assert.Equal(OutcomeKind.Applied, Outcome(Adopt("warn", "")).Kind);
        Assert.True(IsAdopted("2026-01-06"));

        Outcome(Adopt("warn", "2026-02-01"));

        Assert.True(IsAdopted("2026-02-01"));
        Assert.False(IsAdopted("2026-02-02"));
        Assert.Single(_registry.Index.Current.Adoptions);
    }

    [Fact]
    public void PutCatalogue_FutureDayPastDayAndBroken_SwitchesOnItsDayOrRefused()
    {
        Assert.Equal(RefusalReason.BadCatalogue, Outcome(Catalogue("2025-06-01")).Reason);
        Assert.Equal(RefusalReason.BadCatalogue, Outcome(new Change { PutCatalogue = new PutCatalogue { Content = ByteString.CopyFromUtf8("no: catalogue") } }).Reason);

        var applied = _registry.Apply(Catalogue("2026-07-01"));

        Assert.True(applied.ChangedCatalogue);
        var snapshot = _registry.Index.Current;
        Assert.Equal(snapshot.Catalogues[0], snapshot.CatalogueAt(Day("2026-06-30")));
        Assert.Equal(snapshot.Catalogues[1], snapshot.CatalogueAt(Day("2026-07-01")));
        Assert.Equal(OutcomeKind.NoChange, Outcome(Catalogue("2026-07-01")).Kind);
    }

    [Fact]
    public void Restart_WithSourcesAdoptionsAndQuarantine_AllThere()
    {
        Outcome(new Change { PutSource = new PutSource { Source = "court", ListTypes = { TestCatalogue.Black }, Regions = { "999999" }, CoverageFrom = "2020-01-01" } });
        Outcome(Adopt("warn", "2026-02-01"));
        _registry.Apply(Catalogue("2026-07-01"));
        _registry.Apply(_registry.PutEntry(Unit, "a:1"), new Change { PutSubject = new PutSubject { Subject = new Subject() } });
        _registry.Index.Checkpoints.Take();
        var before = _registry.Index.Current;

        _registry.Restart();

        var after = _registry.Index.Current;
        Assert.Equal(before.Adoptions, after.Adoptions);
        Assert.Equal(before.Quarantine.Select(q => (q.Revision, q.Reason)), after.Quarantine.Select(q => (q.Revision, q.Reason)));
        Assert.Equal(before.Catalogues.Select(c => (c.Catalogue.Version, c.Revision)), after.Catalogues.Select(c => (c.Catalogue.Version, c.Revision)));
        Assert.Equal(before.Sources.Sources[0].Regions, after.Sources.Sources[0].Regions);
        Assert.True(IsAdopted("2026-02-01"));
    }

    [Fact]
    public void Apply_RecordsNoLongerFit_StopsBeforeAnythingIsWritten()
    {
        using var small = CreditIndex.Open(new CreditIndexOptions { Folder = Path.Combine(_registry.Folder, "small"), RecordMemoryBytes = 16 << 20, HashTableBytes = 64 << 10 }, RegistryKey.Generate(), TestRegistry.Epoch);
        small.Apply(_registry.Log[0]);
        var texts = new string('x', 1800);
        var full = Assert.Throws<IndexFullException>(() =>
        {
            for (var i = 0; i < 400; i++)
            {
                _registry.Apply([.. Enumerable.Range(0, 20).Select(n => _registry.PutEntry(SampleSubjects.Uscc((i * 20) + n), "a:1", with: e => e.CauseText = texts))]);
                small.Apply(_registry.Log[^1]);
            }
        });

        Assert.Equal(small.Current.Revision + 1, full.Revision);
        Assert.True(small.Fill > 0.4);
    }

    private ChangeOutcome Outcome(Change change) => _registry.ApplyOne(change);

    private void Put(string entryId, string list = TestCatalogue.Black, Action<PutEntry>? with = null) =>
        Assert.Equal(OutcomeKind.Applied, Outcome(_registry.PutEntry(Unit, entryId, list, with)).Kind);

    private EntryRef Ref(string entryId) => _registry.Entry(Unit, entryId);

    private Change Repair(string entryId, string on) => new() { RepairEntry = new RepairEntry { Entry = Ref(entryId), DecisionNo = "r", EffectiveOn = on } };

    private Change Use(string workItem, string on) => new() { UseExemption = new UseExemption { Entry = Ref("a:1"), ExemptionId = "e", WorkItemNo = workItem, UsedOn = on } };

    private Change Release(string workItem) => new() { ReleaseExemption = new ReleaseExemption { Entry = Ref("a:1"), ExemptionId = "e", WorkItemNo = workItem } };

    private Change Grade(string scheme, string value) => new() { PutGrade = new PutGrade { Subject = _registry.Subject(Unit), Scheme = scheme, Value = value, GradedOn = "2026-01-01" } };

    private static Change Adopt(string measure, string to) => new() { AdoptMeasure = new AdoptMeasure { Measure = measure, Region = "999999", From = "2026-01-01", To = to } };

    private static Change Catalogue(string from) => new() { PutCatalogue = new PutCatalogue { Content = ByteString.CopyFrom(TestCatalogue.File(from)) } };

    private bool IsAdopted(string day) => _registry.Index.Current.Catalogues.All(c => c.Catalogue.FindMeasure("warn")!.IsAdopted(999999, Day(day)));

    private static int Day(string text) => CivilDay.TryParse(text, out var day) ? day : throw new ArgumentException(text);
}
