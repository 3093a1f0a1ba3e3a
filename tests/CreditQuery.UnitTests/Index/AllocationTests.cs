using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using IdentifierType = CreditQuery.Rules.Subjects.IdentifierType;

namespace CreditQuery.UnitTests.Index;

/// <summary>A check allocates nothing: hit, listed hit, alias, miss, probe of a bare code, invalid identifier, name, run of checks.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void TryCheck_AnyPath_AllocatesNothing()
    {
        using var registry = new TestRegistry();
        registry.Apply(registry.PutSubject(SampleSubjects.Uscc(1), "Invented Ltd"), registry.PutEntry(SampleSubjects.Uscc(2), "a:1"));
        registry.Apply(registry.PutEntry(SampleSubjects.OrgCode(7), "a:1"), registry.PutEntry(SampleSubjects.Citizen(1), "a:1"));
        string[] values = [SampleSubjects.Uscc(1), SampleSubjects.Uscc(2), SampleSubjects.OrgCode(1), SampleSubjects.Uscc(7), SampleSubjects.Uscc(8), SampleSubjects.Citizen(1), "91!"];
        var today = CivilDay.Of(TestRegistry.Start);
        var snapshot = registry.Index.Current;
        Assert.True(CheckPlanner.TryPlan(snapshot.CatalogueAt(today)!.Catalogue, new CheckQuestion { Scenario = "licence", Region = "999999", Today = today }, out var plan, out _));
        var answer = new CheckAnswer();
        for (var i = 0; i < 100; i++)
        {
            Pass(registry.Index, snapshot, plan, values, answer);
        }

        var least = Allocations.Least(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                Pass(registry.Index, snapshot, plan, values, answer);
            }
        });

        Assert.Equal(0, least);
    }

    [Fact]
    public void FindHints_PinnedStore_FoundWhereTheProcessorHasThem()
    {
        using var registry = new TestRegistry();

        Assert.Equal(System.Runtime.Intrinsics.X86.Sse.IsSupported, registry.Index.Hints is not null);
    }

    private static void Pass(CreditIndex index, RegistrySnapshot snapshot, CheckPlan plan, string[] values, CheckAnswer answer)
    {
        var state = (index, plan, values, answer);
        index.ReadPinned(ref state, static (RegistrySnapshot pinned, ref (CreditIndex Index, CheckPlan Plan, string[] Values, CheckAnswer Answer) s) =>
        {
            using var reader = s.Index.RentReader();
            var catalogue = pinned.CatalogueAt(s.Plan.Today)!;
            var context = new CheckContext(pinned, s.Plan, catalogue.Coverage.Of(s.Plan, pinned.RecordedAt));
            foreach (var value in s.Values)
            {
                reader.TryCheck(context, new SubjectInput { Type = IdentifierType.Unspecified, Value = value, Name = "Invented Ltd" }, s.Answer, out _);
                reader.TryCheck(context, new SubjectInput { Type = IdentifierType.Uscc, Value = value }, s.Answer, out _);
            }

            return true;
        });
        Assert.True(snapshot.Revision > 0);
    }
}
