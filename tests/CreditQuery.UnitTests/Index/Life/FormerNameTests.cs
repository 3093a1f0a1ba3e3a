using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using IdentifierFindings = CreditQuery.Rules.Subjects.IdentifierFindings;
using IdentityMatch = CreditQuery.Rules.Checks.IdentityMatch;

namespace CreditQuery.UnitTests.Index.Life;

/// <summary>Whoever states the old name of a renamed subject means this subject; a name that it never bore is another one's.</summary>
public sealed class FormerNameTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);

    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void PutSubject_OtherName_KeepsTheOldOneWithItsLastDay()
    {
        Name("甲");
        _registry.Now = _registry.Now.AddDays(9);
        Name("乙");

        Assert.Equal((IdentityMatch.Matched, true), Ask("甲"));
        Assert.Equal((IdentityMatch.Matched, false), Ask("乙"));
        Assert.Equal((IdentityMatch.NameMismatch, false), Ask("丙"));
        var last = DateOnly.FromDateTime(_registry.Now.AddHours(8).AddDays(-1).DateTime).ToString("yyyy-MM-dd");
        Assert.Equal([last], FormerNames.LastDays(_registry.View(Unit).FormerNames));
    }

    [Fact]
    public void PutSubject_NameThatWasWrong_IsNoFormerName()
    {
        Name("甲");
        Name("乙", wasWrong: true);

        Assert.Equal((IdentityMatch.NameMismatch, false), Ask("甲"));
    }

    [Fact]
    public void PutSubject_OldNameAgain_IsTheNameAndTheOtherAFormerOne()
    {
        Name("甲");
        Name("乙");
        Name("甲");

        Assert.Equal((IdentityMatch.Matched, false), Ask("甲"));
        Assert.Equal((IdentityMatch.Matched, true), Ask("乙"));
        Assert.Single(FormerNames.LastDays(_registry.View(Unit).FormerNames));
    }

    // Beyond the bound the oldest goes: then it is another name again, which is the safe side.
    [Fact]
    public void PutSubject_ManyNames_KeepsTheLastEight()
    {
        for (var i = 0; i <= FormerNames.MaxNames + 1; i++)
        {
            Name("名" + i);
        }

        Assert.Equal(IdentityMatch.NameMismatch, Ask("名0").Identity);
        Assert.Equal((IdentityMatch.Matched, true), Ask("名1"));
        Assert.Equal(FormerNames.MaxNames, FormerNames.LastDays(_registry.View(Unit).FormerNames).Count);
    }

    [Fact]
    public void PutAlias_RecordUnderAnotherName_ItsNamesCount()
    {
        var code = SampleSubjects.Uscc(2);
        Name("丁", subject: code);
        Name("丙", subject: code);
        Name("甲");

        Apply(new Change { PutAlias = new PutAlias { Alias = _registry.Subject(code), Target = _registry.Subject(Unit) } });

        Assert.All(["丙", "丁"], name => Assert.Equal((IdentityMatch.Matched, true), Ask(name)));
        Assert.Equal((IdentityMatch.Matched, false), Ask("甲"));
    }

    [Fact]
    public void EraseSubject_Renamed_ItsNamesFindNothing()
    {
        Name("甲");
        Name("乙");

        Apply(new Change { EraseSubject = new EraseSubject { Subject = _registry.Subject(Unit), DecisionRef = "d" } });

        Assert.Equal((IdentityMatch.NoRecord, false), Ask("甲"));
    }

    private void Name(string name, bool wasWrong = false, string? subject = null)
    {
        var put = _registry.PutSubject(subject ?? Unit, name);
        put.PutSubject.NameWasWrong = wasWrong;
        Apply(put);
    }

    private void Apply(Change change) => Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(change).Kind);

    private (IdentityMatch Identity, bool IsFormer) Ask(string name)
    {
        var day = CreditQuery.Rules.Periods.CivilDay.Of(_registry.Now);
        var version = _registry.Index.Current.CatalogueAt(day)!;
        var question = new CheckQuestion { Scenario = "licence", Region = "999999", Today = day };
        Assert.True(CheckPlanner.TryPlan(version.Catalogue, question, out var plan, out _));
        using var reader = _registry.Index.RentReader();
        var answer = new CheckAnswer();
        var context = new CheckContext(_registry.Index.Current, plan, version.Coverage.Of(plan, _registry.Index.Current.RecordedAt));
        Assert.True(reader.TryCheck(context, new SubjectInput { Type = TestRegistry.TypeOf(Unit), Value = Unit, Name = name }, answer, out var found));
        Assert.Equal(answer.StatedFormerName, (found.Findings & IdentifierFindings.FormerName) != 0);
        return (answer.Identity, answer.StatedFormerName);
    }
}
