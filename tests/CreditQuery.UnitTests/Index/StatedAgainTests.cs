using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Index;

/// <summary>A list loaded again, and what happened to its entries in between.</summary>
public sealed class StatedAgainTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);

    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void PutEntry_AgainAfterGraceWasSet_KeepsTheGrace()
    {
        _registry.ApplyOne(_registry.PutEntry(Unit, "court:1"));
        _registry.ApplyOne(new Change { SetGrace = new SetGrace { Entry = _registry.Entry(Unit, "court:1"), GraceTo = "2026-03-01" } });

        var again = _registry.ApplyOne(_registry.PutEntry(Unit, "court:1"));
        var changed = _registry.ApplyOne(_registry.PutEntry(Unit, "court:1", with: e => e.Contact = "desk 2"));

        Assert.Equal([OutcomeKind.NoChange, OutcomeKind.Applied], [again.Kind, changed.Kind]);
        Assert.Equal("2026-03-01", CivilDay.Format(_registry.View(Unit).Entries[0].GraceTo));
    }

    [Theory]
    [InlineData(TestCatalogue.UnitsOnly, EntryScope.Unspecified, RefusalReason.MissingField)]
    [InlineData(TestCatalogue.Black, EntryScope.Local, RefusalReason.MissingField)]
    [InlineData(TestCatalogue.Black, EntryScope.Unspecified, RefusalReason.Unspecified)]
    public void PutEntry_WithoutRegion_RefusedUnlessItCountsEverywhere(string listType, EntryScope scope, RefusalReason expected)
    {
        _registry.ApplyOne(_registry.PutSubject(Unit, kind: SubjectKind.Enterprise));

        var outcome = _registry.ApplyOne(_registry.PutEntry(Unit, "court:1", listType, e => (e.Region, e.Scope) = ("", scope)));

        Assert.Equal(expected, outcome.Reason);
    }

    [Theory]
    [InlineData(TestCatalogue.UnitsOnly, "999900", EntryScope.Local, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.UnitsOnly, "999900", EntryScope.Province, RefusalReason.UnknownCode)]
    [InlineData(TestCatalogue.UnitsOnly, "999900", EntryScope.Recognised, RefusalReason.UnknownCode)]
    [InlineData(TestCatalogue.UnitsOnly, "999900", EntryScope.National, RefusalReason.UnknownCode)]
    [InlineData(TestCatalogue.UnitsOnly, "000000", EntryScope.Unspecified, RefusalReason.MissingField)]
    [InlineData(TestCatalogue.Black, "999900", EntryScope.Local, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Black, "999900", EntryScope.Recognised, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Black, "000000", EntryScope.Unspecified, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Recognised, "999900", EntryScope.Unspecified, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Recognised, "999900", EntryScope.Province, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Recognised, "999900", EntryScope.National, RefusalReason.UnknownCode)]
    [InlineData(TestCatalogue.Provincial, "530100", EntryScope.Unspecified, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Provincial, "530100", EntryScope.Local, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Provincial, "440400", EntryScope.Unspecified, RefusalReason.UnknownCode)]
    [InlineData(TestCatalogue.Provincial, "530100", EntryScope.Recognised, RefusalReason.UnknownCode)]
    [InlineData(TestCatalogue.Order, "999900", EntryScope.Unspecified, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Order, "999900", EntryScope.National, RefusalReason.Unspecified)]
    [InlineData(TestCatalogue.Order, "999900", EntryScope.Local, RefusalReason.UnknownCode)]
    public void PutEntry_CountingElsewhereThanItsList_Refused(string listType, string region, EntryScope scope, RefusalReason expected)
    {
        _registry.ApplyOne(_registry.PutSubject(Unit, kind: SubjectKind.Enterprise));

        var outcome = _registry.ApplyOne(_registry.PutEntry(Unit, "court:1", listType, e => (e.Region, e.Scope) = (region, scope)));

        Assert.Equal(expected, outcome.Reason);
    }
}
